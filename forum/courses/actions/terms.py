"""Making, changing and deleting terms: each leaves one row of the log. Courses stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.actions.refusals import ChangedMeanwhile, TermGone, TermInUse, TermTaken
from forum.courses.models import Course, Term
from forum.database import takes_once


@dataclass(frozen=True)
class TermInput:
    """How a term is called, its first and its last day."""

    name: str
    starts_on: date
    ends_on: date

    @property
    def mark(self) -> str:
        """A short text that differs where the term does: a form says by it what it began with."""
        return sha256(repr(self).encode()).hexdigest()[:16]


def term_input_of(term: Term) -> TermInput:
    """The term as it stands."""
    return TermInput(term.name, term.starts_on, term.ends_on)


def create_term(
    session: Session, name: str, starts_on: date, ends_on: date, *, by: int | None, now: datetime
) -> Term:
    """Make a term. Raises TermTaken."""
    _check_name(session, name)
    term = Term(name=name, starts_on=starts_on, ends_on=ends_on)
    with takes_once(session, TermTaken()):
        session.add(term)
    record(session, "term_created", now=now, actor_id=by, target=("term", term.id), name=name)
    return term


def change_term(
    session: Session, term_id: int, given: TermInput, *, seen: str, by: int, now: datetime
) -> None:
    """Give a term another name or other days; ``seen`` is the mark of those the person began with.

    Courses are not moved. Raises TermTaken, TermGone, and ChangedMeanwhile where the term is no
    longer as it was seen.
    """
    term = session.get(Term, term_id, with_for_update={"key_share": True})
    if term is None:
        raise TermGone
    before = term_input_of(term)
    if before == given:
        return
    if before.mark != seen:
        raise ChangedMeanwhile
    _check_name(session, given.name, but=term.id)
    with takes_once(session, TermTaken()):
        term.name, term.starts_on, term.ends_on = given.name, given.starts_on, given.ends_on
    record(
        session,
        "term_changed",
        now=now,
        actor_id=by,
        target=("term", term.id),
        before=_said(before),
        after=_said(given),
    )


def delete_term(session: Session, term_id: int, *, by: int, now: datetime) -> None:
    """Take a term away that no course is in. Raises TermInUse and TermGone.

    A copy that was removed still is in its term: its rows stay.
    """
    # Whoever makes a course in it meanwhile holds it (``hold_term``), and is waited for.
    term = session.get(Term, term_id, with_for_update=True)
    if term is None:
        raise TermGone
    if session.scalars(select(Course.id).where(Course.term_id == term.id).limit(1)).first():
        raise TermInUse
    name = term.name
    session.delete(term)
    session.flush()
    record(session, "term_deleted", now=now, actor_id=by, target=("term", term_id), name=name)


def hold_term(session: Session, term_id: int) -> Term:
    """The term in which a course is about to be made; nobody deletes it until the transaction ends.

    Raises TermGone.
    """
    term = session.get(Term, term_id, with_for_update={"read": True, "key_share": True})
    if term is None:
        raise TermGone
    return term


def _check_name(session: Session, name: str, but: int = 0) -> None:
    if session.scalar(select(Term.id).where(Term.name == name, Term.id != but)) is not None:
        raise TermTaken


def _said(term: TermInput) -> dict[str, str]:
    """A term as the log keeps it."""
    return {
        "name": term.name,
        "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat(),
    }
