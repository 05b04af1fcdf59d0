"""Writing a plan: accounts, sections, memberships and the log, a thousand people a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from forum.accounts.actions import register_people
from forum.activity.actions import record, record_many
from forum.courses.actions.groups import add_section
from forum.courses.imports.actions.refusals import RosterChanged
from forum.courses.imports.batches import in_batches
from forum.courses.imports.models import RosterImport, RosterSource
from forum.courses.imports.plans import (
    JOINS,
    MISSING,
    MOVES,
    OTHER_ROLE,
    RETURNS,
    STAYS,
    Plan,
    Step,
)
from forum.courses.imports.queries import ids_by_email
from forum.courses.models import Course, Enrollment, Section
from forum.database import insert_many
from forum.rules.roles import Role


def write_plan(
    session: Session, course: Course, made: RosterImport, plan: Plan, *, by: int, now: datetime
) -> None:
    """Do everything a plan says, in the caller's transaction; every change has its activity row,
    and one row for all of them lets the new people be invited.

    Nobody gets another role than student. Raises RosterChanged.
    """
    before = _sections(session, course)
    for name in plan.new_sections:
        add_section(session, course, name, by=by, now=now)
    sections = _sections(session, course) if plan.new_sections else before
    accounts = register_people(
        session, {step.email: step.name for step in plan.by_kind[JOINS]}, now
    )
    ending = plan.ending(with_missing=made.ends_missing)
    _end(session, [*plan.by_kind[MOVES], *ending], now)
    log = _Log(session, course.id, sections, by, now)
    log.ended(ending)
    beginning = [step for step in plan.steps if step.begins]
    people = ids_by_email(session, [step.email for step in plan.steps])
    log.begun(beginning, people, _begin(session, course.id, beginning, people, sections, now))
    _remember_sources(session, course.id, made.class_id, plan.steps, people)
    made.counts = _counts(plan, accounts, len(ending))
    if any(made.counts[name] for name in _CHANGES):
        row = record(
            session,
            "roster_imported",
            now=now,
            actor_id=by,
            course_id=course.id,
            target=("roster_import", made.id),
            **made.counts,
        )
        session.flush()
        made.activity_id = row.id
    made.finish("applied", now)
    session.flush()


#: The counts of an import that stand for a change.
_CHANGES = ("joined", "returned", "moved", "ended", "sections")


def _counts(plan: Plan, accounts: int, ended: int) -> dict[str, int]:
    return {
        "joined": len(plan.by_kind[JOINS]),
        "returned": len(plan.by_kind[RETURNS]),
        "moved": len(plan.by_kind[MOVES]),
        "ended": ended,
        "sections": len(plan.new_sections),
        "accounts": accounts,
        "unchanged": len(plan.by_kind[STAYS]),
        "other_role": len(plan.by_kind[OTHER_ROLE]),
        "missing": len(plan.by_kind[MISSING]),
    }


def _sections(session: Session, course: Course) -> dict[str, int]:
    rows = session.execute(select(Section.name, Section.id).where(Section.course_id == course.id))
    return {row.name: row.id for row in rows}


def _end(session: Session, steps: Iterable[Step], now: datetime) -> None:
    """End memberships. Raises RosterChanged where one has ended or was changed a moment before."""
    for some in in_batches(steps):
        ids = [step.enrollment_id for step in some]
        ended = session.execute(
            update(Enrollment)
            .where(Enrollment.id.in_(ids), Enrollment.ended_at.is_(None))
            .values(ended_at=now)
            .returning(Enrollment.id)
            .execution_options(synchronize_session=False)
        )
        if len(ended.all()) != len(ids):
            raise RosterChanged


def _begin(
    session: Session,
    course_id: int,
    steps: Iterable[Step],
    people: dict[str, int],
    sections: dict[str, int],
    now: datetime,
) -> dict[int, int]:
    """Begin memberships of students; their ids by person."""
    begun: dict[int, int] = {}
    for some in in_batches(steps):
        rows: list[dict[str, object]] = [
            {
                "course_id": course_id,
                "user_id": people[step.email],
                "section_id": sections[step.section] if step.section else None,
                "role": Role.STUDENT.value,
                "started_at": now,
                "may_release": False,
                "may_manage": False,
                "own_sections": [],
            }
            for step in some
        ]
        made = insert_many(session, Enrollment, rows, Enrollment.user_id, Enrollment.id)
        begun |= {row.user_id: row.id for row in made}
    return begun


def _remember_sources(
    session: Session,
    course_id: int,
    class_id: str,
    steps: Iterable[Step],
    people: dict[str, int],
) -> None:
    """Keep whom the ids of another system stand for; an id that came with an earlier file says now
    what this one says.
    """
    for some in in_batches(step for step in steps if step.source_id and step.email in people):
        rows: list[dict[str, object]] = [
            {
                "course_id": course_id,
                "user_id": people[step.email],
                "source_id": step.source_id,
                "class_id": class_id,
            }
            for step in some
        ]
        ids = [row["source_id"] for row in rows]
        known = select(RosterSource.source_id, RosterSource.user_id, RosterSource.class_id).where(
            RosterSource.course_id == course_id, RosterSource.source_id.in_(ids)
        )
        same = {tuple(row) for row in session.execute(known)}
        new = [
            row for row in rows if (row["source_id"], row["user_id"], row["class_id"]) not in same
        ]
        _replace_sources(session, course_id, new)


def _replace_sources(session: Session, course_id: int, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    ids = [row["source_id"] for row in rows]
    session.execute(
        delete(RosterSource).where(
            RosterSource.course_id == course_id, RosterSource.source_id.in_(ids)
        )
    )
    insert_many(session, RosterSource, rows)


class _Log:
    """The activity rows of an import, as those of single changes are."""

    def __init__(
        self, session: Session, course_id: int, sections: dict[str, int], by: int, now: datetime
    ) -> None:
        self.session = session
        self.sections = sections
        self.common: dict[str, Any] = {
            "now": now,
            "actor_id": by,
            "course_id": course_id,
            "object_kind": "enrollment",
        }

    def ended(self, steps: Sequence[Step]) -> None:
        """Memberships that end for good."""
        rows: list[dict[str, object]] = [
            {
                "object_id": step.enrollment_id,
                "subject_id": step.user_id,
                "detail": {"before": self._said(step.before), "after": None},
            }
            for step in steps
        ]
        record_many(self.session, "enrollment_ended", rows, **self.common)

    def begun(self, steps: Sequence[Step], people: dict[str, int], made: dict[int, int]) -> None:
        """Memberships that begin, of somebody who comes or who has another section."""
        for verb, kinds in (("enrolled", (JOINS, RETURNS)), ("enrollment_changed", (MOVES,))):
            rows = [
                {
                    "object_id": made[people[step.email]],
                    "subject_id": people[step.email],
                    "detail": {
                        "before": self._said(step.before) if step.kind == MOVES else None,
                        "after": self._said(step.section),
                    },
                }
                for step in steps
                if step.kind in kinds
            ]
            record_many(self.session, verb, rows, **self.common)

    def _said(self, section: str) -> dict[str, Any]:
        section_id = self.sections[section] if section else None
        return {"role": Role.STUDENT.value, "section_id": section_id}
