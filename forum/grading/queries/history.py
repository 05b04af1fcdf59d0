"""Every change of one student's grade: who, when, from what to what, and why. For graders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.policy import among
from forum.grading.models import GradeRelease, ReleasedGrade
from forum.prompts.models import Prompt

#: What the log says of a single grade; see ``actions.rows.log_grade``.
VERBS = (
    "grade_held",
    "grade_saved",
    "grade_kept",
    "lateness_struck",
    "lateness_restored",
    "total_overridden",
    "override_withdrawn",
    "grade_points_renewed",
)
RELEASED = "grade_released"


@dataclass(frozen=True)
class GradeEvent:
    """Something that was done to a grade; ``verb`` is one of VERBS, or RELEASED.

    ``before`` and ``levels`` are levels (0 to 4) by the criterion's key; ``total`` of ``out_of``
    are the points that were released.
    """

    at: datetime
    who: str
    verb: str
    reason: str = ""
    before: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    total: Decimal | None = None
    out_of: Decimal | None = None

    @property
    def changes(self) -> dict[str, tuple[int | None, int | None]]:
        """The levels that are not what they were, by criterion: from and to."""
        keys = [*self.before, *(key for key in self.levels if key not in self.before)]
        pairs = {key: (self.before.get(key), self.levels.get(key)) for key in keys}
        return {key: (old, new) for key, (old, new) in pairs.items() if old != new}


def list_grade_events(session: Session, prompt_id: int, user_id: int) -> list[GradeEvent]:
    """The history of one grade, the oldest first; two statements."""
    events = [*_marking(session, prompt_id, user_id), *_releases(session, prompt_id, user_id)]
    return sorted(events, key=lambda event: event.at)


@dataclass(frozen=True)
class GradingWrites:
    """When one grader held or saved grades under a prompt."""

    name: str
    times: Sequence[datetime]


def list_grading_writes(
    session: Session, prompt: Prompt, students: frozenset[int] | None = None
) -> list[GradingWrites]:
    """Who graded a prompt, by name, and when each grade (of students ``among`` these) was held or
    saved. One statement."""
    rows = session.execute(
        select(User.id, User.name, Activity.at)
        .join(User, User.id == Activity.actor_id)
        .where(
            Activity.course_id == prompt.course_id,
            Activity.prompt_id == prompt.id,
            Activity.verb.in_(("grade_held", "grade_saved")),
            among(students, Activity.subject_id),
        )
    )
    names: dict[int, str] = {}
    times: dict[int, list[datetime]] = {}
    for user_id, name, at in rows:
        names[user_id] = name
        times.setdefault(user_id, []).append(at)
    by_name = sorted(names, key=lambda user_id: (names[user_id].casefold(), user_id))
    return [GradingWrites(names[user_id], times[user_id]) for user_id in by_name]


def _marking(session: Session, prompt_id: int, user_id: int) -> list[GradeEvent]:
    rows = session.execute(
        select(Activity.at, Activity.verb, Activity.detail, User.name)
        .outerjoin(User, User.id == Activity.actor_id)
        .where(
            Activity.subject_id == user_id,
            Activity.prompt_id == prompt_id,
            Activity.verb.in_(VERBS),
        )
        .order_by(Activity.id)
    )
    events: list[GradeEvent] = []
    before: Mapping[str, int] = {}
    for row in rows:
        levels = row.detail.get("levels", {})
        reason = row.detail.get("reason", "")
        events.append(GradeEvent(row.at, row.name or "", row.verb, reason, before, levels))
        before = levels
    return events


def _releases(session: Session, prompt_id: int, user_id: int) -> list[GradeEvent]:
    rows = session.execute(
        select(
            ReleasedGrade.released_at,
            ReleasedGrade.note,
            ReleasedGrade.total,
            ReleasedGrade.out_of,
            User.name,
        )
        .join(GradeRelease, GradeRelease.id == ReleasedGrade.release_id)
        .join(User, User.id == GradeRelease.released_by_id)
        .where(ReleasedGrade.prompt_id == prompt_id, ReleasedGrade.user_id == user_id)
        .order_by(ReleasedGrade.released_at, ReleasedGrade.id)
    )
    return [
        GradeEvent(
            row.released_at,
            row.name,
            RELEASED,
            row.note,
            total=row.total,
            out_of=row.out_of,
        )
        for row in rows
    ]
