"""Who has a comment of the bank, and who may change it."""

from __future__ import annotations

from sqlalchemy import Select, false, or_, select

from forum.courses.policy import Viewer
from forum.grading.bank.models import BankComment
from forum.grading.policy import can_grade
from forum.rules.roles import Role


def can_use_comment(viewer: Viewer, comment: BankComment) -> bool:
    """Those who grade have their own comments and the course's; a colleague's own are private."""
    return can_grade(viewer) and (comment.is_shared or comment.owner_id == viewer.user_id)


def comments_usable_by(viewer: Viewer, course_id: int) -> Select[BankComment]:
    """The list filter beside ``can_use_comment``, for one course."""
    rows = select(BankComment).where(BankComment.course_id == course_id)
    if not can_grade(viewer):
        return rows.where(false())
    return rows.where(
        or_(BankComment.shared_at.is_not(None), BankComment.owner_id == viewer.user_id)
    )


def can_change_comment(viewer: Viewer, comment: BankComment) -> bool:
    """The owner changes a comment; the course's are changed by its instructors as well."""
    if not can_use_comment(viewer, comment):
        return False
    return comment.owner_id == viewer.user_id or viewer.role is Role.INSTRUCTOR
