"""Reads for imports: how the course stands, and the files that wait or are over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from forum.accounts.models import User
from forum.courses.imports.batches import in_batches
from forum.courses.imports.lines import Roster
from forum.courses.imports.models import RosterImport, RosterSource
from forum.courses.imports.plans import Former, Present, Standing
from forum.courses.models import Enrollment, Section

_LATEST = 10


def get_present(session: Session, course_id: int, roster: Roster) -> Present:
    """How the course stands for the people of a file: two statements, and one for each thousand of
    them who are no members.
    """
    sections = session.execute(
        select(Section.id, Section.name).where(Section.course_id == course_id)
    )
    members = session.execute(
        select(
            Enrollment.id, User.id, User.email, User.name, Enrollment.role, Enrollment.section_id
        )
        .join(User, User.id == Enrollment.user_id)
        .where(Enrollment.course_id == course_id, Enrollment.ended_at.is_(None))
        .order_by(Enrollment.id)
    )
    standing = {row.email: Standing(*row) for row in members}
    others = [line.email for line in roster.lines if line.email not in standing]
    return Present(
        {row.id: row.name for row in sections},
        standing,
        {one.email: one for one in _former(session, course_id, others)},
    )


def ids_by_email(session: Session, emails: Collection[str]) -> dict[str, int]:
    """Accounts by address; one statement for each thousand."""
    found: dict[str, int] = {}
    for some in in_batches(emails):
        rows = session.execute(select(User.email, User.id).where(User.email.in_(some)))
        found |= {row.email: row.id for row in rows}
    return found


def known_sources(session: Session, course_id: int) -> tuple[dict[str, str], str]:
    """Addresses by the ids that earlier files brought, and the class they were last in ("" for
    none); one statement."""
    rows = session.execute(
        select(RosterSource.source_id, User.email, RosterSource.class_id)
        .join(User, User.id == RosterSource.user_id)
        .where(RosterSource.course_id == course_id)
        .order_by(RosterSource.id)
    ).all()
    return {row.source_id: row.email for row in rows}, rows[-1].class_id if rows else ""


def find_import(session: Session, course_id: int, import_id: int) -> RosterImport | None:
    """An import of the course with what its pages show: the classes to choose from, the people."""
    return session.scalars(
        select(RosterImport)
        .where(RosterImport.id == import_id, RosterImport.course_id == course_id)
        .options(
            undefer(RosterImport.lines), undefer(RosterImport.passed), undefer(RosterImport.classes)
        )
    ).first()


def load_import(session: Session, import_id: int) -> RosterImport:
    """An import with what it says of people, as it is now and held for this transaction."""
    return session.scalars(
        select(RosterImport)
        .where(RosterImport.id == import_id)
        .options(
            undefer(RosterImport.lines),
            undefer(RosterImport.passed),
            undefer(RosterImport.classes),
            undefer(RosterImport.content),
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def list_imports(session: Session, course_id: int) -> Sequence[tuple[RosterImport, str]]:
    """The latest imports of a course with the name of who brought them, newest first."""
    rows = session.execute(
        select(RosterImport, User.name)
        .join(User, User.id == RosterImport.uploaded_by_id)
        .where(RosterImport.course_id == course_id)
        .order_by(RosterImport.id.desc())
        .limit(_LATEST)
    )
    return [(row.RosterImport, row.name) for row in rows]


def _former(session: Session, course_id: int, emails: list[str]) -> Iterator[Former]:
    """Who of these was in the course before."""
    for some in in_batches(emails):
        rows = session.execute(
            select(User.id, User.email, User.name)
            .where(User.email.in_(some))
            .where(User.id.in_(select(Enrollment.user_id).where(Enrollment.course_id == course_id)))
        )
        yield from (Former(*row) for row in rows)
