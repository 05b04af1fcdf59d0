"""Decisions on findings; questions about them stand in `questions.py`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Enrollment
from forum.courses.policy import Viewer
from forum.discussion.actions.rows import take_turn
from forum.markup import clean_text
from forum.participation.models import Setting
from forum.participation.policy import can_set_finding
from forum.participation.queries import Standing, excuses_made_at, settings_made_at
from forum.prompts.models import Prompt
from forum.rules.facts import REQUIREMENTS, Requirement, SettingFact, Status
from forum.rules.limits import LONGEST_REASON
from forum.rules.roles import Role

#: What an instructor can say of a requirement; "open" is only ever computed.
SETTABLE: tuple[Status, ...] = tuple(status for status in get_args(Status) if status != "open")


class Refused(Exception):
    """The base of all refusals; nothing was written."""


class NotAllowed(Refused):
    """This person may not do this here."""


class NotAStudent(Refused):
    """Nothing is asked of these people (``user_ids``) in the course, so nothing can be set."""

    def __init__(self, user_ids: Collection[int] = ()) -> None:
        super().__init__(user_ids)
        self.user_ids = frozenset(user_ids)


class ReasonMissing(Refused):
    """A setting takes a reason, which the student will read."""


class ReasonTooLong(Refused):
    """A reason is longer than can be stored, be it as the answer to a question."""


class NothingToExcuse(Refused):
    """Nothing is asked of the student that is not done, or somebody has decided otherwise."""


@dataclass(frozen=True)
class Decision:
    """What an instructor sets: one of ``SETTABLE``, with the reason the student reads."""

    requirement: Requirement
    status: Status
    reason: str

    def fact(self, student_id: int, at: datetime) -> SettingFact:
        """The decision about one student as the rules take it."""
        return SettingFact(student_id, self.requirement, self.status, self.reason, at)


def set_finding(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    student_id: int,
    decision: Decision,
    *,
    now: datetime,
) -> Setting:
    """Decide on a finding; the decision before it ends, and the computed result is kept beside.

    Raises NotAllowed, NotAStudent, ReasonMissing, ReasonTooLong; ValueError for a requirement or
    status that does not exist.
    """
    settings = _set(session, viewer, prompt, [(student_id, decision)], now, only_present=False)
    return settings[0]


def set_findings(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    decisions: Sequence[tuple[int, Decision]],
    *,
    now: datetime,
) -> list[Setting]:
    """Decide on findings of several students (by id), of all of them or of none.

    As ``set_finding``, with one log row a student; NotAStudent names those who are no students of
    the course now. What is decided at once has one ``set_at``, by which it can be taken back.
    """
    return _set(session, viewer, prompt, decisions, now, only_present=True)


def excuse_student(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    standing: Standing,
    reason: str,
    *,
    now: datetime,
) -> list[Setting]:
    """Excuse a student from all of a week that is asked and not done, with one reason.

    One log row a finding; all have one ``set_at``, by which the excuse can be taken back.
    Raises NotAllowed, NothingToExcuse, NotAStudent, ReasonMissing, ReasonTooLong.
    """
    if not can_set_finding(viewer):
        raise NotAllowed
    if not standing.excusable:
        raise NothingToExcuse
    decisions = [
        (standing.student_id, Decision(row.requirement, "waived", reason))
        for row in standing.excusable
    ]
    return _set(session, viewer, prompt, decisions, now, only_present=False)


def withdraw_excuse(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    student_id: int,
    set_at: datetime,
    *,
    now: datetime,
) -> int:
    """Take back what a student was excused from at that instant and is still, whoever did it.

    Returns how many findings that were. Raises NotAllowed.
    """
    if not can_set_finding(viewer):
        raise NotAllowed
    take_turn(session, prompt)  # so that two who take back at once leave one row of the log each
    rows = session.scalars(excuses_made_at(prompt.id, student_id, set_at)).all()
    for row in rows:
        withdraw_setting(session, viewer, prompt, row, now=now)
    return len(rows)


def withdraw_setting(
    session: Session, viewer: Viewer, prompt: Prompt, setting: Setting, *, now: datetime
) -> None:
    """Take a decision back: what the rules find holds again. Twice changes nothing."""
    if not can_set_finding(viewer) or setting.prompt_id != prompt.id:
        raise NotAllowed
    if setting.ended_at is not None:
        return
    setting.ended_at = now
    _log(session, viewer, prompt, setting, "finding_setting_withdrawn", now)


def withdraw_settings_of(
    session: Session, viewer: Viewer, prompt: Prompt, set_at: datetime, *, now: datetime
) -> int:
    """Take back what this person decided at that instant and nobody has changed since.

    Returns how many decisions that were. Raises NotAllowed.
    """
    if not can_set_finding(viewer):
        raise NotAllowed
    take_turn(session, prompt)  # so that two who take back at once leave one row of the log each
    rows = session.scalars(settings_made_at(prompt.id, viewer.user_id, set_at)).all()
    for row in rows:
        withdraw_setting(session, viewer, prompt, row, now=now)
    return len(rows)


def _set(
    session: Session,
    viewer: Viewer,
    prompt: Prompt,
    decisions: Sequence[tuple[int, Decision]],
    now: datetime,
    *,
    only_present: bool,
) -> list[Setting]:
    if not can_set_finding(viewer):
        raise NotAllowed
    decisions = [(student_id, _checked(decision)) for student_id, decision in decisions]
    take_turn(session, prompt)  # so that two who decide at once leave one decision
    wanted = {student_id for student_id, _ in decisions}
    if missing := wanted - _students(session, prompt.course_id, wanted, only_present):
        raise NotAStudent(missing)
    settings = [
        Setting(
            prompt_id=prompt.id,
            user_id=student_id,
            requirement=decision.requirement,
            status=decision.status,
            reason=decision.reason,
            set_at=now,
            set_by_id=viewer.user_id,
        )
        for student_id, decision in decisions
    ]
    _end_settings(session, prompt.id, settings, now)
    session.add_all(settings)
    session.flush()
    for setting in settings:
        _log(session, viewer, prompt, setting, "finding_set", now)
    return settings


def _checked(decision: Decision) -> Decision:
    if decision.requirement not in REQUIREMENTS or decision.status not in SETTABLE:
        raise ValueError("no such requirement or status")
    reason = clean_text(decision.reason).strip()
    if not reason:
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong
    return replace(decision, reason=reason)


def _students(
    session: Session, course_id: int, user_ids: Collection[int], only_present: bool
) -> set[int]:
    """Those of these people who are students of the course, or were, unless ``only_present``."""
    found = select(Enrollment.user_id).where(
        Enrollment.course_id == course_id,
        Enrollment.user_id.in_(user_ids),
        Enrollment.role == Role.STUDENT.value,
    )
    if only_present:
        found = found.where(Enrollment.ended_at.is_(None))
    return set(session.scalars(found))


def _end_settings(
    session: Session, prompt_id: int, settings: Sequence[Setting], now: datetime
) -> None:
    """End the decisions that these replace; a statement a requirement."""
    for requirement in {setting.requirement for setting in settings}:
        ids = [row.user_id for row in settings if row.requirement == requirement]
        session.execute(
            update(Setting)
            .where(
                Setting.prompt_id == prompt_id,
                Setting.user_id.in_(ids),
                Setting.requirement == requirement,
                Setting.ended_at.is_(None),
            )
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )


def _log(
    session: Session, viewer: Viewer, prompt: Prompt, setting: Setting, verb: str, now: datetime
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=viewer.user_id,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("finding_setting", setting.id),
        subject_id=setting.user_id,
        requirement=setting.requirement,
        status=setting.status,
    )
