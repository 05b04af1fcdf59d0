"""My grades: what was released to a student, and nothing else."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from forum.database import utc_now
from forum.extensions import db
from forum.grading.queries.released import list_released_weeks
from forum.grading.queries.standing import get_own_standing
from forum.web.access import load_course
from forum.web.grade_words import BECAME, LEVELS

blueprint = Blueprint("grades", __name__)


@blueprint.get("/c/<slug>/my-grades")
def mine(slug: str) -> ResponseReturnValue:
    """My total and how it came about; my grades with criteria, comments and changes."""
    place = load_course(slug)
    if not place.viewer.is_student:
        abort(404)
    viewer = place.viewer
    return render_template(
        "grades/mine.html",
        zone=place.course.zone,
        weeks=list_released_weeks(db.session(), viewer, place.course.id, viewer.user_id),
        standing=get_own_standing(db.session(), viewer, place.course),
        became=BECAME,
        now=utc_now(),
        levels=LEVELS,
    )
