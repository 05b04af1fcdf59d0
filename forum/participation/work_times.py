"""Who has work in a course, and when it or a decision about it last changed; for those who grade.

Said twice, side by side: of one student's facts, and as rows for statements about all prompts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Subquery, literal, select, union_all
from sqlalchemy.orm import Session

from forum.discussion.queries.changes import last_versions, moves_out_of_sight
from forum.participation.models import Setting
from forum.prompts.models import Prompt
from forum.rules.facts import PostFacts, SettingFact


def last_change(posts: Iterable[PostFacts], decisions: Iterable[SettingFact]) -> datetime | None:
    """When one student's posts, or decisions about the student, last changed; None for nothing.

    A post changes with each version, and when it goes out of sight or comes back.
    """
    times = [row.at for row in decisions]
    for post in posts:
        times += [version.saved_at for version in post.versions]
        for interval in (*post.withdrawn, *post.hidden):
            times += [at for at in (interval.start, interval.end) if at is not None]
    return max(times, default=None)


def work_changes(course_id: int | BindParameter[int]) -> Subquery:
    """``prompt_id``, ``user_id`` and ``changed_at`` of all work, with its ``status``: "written" for
    a person's latest version under a prompt, of which everybody with any work has one row; "moved"
    where a post was withdrawn or hidden.
    """
    versions = last_versions(course_id).add_columns(literal("written").label("status"))
    moves = moves_out_of_sight(course_id).add_columns(literal("moved"))
    return union_all(versions, moves).subquery()


def decisions(course_id: int | BindParameter[int]) -> Subquery:
    """The same of all decisions in force, with their ``requirement`` and ``status``; the latest on
    a requirement by ``changed_at`` and ``row_id`` stands.
    """
    return (
        select(
            Setting.prompt_id,
            Setting.user_id,
            Setting.set_at.label("changed_at"),
            Setting.requirement,
            Setting.status,
            Setting.id.label("row_id"),
        )
        .join(Prompt, Prompt.id == Setting.prompt_id)
        .where(Prompt.course_id == course_id, Setting.ended_at.is_(None))
        .subquery()
    )


def list_waived_initials(session: Session, course_id: int) -> set[tuple[int, int]]:
    """Prompt and person where an instructor waived the initial post; one statement."""
    rows = session.execute(
        select(Setting.prompt_id, Setting.user_id, Setting.status)
        .join(Prompt, Prompt.id == Setting.prompt_id)
        .where(
            Prompt.course_id == course_id,
            Setting.requirement == "initial_post",
            Setting.ended_at.is_(None),
        )
        .order_by(Setting.set_at, Setting.id)
    )
    latest = {(row.prompt_id, row.user_id): row.status for row in rows}
    return {key for key, status in latest.items() if status == "waived"}
