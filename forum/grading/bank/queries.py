"""Reads of the comment bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import cast

from sqlalchemy import Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.policy import Viewer
from forum.grading.bank.models import BankComment, BankUse
from forum.grading.bank.policy import can_change_comment, comments_usable_by
from forum.grading.models import Criterion, Grade, GradeMark

#: Where a comment was used: the criterion's key ("" for the overall comment), and the level there.
Place = tuple[str, int | None]


@dataclass(frozen=True)
class Entry:
    """A comment of the bank as one grader has it; ``uses`` counts saved grades by place."""

    comment: BankComment
    owner: str
    is_own: bool
    may_change: bool
    uses: Mapping[Place, int] = field(default_factory=dict)

    @property
    def use_count(self) -> int:
        """How many saved comments carry it, whoever gave them."""
        return sum(self.uses.values())

    def uses_on(self, criterion: str) -> int:
        """How many of them stand on this criterion, whatever the level."""
        return sum(number for (key, _level), number in self.uses.items() if key == criterion)


def list_bank(session: Session, viewer: Viewer, course_id: int) -> list[Entry]:
    """The grader's own comments and the course's, most used first. One statement.

    Only saved grades count as uses. Criteria are the same in all weeks by their key.
    """
    statement = _bank_of(replace(viewer, user_id=0, name="", section_id=None))
    rows = session.execute(statement, {"grader": viewer.user_id, "course": course_id}).all()
    uses: dict[int, dict[Place, int]] = {}
    for row in rows:
        found = uses.setdefault(row.BankComment.id, {})
        if row.number:
            found[(row.key or "", row.level)] = row.number
    people = {row.BankComment: row.owner for row in rows}
    entries = [
        Entry(
            comment=comment,
            owner=owner,
            is_own=comment.owner_id == viewer.user_id,
            may_change=can_change_comment(viewer, comment),
            uses=uses[comment.id],
        )
        for comment, owner in people.items()
    ]
    return sorted(entries, key=lambda one: (-one.use_count, one.comment.text.casefold()))


@lru_cache(maxsize=16)
def _bank_of(kind: Viewer) -> Select[BankComment, str, str, int, int]:
    """The statement for graders of one kind, with their ids as parameters: it takes longer to build
    than to answer.
    """
    grader, course = bindparam("grader", type_=Integer()), bindparam("course", type_=Integer())
    reader = replace(kind, user_id=cast(int, grader))
    usable = comments_usable_by(reader, cast(int, course)).subquery()
    return (
        select(
            BankComment,
            User.name.label("owner"),
            Criterion.key,
            GradeMark.level,
            func.count(Grade.id).label("number"),
        )
        .join(usable, usable.c.id == BankComment.id)
        .join(User, User.id == BankComment.owner_id)
        .outerjoin(BankUse, BankUse.bank_comment_id == BankComment.id)
        .outerjoin(Grade, and_(Grade.id == BankUse.grade_id, Grade.graded_at.is_not(None)))
        .outerjoin(Criterion, Criterion.id == BankUse.criterion_id)
        .outerjoin(
            GradeMark,
            and_(
                GradeMark.grade_id == BankUse.grade_id,
                GradeMark.criterion_id == BankUse.criterion_id,
            ),
        )
        .group_by(BankComment.id, User.name, Criterion.key, GradeMark.level)
    )


def ranked(entries: Sequence[Entry], criterion: str, level: int | None) -> list[Entry]:
    """The entries by use on this criterion and level, then on the criterion, then anywhere."""
    return sorted(
        entries,
        key=lambda one: (
            -one.uses.get((criterion, level), 0),
            -one.uses_on(criterion),
            -one.use_count,
            one.comment.text.casefold(),
        ),
    )


def find_comment(
    session: Session, viewer: Viewer, course_id: int, comment_id: int
) -> BankComment | None:
    """A comment that this grader has; None for everybody else's."""
    statement = comments_usable_by(viewer, course_id).where(BankComment.id == comment_id)
    return session.scalars(statement).first()
