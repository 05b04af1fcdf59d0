"""A new week, or all that have nothing yet: from the library, a template or another week."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from forum.database import transaction
from forum.extensions import db
from forum.prompts.actions.refusals import WeekTaken
from forum.prompts.models import Prompt
from forum.prompts.queries import list_prompts
from forum.prompts.templates.documents import UnknownForm
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.setup import NewPromptForm
from forum.web.limits import limit_setup
from forum.web.setup.door import blueprint
from forum.web.setup.starts import (
    FIRST,
    ShapeStart,
    Start,
    find_start,
    list_starts,
    shape_start,
)

#: The choice of every week that has nothing yet.
ALL_WEEKS = 0


@blueprint.route("/c/<slug>/setup/new", methods=["GET", "POST"])
@limit_setup
def new(slug: str) -> ResponseReturnValue:
    """Choose the week, or all that have nothing yet, and what it starts from."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    free = _free_weeks(place)
    form = _form(place, free)
    start = _chosen(place, form) if form.is_submitted() else None
    if start is None:
        page = render_template("setup/new.html", place=place, form=form)
        return page, 422 if form.is_submitted() else 200
    weeks = free if form.week.data == ALL_WEEKS else [form.week.data]
    # Weeks that begin alike are told apart by their numbers until they have titles of their own.
    is_numbered = len(weeks) > 1 and isinstance(start, ShapeStart)
    try:
        with transaction() as session:
            for week in weeks:
                title = form.title.data or (_numbered(week) if is_numbered else "")
                start.make(session, place, week, title)
    except WeekTaken:
        form.week.errors = [_("Somebody else set this week up a moment ago.")]
        return render_template("setup/new.html", place=place, form=form), 409
    return _made(slug, form.week.data, len(weeks))


def make_week(session: Session, place: Place, week: int, title: str) -> Prompt:
    """Make the draft of a week in the first shape of the library, with the pattern's times."""
    return shape_start(FIRST).make(session, place, week, title or _numbered(week))


def _chosen(place: Place, form: NewPromptForm) -> Start | None:
    """What the week starts from; None with the reason in the form."""
    value = form.source.data or ""
    is_right = form.validate()
    if value.startswith("template-") and form.source.errors:
        form.source.errors = [_("This template is not there any more. Choose another start.")]
    if not is_right:
        return None
    try:
        start = find_start(place, value)
    except UnknownForm:
        form.source.errors = [
            _("This template was saved by a newer version of Colloquy, which this one cannot read.")
        ]
        return None
    if start is None:
        form.source.errors = [_("This is not there any more. Choose another start.")]
    return start


def _made(slug: str, week: int, number: int) -> ResponseReturnValue:
    """To the editor of the week; to the schedule where there are several."""
    if week == ALL_WEEKS:
        flash(
            ngettext("%(num)d week is set up.", "%(num)d weeks are set up.", number)
            + " "
            + _("They are drafts."),
            "done",
        )
        return redirect(url_for("setup.schedule", slug=slug), 303)
    flash(_("Week %(week)s is set up as a draft.", week=week), "done")
    return redirect(url_for("setup.edit", slug=slug, week=week), 303)


def _numbered(week: int) -> str:
    said: str = _("Week %(week)s", week=week)
    return said


def _free_weeks(place: Place) -> list[int]:
    taken = {row.week for row in list_prompts(db.session(), place.viewer, place.course.id)}
    return [week for week in range(1, place.course.weeks_total + 1) if week not in taken]


def _form(place: Place, free: list[int]) -> NewPromptForm:
    form = NewPromptForm()
    weeks = [(week, _numbered(week)) for week in free]
    if len(free) > 1:
        said = ngettext("The %(num)d week without one", "All %(num)d weeks without one", len(free))
        weeks.append((ALL_WEEKS, said))
    form.week.offer(weeks)
    form.source.choices = list_starts(place)
    if not form.is_submitted():
        asked = request.args.get("week", type=int)
        first = free[0] if free else None
        form.week.data = asked if asked in {*free, ALL_WEEKS} else first
        form.source.data = request.args.get("from", f"shape-{FIRST}")
    return form
