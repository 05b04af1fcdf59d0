"""Reads of templates. The lists leave the documents where they are, which may be long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.prompts.templates.models import PromptTemplate
from forum.prompts.templates.policy import templates_usable_by


@dataclass(frozen=True)
class Line:
    """A template in a list: of which course, by whom."""

    id: int
    name: str
    saved_at: datetime
    is_shared: bool
    course_id: int
    course_code: str
    owner: str


def list_templates(session: Session, viewer: Viewer, course_id: int) -> list[Line]:
    """The templates a person may start from, those of the course first, by name. One statement."""
    usable = templates_usable_by(viewer, course_id).with_only_columns(PromptTemplate.id)
    rows = session.execute(
        select(
            PromptTemplate.id,
            PromptTemplate.name,
            PromptTemplate.saved_at,
            PromptTemplate.shared_at,
            PromptTemplate.course_id,
            Course.code,
            User.name.label("owner"),
        )
        .join(Course, Course.id == PromptTemplate.course_id)
        .join(User, User.id == PromptTemplate.owner_id)
        .where(PromptTemplate.id.in_(usable))
        .order_by(
            PromptTemplate.course_id != course_id,
            func.lower(PromptTemplate.name),
            PromptTemplate.id,
        )
    )
    return [
        Line(
            id=row.id,
            name=row.name,
            saved_at=row.saved_at,
            is_shared=row.shared_at is not None,
            course_id=row.course_id,
            course_code=row.code,
            owner=row.owner,
        )
        for row in rows
    ]


def find_template(
    session: Session, viewer: Viewer, course_id: int, template_id: int
) -> PromptTemplate | None:
    """A template that the person may start from, with its document; None for others."""
    return session.scalars(
        templates_usable_by(viewer, course_id).where(PromptTemplate.id == template_id)
    ).first()


def find_by_name(session: Session, course_id: int, name: str) -> PromptTemplate | None:
    """The course's template of this name, whichever way its letters are written."""
    named = select(PromptTemplate).where(PromptTemplate.course_id == course_id)
    rows = session.scalars(named.order_by(PromptTemplate.id))
    return next((row for row in rows if row.name.casefold() == name.casefold()), None)
