"""The course's page: its weeks with their states."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.courses.policy import can_change_settings
from forum.database import utc_now
from forum.extensions import db
from forum.grading.policy import can_export
from forum.prompts.changes import list_changes
from forum.prompts.models import Prompt
from forum.prompts.queries import list_dues, list_prompts
from forum.web.access import Place, load_course
from forum.web.week_changes import TIMES, Line, say_changes
from forum.web.weeks import list_weeks

blueprint = Blueprint("courses", __name__)

#: Changes on one page; those of one week all stand on its page.
MOST_CHANGES = 100


@blueprint.get("/c/<slug>/")
def show(slug: str) -> ResponseReturnValue:
    """The weeks as a list: state, due times, own progress and grade, or what staff have to do."""
    place = load_course(slug)
    now = utc_now()
    weeks = list_weeks(db.session(), place, now)
    return render_template(
        "courses/show.html",
        place=place,
        weeks=weeks,
        now=now,
        may_change_settings=can_change_settings(place.viewer),
        may_export=can_export(place.viewer),
    )


@blueprint.get("/c/<slug>/changes")
def changes(slug: str) -> ResponseReturnValue:
    """What became otherwise in the weeks that the viewer may know of, newest first."""
    place = load_course(slug)
    prompts = {row.id: row for row in list_prompts(db.session(), place.viewer, place.course.id)}
    lines = _lines(place, prompts)
    return render_template(
        "courses/changes.html",
        place=place,
        lines=lines[:MOST_CHANGES],
        more=len(lines) > MOST_CHANGES,
        weeks=prompts,
        TIMES=TIMES,
    )


def _lines(place: Place, prompts: Mapping[int, Prompt]) -> list[Line]:
    """The changes as they are said; of a week that students cannot read yet, its times alone."""
    session, now = db.session(), utc_now()
    dues = {} if place.viewer.is_staff else list_dues(session, list(prompts))
    unread = {key for key, due in dues.items() if "opens" not in due or now < due["opens"]}
    return [
        line
        for change in list_changes(session, prompts.values())
        for line in say_changes([change], times_only=change.prompt_id in unread)
    ]
