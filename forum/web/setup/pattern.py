"""What all weeks follow: changed after a look at what moves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.prompts.actions.patterns import change_schedule
from forum.prompts.actions.refusals import MovesChanged, MovesRefused, StaleVersion
from forum.prompts.moves import WeekMoves, fingerprint, plan_moves
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.schedule import LABELS, PatternForm
from forum.web.limits import limit_setup
from forum.web.setup.desk import days_of
from forum.web.setup.door import blueprint
from forum.web.setup.pattern_form import pattern_form, read_schedule, stale_words
from forum.web.setup.rows import apply_command
from forum.web.setup.schedule import schedule_page
from forum.web.setup.words import doubts_about, sentence_of

#: What the page of moves adds to the form it carries on.
ASIDE = frozenset({"csrf_token", "seen", "leave"})


@blueprint.post("/c/<slug>/setup/pattern")
@limit_setup
def pattern(slug: str) -> ResponseReturnValue:
    """Show what another pattern, other breaks or holidays would move; apply what was shown."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    stands = get_course_schedule(db.session(), place.course)
    command = request.form.get("rows", "")
    typed = apply_command(request.form, command, frozenset({"holidays"}))
    form = pattern_form(place.course, stands, typed)
    if command:
        return schedule_page(place, form=form)
    if not form.validate():
        return schedule_page(place, form=form), 422
    given = read_schedule(place.course, form)
    if given.version != stands.version:
        return _stale_page(place, form, stands)
    if "seen" not in request.form:
        return _moves_page(place, stands, given)
    return _apply(place, form, stands, given)


def _apply(
    place: Place, form: PatternForm, stands: CourseSchedule, given: CourseSchedule
) -> ResponseReturnValue:
    by, slug = place.viewer.user_id, place.course.slug
    try:
        with transaction() as session:
            moved = change_schedule(
                session,
                place.course,
                given,
                leave=_left(),
                seen=request.form["seen"],
                by=by,
                now=utc_now(),
            )
    except StaleVersion:
        place = load_course(slug)
        return _stale_page(place, form, get_course_schedule(db.session(), place.course))
    except MovesChanged:
        return _moves_page(load_course(slug), stands, given, is_other=True), 409
    except MovesRefused:
        return _moves_page(load_course(slug), stands, given, is_refused=True), 422
    flash(_said(moved), "done")
    return redirect(url_for("setup.schedule", slug=slug), 303)


def _moves_page(
    place: Place,
    stands: CourseSchedule,
    given: CourseSchedule,
    **context: object,
) -> str:
    session, course, now = db.session(), place.course, utc_now()
    weeks = plan_moves(course, list_course_setups(session, course.id), stands, given, now)
    left = _left()
    days = days_of(course, given)
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in ASIDE]
    return render_template(
        "setup/moves.html",
        place=place,
        weeks=[week for week in weeks if week.moved],
        problems={week.prompt.week: doubts_about(week.by_kind, days) for week in weeks},
        left=left,
        labels=LABELS,
        sentence_of=sentence_of,
        seen=fingerprint(weeks),
        fields=fields,
        now=now,
        here=request.path,
        **context,
    )


def _left() -> frozenset[int]:
    """The weeks that were ticked to keep their times."""
    ticked = request.form.getlist("leave")
    return frozenset(int(text) for text in ticked if re.fullmatch(r"[0-9]{1,4}", text))


def _stale_page(place: Place, form: PatternForm, stands: CourseSchedule) -> ResponseReturnValue:
    """What was typed stays in the form; beside it what the other person saved."""
    form.version.data, form.version.raw_data = stands.version, None
    return schedule_page(place, form=form, stale=stale_words(place.course, stands)), 409


def _said(moved: Sequence[WeekMoves]) -> str:
    if not moved:
        return _("Saved. No week moves.")
    return ngettext("Saved. %(num)d week moved.", "Saved. %(num)d weeks moved.", len(moved))
