"""The course's page: its weeks with their states."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.courses.policy import can_change_settings
from forum.database import utc_now
from forum.extensions import db
from forum.grading.policy import can_export
from forum.web.access import load_course
from forum.web.weeks import list_weeks

blueprint = Blueprint("courses", __name__)


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
