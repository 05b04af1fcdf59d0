"""The course's log: who did what, when."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from forum.activity.queries import list_activity
from forum.database import utc_now
from forum.extensions import db
from forum.prompts.queries import list_prompts
from forum.rules.roles import Permission
from forum.web.access import load_course
from forum.web.activity_words import LogWords

blueprint = Blueprint("activity", __name__)

_LARGEST_ID = 2_147_483_647


@blueprint.get("/c/<slug>/log")
def index(slug: str) -> ResponseReturnValue:
    """Fifty lines, newest first; ``?before=`` leads to older ones."""
    place = load_course(slug)
    place.require(Permission.READ_LOG)
    session = db.session()
    lines, older = list_activity(session, place.course.id, _before())
    weeks = {row.id: row.week for row in list_prompts(session, place.viewer, place.course.id)}
    return render_template(
        "activity/index.html",
        place=place,
        lines=lines,
        older=older,
        is_first=_before() is None,
        words=LogWords(weeks, place.course.zone),
        now=utc_now(),
    )


def _before() -> int | None:
    """The id given in the address; nonsense shows the newest page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= _LARGEST_ID else None
