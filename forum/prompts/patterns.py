"""The pattern that the weeks of a course inherit, its weeks without class and its holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, WeekPattern
from forum.prompts.shape import DAYS
from forum.rules.pattern import KINDS, ClassCalendar, Pattern, WeekTime, week_holding

#: What holds in a course until somebody sets another.
USUAL: Pattern = {kind: WeekTime(*DAYS[kind]) for kind in KINDS}


@dataclass(frozen=True)
class CourseSchedule:
    """What the times of all weeks follow from. ``breaks`` are days of weeks without class,
    ``holidays`` dates with their names; ``version`` is 0 until a pattern was set.
    """

    pattern: Pattern = field(default_factory=lambda: USUAL)
    breaks: tuple[date, ...] = ()
    holidays: tuple[tuple[date, str], ...] = ()
    version: int = 0

    def due(self, kind: str, week: int) -> DueInput:
        """The time of a week by the pattern."""
        at = self.pattern[kind]
        return DueInput(week, at.day, at.local_time)

    def schedule_of(self, week: int) -> Mapping[str, DueInput]:
        """All times of a week by the pattern."""
        return {kind: self.due(kind, week) for kind in KINDS}

    def is_custom(self, row: Checkpoint, week: int) -> bool:
        """Whether a time of that week was set otherwise than the pattern says."""
        return due_of(row) != self.due(row.kind, week)

    def calendar(self, course: Course) -> ClassCalendar:
        """The class weeks of the course with these breaks."""
        return ClassCalendar(course.starts_on, frozenset(self.breaks), course.zone)

    def holiday_names(self) -> Mapping[date, str]:
        """The holidays by date."""
        return dict(self.holidays)


def get_course_schedule(session: Session, course: Course) -> CourseSchedule:
    """What holds in the course; one statement."""
    breaks = {week_holding(course.starts_on, date.fromisoformat(text)) for text in course.breaks}
    row = session.get(WeekPattern, course.id, populate_existing=True)
    if row is None:
        return CourseSchedule(breaks=tuple(sorted(breaks)))
    return CourseSchedule(
        pattern={kind: WeekTime(*row.times[kind]) for kind in KINDS},
        breaks=tuple(sorted(breaks)),
        holidays=tuple((date.fromisoformat(on), name) for on, name in row.holidays),
        version=row.version,
    )


def due_of(row: Checkpoint) -> DueInput:
    """What staff set, as it is kept."""
    return DueInput(row.week, row.day, row.local_time)
