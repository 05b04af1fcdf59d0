"""My grades: what was released to a student, and nothing else."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from forum.database import utc_now
from forum.extensions import db
from forum.grading.queries.released import list_released_weeks
from forum.web.access import load_course
from forum.web.grade_words import LEVELS

blueprint = Blueprint("grades", __name__)


@blueprint.get("/c/<slug>/my-grades")
def mine(slug: str) -> ResponseReturnValue:
    """My released grades week by week: criteria, levels, comment, lateness, changes."""
    place = load_course(slug)
    if not place.viewer.is_student:
        abort(404)
    viewer = place.viewer
    return render_template(
        "grades/mine.html",
        zone=place.course.zone,
        weeks=list_released_weeks(db.session(), viewer, place.course.id, viewer.user_id),
        now=utc_now(),
        levels=LEVELS,
    )
