"""My work: everything a student has written and received in a course."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import utc_now
from forum.discussion.queries.own import list_own_posts, list_received_posts
from forum.discussion.queries.readers import list_open_gates
from forum.extensions import db
from forum.participation.queries import list_waived
from forum.prompts.queries import list_dues, list_prompts
from forum.web.access import load_course

blueprint = Blueprint("work", __name__)


@blueprint.get("/c/<slug>/my-work")
def mine(slug: str) -> ResponseReturnValue:
    """All my posts with their versions, and the answers I may read, week by week."""
    place = load_course(slug)
    if not place.viewer.is_student:
        abort(404)
    session, viewer, now = db.session(), place.viewer, utc_now()
    prompts = list_prompts(session, viewer, place.course.id)
    ids = [prompt.id for prompt in prompts]
    dues = list_dues(session, ids)
    readable = list_open_gates(
        session,
        viewer,
        prompts,
        excused=list_waived(session, viewer.user_id, ids),
        closes={key: due["close"] for key, due in dues.items() if "close" in due},
        now=now,
    )
    former = _("A former classmate")
    return render_template(
        "work/mine.html",
        place=place,
        prompts=prompts,
        own=list_own_posts(session, viewer.user_id, ids, former_name=former),
        received=list_received_posts(session, viewer.user_id, readable, former_name=former),
        now=now,
    )
