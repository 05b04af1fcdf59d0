"""Codes to enrol with: how they look, and which of them hold."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from forum.activity.models import Activity
from forum.courses.models import Course, EnrolmentCode

#: Letters and digits that are not taken for each other when somebody reads them out.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


@dataclass(frozen=True)
class CodeLine:
    """A code that holds, and how many enrolled themselves with it."""

    code: EnrolmentCode
    enrolled: int


def new_code() -> str:
    """Eight letters and digits by lot (some 40 bits): a guess in a million million hits one."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def written(code: str) -> str:
    """The code as people read it: in two halves."""
    return f"{code[:4]}-{code[4:]}"


def read_code(typed: str) -> str:
    """What somebody typed as codes are kept: without spaces and dashes, in capitals; "" for what
    can be no code.
    """
    plain = "".join(typed.split()).replace("-", "").upper()
    return plain if len(plain) == _LENGTH and set(plain) <= set(_ALPHABET) else ""


def find_code(session: Session, typed: str, now: datetime) -> EnrolmentCode | None:
    """The code that holds at ``now``, with its course and term; None where there is none such.

    A course in the archive takes nobody in.
    """
    if not (code := read_code(typed)):
        return None
    return session.scalars(
        select(EnrolmentCode)
        .join(Course, Course.id == EnrolmentCode.course_id)
        .options(joinedload(EnrolmentCode.course).joinedload(Course.term))
        .where(EnrolmentCode.code == code, _holds(now), Course.archived_at.is_(None))
    ).first()


def list_codes(session: Session, course_id: int, now: datetime) -> list[CodeLine]:
    """The codes of a course that hold, the oldest first, with how often each was used."""
    used = (
        select(func.count())
        .where(
            Activity.verb == "enrolled_by_code",
            Activity.object_kind == "enrolment_code",
            Activity.object_id == EnrolmentCode.id,
            Activity.course_id == course_id,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(EnrolmentCode, used.label("used"))
        .where(EnrolmentCode.course_id == course_id, _holds(now))
        .order_by(EnrolmentCode.id)
    )
    return [CodeLine(row.EnrolmentCode, row.used) for row in rows]


def get_code_of(session: Session, course_id: int, code_id: int) -> EnrolmentCode | None:
    """A code of the course, whether it still holds or not."""
    found = select(EnrolmentCode).where(
        EnrolmentCode.id == code_id, EnrolmentCode.course_id == course_id
    )
    return session.scalars(found).first()


def _holds(now: datetime) -> ColumnElement[bool]:
    return or_(EnrolmentCode.ends_at.is_(None), EnrolmentCode.ends_at > now)
