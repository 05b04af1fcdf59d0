"""Keeping comments for use again. What was given to a student is a copy and never changes with it.

What becomes of the course's comments is logged; a grader's own are nobody else's to know of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.policy import Viewer
from forum.grading.actions.refusals import NotAllowed
from forum.grading.bank.models import BankComment, BankUse
from forum.grading.bank.policy import can_change_comment, comments_usable_by
from forum.grading.policy import can_grade
from forum.markup import clean_text, render_markdown
from forum.rules.comments import carries
from forum.rules.limits import LONGEST_CRITERION_COMMENT


def keep_comment(
    session: Session, viewer: Viewer, course_id: int, text: str, *, now: datetime
) -> BankComment:
    """Keep a comment as the grader's own; one that is there already is not kept twice.

    Raises NotAllowed, markup.TooComplex, and ValueError where it is empty or too long.
    """
    if not can_grade(viewer):
        raise NotAllowed
    checked = _checked(text)
    same = comments_usable_by(viewer, course_id).where(
        BankComment.owner_id == viewer.user_id, BankComment.text == checked
    )
    comment = session.scalars(same).first()
    if comment is None:
        comment = BankComment(
            course_id=course_id, owner_id=viewer.user_id, text=checked, saved_at=now
        )
        session.add(comment)
        session.flush()
    return comment


def edit_comment(
    session: Session, viewer: Viewer, comment: BankComment, text: str, *, now: datetime
) -> None:
    """Give a kept comment other words.

    Raises NotAllowed, markup.TooComplex, and ValueError where it is empty or too long.
    """
    _may_change(viewer, comment)
    comment.text = _checked(text)
    comment.saved_at = now
    if comment.is_shared:
        _log(session, viewer, comment, "bank_comment_edited", now)


def share_comment(session: Session, viewer: Viewer, comment: BankComment, *, now: datetime) -> None:
    """Let everybody who grades in the course have it. Raises NotAllowed."""
    _may_change(viewer, comment)
    if not comment.is_shared:
        comment.shared_at = now
        _log(session, viewer, comment, "bank_comment_shared", now)


def unshare_comment(
    session: Session, viewer: Viewer, comment: BankComment, *, now: datetime
) -> None:
    """Make it the owner's alone again. Raises NotAllowed."""
    _may_change(viewer, comment)
    if comment.is_shared:
        comment.shared_at = None
        _log(session, viewer, comment, "bank_comment_unshared", now)


def delete_comment(
    session: Session, viewer: Viewer, comment: BankComment, *, now: datetime
) -> None:
    """Take a comment out of the bank; where it was given, it stays. Raises NotAllowed."""
    _may_change(viewer, comment)
    if comment.is_shared:
        _log(session, viewer, comment, "bank_comment_deleted", now)
    session.execute(delete(BankUse).where(BankUse.bank_comment_id == comment.id))
    session.delete(comment)
    session.flush()


def copy_shared_comments(
    session: Session, source_id: int, course_id: int, *, by: int, now: datetime
) -> int:
    """Give a course the shared comments of another, in the care of ``by``; returns how many.

    What graders keep for themselves is nobody else's, and stays.
    """
    texts = session.scalars(
        select(BankComment.text)
        .where(BankComment.course_id == source_id, BankComment.shared_at.is_not(None))
        .order_by(BankComment.id)
    ).all()
    session.add_all(
        BankComment(course_id=course_id, owner_id=by, text=text, saved_at=now, shared_at=now)
        for text in texts
    )
    session.flush()
    return len(texts)


def note_uses(
    session: Session,
    viewer: Viewer,
    course_id: int,
    grade_id: int,
    overall: str,
    texts: Mapping[int, str],
) -> None:
    """Note which kept comments a grade carries, overall and in its ``texts`` by criterion id.

    What somebody else had noted of comments that are private to that person stays as it was.
    """
    kept = session.scalars(comments_usable_by(viewer, course_id)).all()
    given: list[tuple[int | None, str]] = [(None, overall), *texts.items()]
    mine = [comment.id for comment in kept]
    session.execute(
        delete(BankUse).where(BankUse.grade_id == grade_id, BankUse.bank_comment_id.in_(mine))
    )
    session.add_all(
        BankUse(bank_comment_id=comment.id, grade_id=grade_id, criterion_id=criterion_id)
        for criterion_id, text in given
        for comment in kept
        if carries(text, comment.text)
    )
    session.flush()


def _checked(text: str) -> str:
    checked = clean_text(text).strip()
    if not checked or len(checked) > LONGEST_CRITERION_COMMENT:
        raise ValueError("empty or too long")
    render_markdown(checked)
    return checked


def _may_change(viewer: Viewer, comment: BankComment) -> None:
    if not can_change_comment(viewer, comment):
        raise NotAllowed


def _log(session: Session, viewer: Viewer, comment: BankComment, verb: str, now: datetime) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=comment.course_id,
        target=("bank_comment", comment.id),
    )
