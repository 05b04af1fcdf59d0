"""My work: everything a student has written and received in a course."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from forum.database import utc_now
from forum.discussion.queries.own import list_own_posts, list_received_posts
from forum.extensions import db
from forum.prompts.queries import list_prompts
from forum.web.access import load_course

blueprint = Blueprint("work", __name__)


@blueprint.get("/c/<slug>/my-work")
def mine(slug: str) -> ResponseReturnValue:
    """All my posts with their versions, and the answers I may read, week by week."""
    place = load_course(slug)
    if not place.viewer.is_student:
        abort(404)
    session = db.session()
    prompts = list_prompts(session, place.viewer, place.course.id)
    return render_template(
        "work/mine.html",
        place=place,
        prompts=prompts,
        own=list_own_posts(session, place.viewer.user_id, [prompt.id for prompt in prompts]),
        received=list_received_posts(
            session, place.viewer.user_id, [prompt.id for prompt in prompts]
        ),
        now=utc_now(),
    )
