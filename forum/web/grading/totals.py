"""A total that is set instead of the rubric's, with a reason."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction
from forum.grading.actions.override import override_total, withdraw_override
from forum.grading.actions.refusals import Incomplete, NoRubric, StaleGrade
from forum.web.forms.grading import override_form
from forum.web.grading.desk_page import render_desk
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.refused import answer_small_form
from forum.web.grading.scene import StudentDesk, load_desk
from forum.web.limits import limit_grading
from forum.web.presentation import problems as problems_of


@blueprint.post(f"{DESK}/total")
@limit_grading
def override(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Set the total by hand, or let the rubric's hold again."""
    desk = load_desk(slug, week, user_id)
    form = override_form(desk.sheet.out_of)
    # An emptied field lets the rubric's total hold again, where there is something to empty.
    is_emptied = desk.sheet.is_overridden and not "".join(form.total.raw_data or "").strip()
    setting = not is_emptied and "withdraw" not in request.form
    if setting and not form.validate_on_submit():
        return _back(desk, form)
    viewer, prompt, sheet, now = desk.scene.viewer, desk.scene.prompt, desk.sheet, desk.scene.now
    try:
        with transaction() as session:
            if setting:
                points, reason = form.total.data, form.reason.data
                override_total(
                    session, viewer, prompt, sheet, points, reason, version=form.seen, now=now
                )
            else:
                withdraw_override(session, viewer, prompt, sheet, version=form.seen, now=now)
    except (StaleGrade, NoRubric) as refusal:
        return answer_small_form(desk, refusal, form.reason.data or "")
    except Incomplete as refusal:
        form.total.errors = [
            ngettext(
                "Choose every level first; %(num)d criterion is left.",
                "Choose every level first; %(num)d criteria are left.",
                len(refusal.criteria),
            )
        ]
        return _back(desk, form)
    flash(_("The total is set by hand.") if setting else _("The rubric's total holds."), "done")
    return redirect(desk.own_url() + "#override", 303)


def _back(desk: StudentDesk, form: object) -> ResponseReturnValue:
    """The desk with the small form open as it was sent, and what is wrong with it."""
    problems = [(f"override-{control}", said) for control, said in problems_of(form)]
    return render_desk(desk, None, problems, opened="override", sent=form), 422
