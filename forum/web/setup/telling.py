"""After times of published weeks have moved: the offer to tell the class, once, if asked."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.courses.models import Course
from forum.courses.queries import list_student_ids
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.prompts.actions.refusals import MovesChanged
from forum.prompts.actions.telling import tell_of_moves
from forum.prompts.queries import PromptSetup
from forum.prompts.untold import find_untold, list_untold, untold_fingerprint
from forum.rules.roles import Permission
from forum.web.access import load_course
from forum.web.forms.schedule import LABELS
from forum.web.limits import limit_setup
from forum.web.setup.door import blueprint


def telling_offer(course: Course, setups: Iterable[PromptSetup] | None = None) -> dict[str, object]:
    """What ``setup/_tell.html`` shows: weeks that moved, how many people would be told.

    ``setups`` are those of all weeks, where they are loaded already.
    """
    session, now = db.session(), utc_now()
    if setups is None:
        weeks = list_untold(session, course.id, now)
    else:
        known = ((setup.prompt, setup.checkpoints) for setup in setups)
        weeks = find_untold(session, course.id, known, now)
    students = len(list_student_ids(session, course.id)) if weeks else 0
    offer = weeks if students else []
    return {
        "untold": offer,
        "untold_seen": untold_fingerprint(offer),
        "class_size": students,
        "time_labels": LABELS,
    }


@blueprint.post("/c/<slug>/setup/telling")
@limit_setup
def tell(slug: str) -> ResponseReturnValue:
    """Tell the class what was shown; ``week`` in the form leads back to that week's set-up."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    by, seen = place.viewer.user_id, request.form.get("seen", "")
    try:
        with transaction() as session:
            weeks = tell_of_moves(session, place.course, seen=seen, by=by, now=utc_now())
    except MovesChanged:
        said = _("Times have moved again since this was shown. Nobody was told; look once more.")
        flash(said, "late")
    else:
        flash(*_said(slug, bool(weeks)))
    week = request.form.get("week", type=int)
    if week is not None and 0 < week <= 9999:
        return redirect(url_for("setup.edit", slug=slug, week=week), 303)
    return redirect(url_for("setup.schedule", slug=slug), 303)


def _said(slug: str, is_told: bool) -> tuple[str, str]:
    if not is_told:
        return _("There is nothing left to tell: the class knows these times."), "info"
    students = len(list_student_ids(db.session(), load_course(slug).course.id))
    said = ngettext(
        "%(num)d student is told: in the list of notifications, and by mail as each has chosen.",
        "%(num)d students are told: in the list of notifications, and by mail as each has chosen.",
        students,
    )
    return said, "done"
