"""What caused work in the outbox, for the admins: "activity:12" as a verb, a course and a week."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.notifications.models import Notification
from forum.prompts.models import Prompt

_MAIL = "mail:"
#: How the names of causes begin that are no prompt's.
LOG, DIGEST = "activity", "digest"


@dataclass(frozen=True)
class Cause:
    """``what`` is a verb of the log, or the kind of dated work; ``on`` the date of digests."""

    what: str
    code: str = ""
    week: int | None = None
    on: str = ""


def find_causes(session: Session, names: Iterable[str]) -> dict[str, Cause]:
    """By name what each cause was, as far as it is known; two statements, however many they are."""
    parts = {name: tuple(name.split(":")[:2]) for name in names if ":" in name}
    verbs = _verbs(session, _numbers(parts.values(), of_log=True))
    weeks = _weeks(session, _numbers(parts.values(), of_log=False))
    found: dict[str, Cause] = {}
    for name, (kind, which) in parts.items():
        if kind == DIGEST:
            found[name] = Cause(kind, on=which)
        elif kind == LOG and which in verbs:
            found[name] = verbs[which]
        elif kind != LOG and which in weeks:
            found[name] = Cause(kind, *weeks[which])
    return found


def list_kinds_of_mails(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """By key of an entry of the outbox: the kind of notification it mails; one statement."""
    ids = [int(key.removeprefix(_MAIL)) for key in keys if key.startswith(_MAIL)]
    if not ids:
        return {}
    rows = session.execute(
        select(Notification.id, Notification.kind).where(Notification.id.in_(ids))
    )
    return {f"{_MAIL}{row.id}": row.kind for row in rows}


def _numbers(parts: Iterable[tuple[str, ...]], *, of_log: bool) -> set[int]:
    """The ids in names of causes: rows of the log, or prompts."""
    return {int(which) for kind, which in parts if (kind == LOG) == of_log and which.isdigit()}


def _verbs(session: Session, ids: Collection[int]) -> dict[str, Cause]:
    rows = session.execute(
        select(Activity.id, Activity.verb, Course.code, Prompt.week)
        .outerjoin(Course, Course.id == Activity.course_id)
        .outerjoin(Prompt, Prompt.id == Activity.prompt_id)
        .where(Activity.id.in_(ids))
    )
    return {str(row.id): Cause(row.verb, row.code or "", row.week) for row in rows}


def _weeks(session: Session, ids: Collection[int]) -> dict[str, tuple[str, int]]:
    rows = session.execute(
        select(Prompt.id, Course.code, Prompt.week)
        .join(Course, Course.id == Prompt.course_id)
        .where(Prompt.id.in_(ids))
    )
    return {str(row.id): (row.code, row.week) for row in rows}
