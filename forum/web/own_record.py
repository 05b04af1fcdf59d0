"""A student's own record of a course, as data to keep: written, received, found, graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forum.discussion.models import Post, Revision
from forum.discussion.queries.own import list_own_versions
from forum.discussion.queries.posts import PostView, list_posts
from forum.extensions import db
from forum.grading.models import ReleasedGrade
from forum.grading.queries.released import list_released
from forum.participation.queries import Standing
from forum.prompts.queries import list_prompts
from forum.web.access import Place
from forum.web.discussion.scene import Scene, scene_at


def build_record(place: Place) -> dict[str, Any]:
    """The record as plain data. Answers are those the student may read now, by the names shown."""
    session, viewer = db.session(), place.viewer
    prompts = list_prompts(session, viewer, place.course.id)
    own = list_own_versions(session, viewer.user_id, [prompt.id for prompt in prompts])
    grades = {row.prompt_id: row for row in list_released(session, viewer, place.course.id)}
    weeks = []
    for prompt in prompts:
        scene = scene_at(place, prompt)
        weeks.append(
            {
                "week": prompt.week,
                "title": prompt.title,
                "posts": [post_data(post, versions) for post, versions in own.get(prompt.id, ())],
                "received": _received(scene),
                # What will be asked is not told before the opening.
                "findings": _findings(scene.standing) if scene.has_opened else [],
                "grade": _grade_of(grades.get(prompt.id)),
            }
        )
    course = place.course
    return {
        "course": course.code,
        "title": course.title,
        "term": course.term.name,
        "zone": course.zone_name,
        "student": viewer.name,
        "weeks": weeks,
    }


def post_data(post: Post, versions: Sequence[Revision]) -> dict[str, Any]:
    """An own post with all its versions."""
    return {
        "number": post.number,
        "kind": post.kind,
        "published_at": post.published_at.isoformat(),
        "receipt": post.receipt,
        "private": post.is_private,
        "withdrawn": post.withdrawn_at is not None,
        "hidden_because": post.hidden_reason,
        "versions": [
            {
                "saved_at": version.saved_at.isoformat(),
                "parts": version.parts,
                "references": version.references,
            }
            for version in versions
        ],
    }


def _received(scene: Scene) -> list[dict[str, Any]]:
    """What others wrote under this student's posts, as far as it can be read now."""
    posts = list_posts(scene.session, scene.reader)
    mine = {post.id for post in posts if post.author_id == scene.viewer.user_id}
    answers = [post for post in posts if post.root_id in mine and post.is_readable]
    return [_answer(post) for post in answers if post.author_id != scene.viewer.user_id]


def _answer(post: PostView) -> dict[str, Any]:
    return {
        "number": post.number,
        "from": "" if post.author_left else post.author_name,
        "published_at": post.published_at.isoformat(),
        "parts": {key: str(html.striptags()) for key, html in post.html.items()},
    }


def _findings(standing: Standing) -> list[Mapping[str, Any]]:
    return [
        {"requirement": row.requirement, "status": row.status, "sentence": row.sentence}
        for row in standing.findings
    ]


def _grade_of(grade: ReleasedGrade | None) -> dict[str, Any] | None:
    return None if grade is None else grade_data(grade)


def grade_data(grade: ReleasedGrade) -> dict[str, Any]:
    """An own released grade, as it was let out."""
    return {
        "released_at": grade.released_at.isoformat(),
        "total": str(grade.total),
        "out_of": str(grade.out_of),
        "late_points": str(grade.late_points),
        "instead_of": None if grade.instead_of is None else str(grade.instead_of),
        "total_set_because": grade.override_reason,
        "marks": grade.marks,
        "comment": grade.comment_html,
        "note": grade.note,
    }
