"""My work: everything a student has written and received in a course."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.activity.actions import record
from forum.database import transaction, utc_now
from forum.discussion.queries.own import list_own_posts, list_received_posts
from forum.discussion.queries.readers import list_open_gates
from forum.extensions import db
from forum.grading.queries.released import list_released
from forum.participation.queries import list_waived
from forum.prompts.queries import list_dues, list_prompts
from forum.web.access import Place, load_course
from forum.web.limits import limit_exports
from forum.web.own_record import build_record

blueprint = Blueprint("work", __name__)


@blueprint.get("/c/<slug>/my-work")
def mine(slug: str) -> ResponseReturnValue:
    """All my posts with their versions, and the answers I may read, week by week."""
    place = _load(slug)
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
        released={row.prompt_id: row for row in list_released(session, viewer, place.course.id)},
        now=now,
    )


@blueprint.post("/c/<slug>/my-work/copies")
@limit_exports
def download(slug: str) -> ResponseReturnValue:
    """The student's own record as a JSON file, kept in no cache; that it was taken is logged."""
    place = _load(slug)
    body = json.dumps(build_record(place), ensure_ascii=False, indent=2)
    with transaction() as session:
        record(
            session,
            "own_work_exported",
            now=utc_now(),
            actor_id=place.viewer.user_id,
            course_id=place.course.id,
        )
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=my-work-{place.course.slug}.json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _load(slug: str) -> Place:
    """The course, for its students alone."""
    place = load_course(slug)
    if not place.viewer.is_student:
        abort(404)
    return place
