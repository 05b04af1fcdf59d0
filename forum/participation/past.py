"""Gathers what the rules over several weeks need of the weeks before one: two statements."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from forum.discussion.queries.past import PastPost, list_past_posts
from forum.participation.models import Setting
from forum.prompts.models import Checkpoint, Prompt, PromptPart
from forum.rules.facts import Discussion
from forum.rules.habits import PastWeek
from forum.rules.roles import Role

#: So many weeks back are looked at, so that the page costs the same all through the term.
LOOK_BACK = 5


@dataclass
class _Week:
    """A week as its rows come in."""

    week: int
    asked: int
    due_at: datetime
    excused: set[int] = field(default_factory=set)


def gather_past(
    session: Session, discussion: Discussion, prompt: Prompt, now: datetime
) -> list[PastWeek]:
    """The published weeks before the prompt's whose posts were due by `now`, the last first.

    ``discussion`` is that of the prompt; its members say who is a student.
    """
    weeks: dict[int, _Week] = {}
    for prompt_id, week, asked, due_at, excused in session.execute(_weeks_before(prompt)):
        if due_at is not None and due_at <= now:
            found = weeks.setdefault(prompt_id, _Week(week, asked or 0, due_at))
            found.excused.update([excused] if excused is not None else ())
    students = {row.id for row in discussion.members if row.role == Role.STUDENT.value}
    posts: dict[int, list[PastPost]] = {prompt_id: [] for prompt_id in weeks}
    for post in list_past_posts(session, list(weeks)) if weeks else ():
        if post.author_id in students:
            posts[post.prompt_id].append(post)
    return [_past(week, posts[prompt_id], students) for prompt_id, week in weeks.items()]


def _weeks_before(prompt: Prompt) -> Select[int, int, int | None, datetime | None, int | None]:
    """By week, the last first: the words its parts ask for, when posts were due, and a row for each
    student whose initial post an instructor excused or took for done."""
    asked = (
        select(func.sum(PromptPart.min_words))
        .where(PromptPart.prompt_id == Prompt.id, PromptPart.kind == "initial")
        .scalar_subquery()
    )
    due_at = (
        select(Checkpoint.due_at)
        .where(Checkpoint.prompt_id == Prompt.id, Checkpoint.kind == "T1")
        .order_by(Checkpoint.set_at.desc(), Checkpoint.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    excused = and_(
        Setting.prompt_id == Prompt.id,
        Setting.requirement == "initial_post",
        Setting.status.in_(("waived", "met", "late")),
        Setting.ended_at.is_(None),
    )
    return (
        select(Prompt.id, Prompt.week, asked, due_at, Setting.user_id)
        .outerjoin(Setting, excused)
        .where(
            Prompt.course_id == prompt.course_id,
            Prompt.week.between(prompt.week - LOOK_BACK, prompt.week - 1),
            Prompt.published_at.is_not(None),
            Prompt.withdrawn_at.is_(None),
        )
        .order_by(Prompt.week.desc(), Setting.user_id)
    )


def _past(week: _Week, posts: Sequence[PastPost], students: Set[int]) -> PastWeek:
    words: dict[int, int] = {}
    chosen: dict[int, set[int]] = {}
    for post in posts:
        if post.is_initial:
            words.setdefault(post.author_id, post.words)
        elif post.to_id is not None and post.to_id in students and post.to_id != post.author_id:
            chosen.setdefault(post.author_id, set()).add(post.to_id)
    return PastWeek(
        week=week.week,
        due_at=week.due_at,
        asked=week.asked,
        words=words,
        wrote=frozenset(post.author_id for post in posts),
        readable=frozenset(p.author_id for p in posts if p.is_initial and not p.is_private),
        answered=frozenset(colleague for who in chosen.values() for colleague in who),
        chosen={writer: frozenset(who) for writer, who in chosen.items()},
        excused=frozenset(week.excused),
    )
