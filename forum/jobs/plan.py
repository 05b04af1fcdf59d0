"""Dated work: reminders before due times, word to staff when there is something to do, digests.

What is planned is to look: each hour until a due time, who has something left to do and was not
told yet; each few hours after it, whether there is something to tell the staff. A week that was out
of sight for a while, an extension given at the last moment, a due time moved away and back are made
up for by the next look; that a person is told once is the notification's own key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course, Enrollment
from forum.jobs.dated import READY, REMIND, SCARCE
from forum.notifications.digests import emit_digests
from forum.notifications.mailing import list_waiting_for_digest
from forum.outbox.actions import Work, emit
from forum.prompts.models import Checkpoint, Extension, Prompt
from forum.prompts.queries import list_dues
from forum.rules.roles import Role
from forum.rules.schedule import JOINING_TIME

#: How long before a due time those who have something left to do are reminded.
LEAD = timedelta(hours=24)
#: How often it is looked who is to be reminded, and whether staff are to be told.
EACH_HOUR = timedelta(hours=1)
EACH_WHILE = timedelta(hours=6)
#: For how long after a due time staff are still told: longer than a worker is down over a weekend.
BEHIND = timedelta(days=3)


def plan(session: Session, now: datetime) -> int:
    """Emit the looks that are due now; the number of entries that are new."""
    prompts = _prompts_around(session, now)
    work = [*_reminders(session, prompts, now), *_for_staff(session, prompts, now)]
    # What came while a digest was being written goes with the next one.
    emit_digests(session, list_waiting_for_digest(session), now=now)
    return len(emit(session, work, now=now))


def _prompts_around(session: Session, now: datetime) -> Sequence[Prompt]:
    """Published prompts of running courses with a due time, or somebody's own, about now."""
    near = (now - BEHIND, now + LEAD)
    due = select(Checkpoint.prompt_id).where(Checkpoint.due_at.between(*near))
    own = select(Extension.prompt_id).where(
        Extension.due_at.between(*near), Extension.ended_at.is_(None)
    )
    return session.scalars(
        select(Prompt)
        .join(Course, Course.id == Prompt.course_id)
        .where(
            Prompt.published_at.is_not(None),
            Prompt.withdrawn_at.is_(None),
            Course.archived_at.is_(None),
            Prompt.id.in_(due) | Prompt.id.in_(own),
        )
    ).all()


def _reminders(session: Session, prompts: Sequence[Prompt], now: datetime) -> Iterator[Work]:
    """One entry for each instant at which something is due for anybody."""
    ids = [prompt.id for prompt in prompts]
    dues = list_dues(session, ids)
    instants = {
        (prompt_id, kind, due_at)
        for prompt_id, by_kind in dues.items()
        for kind, due_at in by_kind.items()
    }
    rows = session.execute(
        select(Extension.prompt_id, Extension.kind, Extension.due_at).where(
            Extension.prompt_id.in_(ids), Extension.ended_at.is_(None)
        )
    )
    instants |= {(row.prompt_id, row.kind, row.due_at) for row in rows}
    instants |= _of_late_joiners(session, prompts, now)
    for prompt_id, kind, due_at in sorted(instants):
        if kind in ("T1", "T2") and due_at - LEAD <= now < due_at:
            look = (now - (due_at - LEAD)) // EACH_HOUR
            yield Work(
                REMIND,
                f"remind:{prompt_id}:{kind}:{due_at.isoformat()}:{look}",
                {"prompt_id": prompt_id, "checkpoint": kind, "due_at": due_at.isoformat()},
                cause=f"remind:{prompt_id}:{kind}",
            )


def _of_late_joiners(
    session: Session, prompts: Sequence[Prompt], now: datetime
) -> set[tuple[int, str, datetime]]:
    """Whoever joined late has 72 hours of their own, for each week that is due before."""
    joined = session.execute(
        select(Enrollment.course_id, Enrollment.started_at).where(
            Enrollment.course_id.in_({prompt.course_id for prompt in prompts}),
            Enrollment.role == Role.STUDENT.value,
            Enrollment.ended_at.is_(None),
            Enrollment.started_at > now - JOINING_TIME,
        )
    ).all()
    return {
        (prompt.id, kind, row.started_at + JOINING_TIME)
        for prompt in prompts
        for row in joined
        for kind in ("T1", "T2")
        if row.course_id == prompt.course_id
    }


def _for_staff(session: Session, prompts: Sequence[Prompt], now: datetime) -> Iterator[Work]:
    """After the posts are due: who has nobody to answer. After the responses: ready to grade."""
    dues = list_dues(session, [prompt.id for prompt in prompts])
    for prompt in prompts:
        grace = timedelta(minutes=prompt.grace_minutes)
        for kind, checkpoint in ((SCARCE, "T1"), (READY, "T2")):
            due_at = dues.get(prompt.id, {}).get(checkpoint)
            if due_at is None or not due_at + grace <= now < due_at + BEHIND:
                continue
            look = (now - due_at - grace) // EACH_WHILE
            yield Work(
                kind,
                f"{kind}:{prompt.id}:{due_at.isoformat()}:{look}",
                {"prompt_id": prompt.id, "due_at": due_at.isoformat()},
                cause=f"{kind}:{prompt.id}",
            )
