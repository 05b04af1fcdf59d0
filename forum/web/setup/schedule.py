"""The schedule of a course: one row a week."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.database import utc_now
from forum.extensions import db
from forum.prompts.queries import list_prompts
from forum.rules.roles import Permission
from forum.web.access import load_course
from forum.web.setup.desk import list_week_rows
from forum.web.setup.door import blueprint
from forum.web.setup.words import sentence_of


@blueprint.get("/c/<slug>/setup")
def schedule(slug: str) -> ResponseReturnValue:
    """When each week opens, is due and closes, its state, and what there is to look at."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    now = utc_now()
    prompts = list_prompts(db.session(), place.viewer, place.course.id)
    rows = list_week_rows(db.session(), place.course, prompts, now)
    return render_template(
        "setup/schedule.html", place=place, rows=rows, now=now, sentence_of=sentence_of
    )
