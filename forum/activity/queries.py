"""Reads of the activity log, newest first, page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from forum.accounts.models import User
from forum.activity.models import Activity, ActivitySeal
from forum.database import hold_transaction

PAGE = 50
#: Rows of a file read at once.
_BATCH = 1000


@dataclass(frozen=True)
class Narrowed:
    """The log for somebody who works with some of the students: nothing of what the others
    (``without``) did or what was done to them, of posts those with ``post_ids`` (a statement of
    ids), of releases, which are for many at once, those of ``reader_id``.
    """

    without: frozenset[int]
    post_ids: Select[int]
    reader_id: int

    def condition(self) -> ColumnElement[bool]:
        """Which rows are left."""
        people = [
            or_(column.is_(None), column.not_in(self.without))
            for column in (Activity.actor_id, Activity.subject_id)
        ]
        own_post = or_(Activity.object_kind != "post", Activity.object_id.in_(self.post_ids))
        is_release = Activity.object_kind.in_(("grade_release", "planned_release"))
        return and_(*people, own_post, or_(~is_release, Activity.actor_id == self.reader_id))


@dataclass(frozen=True)
class Wanted:
    """Which rows of the log: those of one course (None: of the whole site), of a person by a piece
    of the name, whoever did it or whom it concerns, of one kind (a verb), of one prompt, of the
    instants ``since`` <= at < ``until``.
    """

    course_id: int | None
    person: str = ""
    verb: str = ""
    prompt_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    narrowed: Narrowed | None = None


@dataclass(frozen=True)
class LogLine:
    """A row of the log with the names of who did it and whom it concerns ("" for nobody), and the
    place and hash of its link in the chain (None before it has one).
    """

    activity: Activity
    actor: str
    subject: str
    position: int | None = None
    hash: str | None = None


def list_activity(
    session: Session, wanted: Wanted, before_id: int | None = None, page: int = PAGE
) -> tuple[Sequence[LogLine], int | None]:
    """One page of the log, and the id to ask the next one with (None on the last).

    One statement, by key and not by number: new rows never shift a page.
    """
    statement = _lines(wanted).order_by(Activity.id.desc()).limit(page + 1)
    if before_id is not None:
        statement = statement.where(Activity.id < before_id)
    rows = session.execute(statement).all()
    lines = [_line(row) for row in rows[:page]]
    return lines, lines[-1].activity.id if len(rows) > page else None


def iterate_activity(session: Session, wanted: Wanted) -> Iterator[LogLine]:
    """Every wanted row in the order of the log, read in batches, for a file."""
    statement = _lines(wanted).order_by(Activity.id).execution_options(yield_per=_BATCH)
    hold_transaction(session)
    with session.execute(statement) as rows:
        for row in rows:
            yield _line(row)


def _lines(wanted: Wanted) -> Select[Activity, str, str, int, str]:
    actor, subject = aliased(User), aliased(User)
    statement = (
        select(
            Activity,
            actor.name.label("actor"),
            subject.name.label("subject"),
            ActivitySeal.position,
            ActivitySeal.hash,
        )
        .outerjoin(actor, actor.id == Activity.actor_id)
        .outerjoin(subject, subject.id == Activity.subject_id)
        .outerjoin(ActivitySeal, ActivitySeal.activity_id == Activity.id)
    )
    if wanted.course_id is not None:
        statement = statement.where(Activity.course_id == wanted.course_id)
    if wanted.verb:
        statement = statement.where(Activity.verb == wanted.verb)
    if wanted.prompt_id is not None:
        statement = statement.where(Activity.prompt_id == wanted.prompt_id)
    if wanted.since is not None:
        statement = statement.where(Activity.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(Activity.at < wanted.until)
    if wanted.narrowed is not None:
        statement = statement.where(wanted.narrowed.condition())
    if wanted.person:
        piece = wanted.person.lower()
        names = [func.lower(who.name).contains(piece, autoescape=True) for who in (actor, subject)]
        statement = statement.where(or_(*names))
    return statement


def _line(row: Any) -> LogLine:
    return LogLine(row.Activity, row.actor or "", row.subject or "", row.position, row.hash)


def iterate_done_by(session: Session, user_id: int) -> Iterator[Activity]:
    """Every row of what a person did, in the order of the log, read in batches."""
    rows = (
        select(Activity)
        .where(Activity.actor_id == user_id)
        .order_by(Activity.id)
        .execution_options(yield_per=_BATCH)
    )
    hold_transaction(session)
    yield from session.scalars(rows)


def list_times(
    session: Session, course_ids: Collection[int], verbs: Collection[str]
) -> dict[int, list[datetime]]:
    """When one of these things was done to each prompt of the courses, by prompt. One statement."""
    rows = session.execute(
        select(Activity.prompt_id, Activity.at)
        .where(
            Activity.course_id.in_(course_ids),
            Activity.verb.in_(verbs),
        )
        .order_by(Activity.id)
    )
    times: dict[int, list[datetime]] = {}
    for prompt_id, at in rows:
        if prompt_id is not None:
            times.setdefault(prompt_id, []).append(at)
    return times
