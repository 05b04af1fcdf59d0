"""A new week: from the shape of the allyship assignment, or from a copy of another prompt."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.courses.queries import list_memberships
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.actions.rubrics import copy_rubric, save_rubric
from forum.grading.shape import RUBRIC
from forum.prompts.actions.copying import copy_prompt
from forum.prompts.actions.prompts import create_prompt
from forum.prompts.actions.refusals import WeekTaken
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.terms import set_terms
from forum.prompts.models import Prompt
from forum.prompts.overview import list_copy_sources
from forum.prompts.patterns import get_course_schedule
from forum.prompts.queries import get_setup, list_prompts
from forum.prompts.shape import new_content, new_terms
from forum.rules.roles import Permission
from forum.web.access import Place, load_course, signed_in_user
from forum.web.forms.setup import NewPromptForm
from forum.web.limits import limit_setup
from forum.web.setup.door import blueprint

BLANK = "blank"
#: The choice of every week that has nothing yet.
ALL_WEEKS = 0


@blueprint.route("/c/<slug>/setup/new", methods=["GET", "POST"])
@limit_setup
def new(slug: str) -> ResponseReturnValue:
    """Choose the week, or all that have nothing yet, and what it starts from."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    sources, free = _sources(place), _free_weeks(place)
    form = _form(free, sources)
    if not form.validate_on_submit():
        page = render_template("setup/new.html", place=place, form=form)
        return page, 422 if form.is_submitted() else 200
    weeks = free if form.week.data == ALL_WEEKS else [form.week.data]
    source = sources.get(form.source.data)
    try:
        with transaction() as session:
            for week in weeks:
                make_week(session, place, week, form.title.data, source[1] if source else None)
    except WeekTaken:
        form.week.errors = [_("Somebody else set this week up a moment ago.")]
        return render_template("setup/new.html", place=place, form=form), 409
    if form.week.data == ALL_WEEKS:
        flash(
            ngettext("%(num)d week is set up.", "%(num)d weeks are set up.", len(weeks))
            + " "
            + _("They are drafts."),
            "done",
        )
        return redirect(url_for("setup.schedule", slug=slug), 303)
    flash(_("Week %(week)s is set up as a draft.", week=form.week.data), "done")
    return redirect(url_for("setup.edit", slug=slug, week=form.week.data), 303)


def make_week(
    session: Session, place: Place, week: int, title: str, source: Prompt | None = None
) -> Prompt:
    """Make the draft of a week from another prompt, or in the shape of the allyship assignment.

    Its times are those of the pattern; where none was set, a copy keeps its own day and hour.
    """
    now, by, course = utc_now(), place.viewer.user_id, place.course
    stands = get_course_schedule(session, course)
    times = stands.schedule_of(week)
    if source is not None:
        usual = times if stands.version else None
        setup = get_setup(session, source)
        prompt = copy_prompt(session, setup, course, week, times=usual, by=by, now=now)
        prompt.title = title or prompt.title
        copy_rubric(session, source, prompt, by=by, now=now)
        return prompt
    title = title or _("Week %(week)s", week=week)
    prompt = create_prompt(session, course, week, new_content(title), by=by, now=now)
    set_terms(session, prompt, new_terms(now), by=by, now=now)
    for kind, due in times.items():
        set_checkpoint(session, prompt, course, kind, due, by=by, now=now)
    save_rubric(session, prompt, RUBRIC, by=by, now=now)
    return prompt


def _sources(place: Place) -> dict[str, tuple[str, Prompt]]:
    """The prompts that may be copied with their labels, by the value of their choice."""
    memberships = list_memberships(db.session(), signed_in_user())
    rows = list_copy_sources(db.session(), memberships)
    own_first = sorted(rows, key=lambda row: row[0].course.id != place.course.id)
    return {
        f"prompt-{prompt.id}": (_label(place, membership.course, prompt), prompt)
        for membership, prompt in own_first
    }


def _free_weeks(place: Place) -> list[int]:
    taken = {row.week for row in list_prompts(db.session(), place.viewer, place.course.id)}
    return [week for week in range(1, place.course.weeks_total + 1) if week not in taken]


def _form(free: list[int], sources: dict[str, tuple[str, Prompt]]) -> NewPromptForm:
    form = NewPromptForm()
    weeks = [(week, _("Week %(week)s", week=week)) for week in free]
    if len(free) > 1:
        said = ngettext("The %(num)d week without one", "All %(num)d weeks without one", len(free))
        weeks.append((ALL_WEEKS, said))
    form.week.offer(weeks)
    blank = (BLANK, _("A new week in the shape of the allyship assignment"))
    copies = [(value, label) for value, (label, _prompt) in sources.items()]
    form.source.offer([blank, *copies])
    if not form.is_submitted():
        asked = request.args.get("week", type=int)
        first = free[0] if free else None
        form.week.data = asked if asked in {*free, ALL_WEEKS} else first
        form.source.data = request.args.get("from", BLANK)
    return form


def _label(place: Place, course: Course, prompt: Prompt) -> str:
    said: str = _("Week %(week)s: %(title)s", week=prompt.week, title=prompt.title)
    return said if course.id == place.course.id else f"{course.code}, {said}"
