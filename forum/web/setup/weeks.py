"""The weeks of a course as rows of the schedule: what is set, and how it stands to the pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.courses.rosters import count_circles
from forum.grading.queries.rubrics import list_rubric_totals
from forum.prompts.models import Prompt
from forum.prompts.moves import PlannedTime
from forum.prompts.overview import list_setups
from forum.prompts.patterns import CourseSchedule
from forum.prompts.problems import Problem, Surroundings, find_problems, find_time_problems
from forum.prompts.queries import PromptSetup
from forum.rules.pattern import KINDS, ClassCalendar, Pattern
from forum.web.setup.days import day_value, row_days
from forum.web.setup.desk import days_of, setup_state


@dataclass(frozen=True)
class Cell:
    """One time of a week. ``due_at`` is the instant in force (None: not set), ``usual_at`` the one
    that the pattern gives.
    """

    due_at: datetime | None
    usual_at: datetime
    is_custom: bool = False


@dataclass(frozen=True)
class WeekRow:
    """A week of the schedule; ``setup`` is None where it has no prompt yet.

    ``days`` are the choices of all its times, ``fields`` what stands in its form by name, as it is
    set or as it was typed, ``errors`` what is wrong with that.
    """

    week: int
    cells: Mapping[str, Cell]
    setup: PromptSetup | None = None
    state: str = ""
    problems: Sequence[Problem] = ()
    days: Sequence[tuple[str, str]] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether nothing is accepted any more."""
        return self.state == "prompt-closed"

    @property
    def is_unset(self) -> bool:
        """Whether a time has never been set."""
        return any(cell.due_at is None for cell in self.cells.values())


def list_week_rows(
    session: Session,
    course: Course,
    schedule: CourseSchedule,
    prompts: Sequence[Prompt],
    now: datetime,
) -> list[WeekRow]:
    """Every week of the course; a fixed number of statements, one more per way of grouping."""
    setups = {setup.prompt.week: setup for setup in list_setups(session, prompts)}
    totals = list_rubric_totals(session, [prompt.id for prompt in prompts])
    circles = {
        group_set_id: count_circles(session, course, group_set_id)
        for group_set_id in {prompt.group_set_id for prompt in prompts}
    }
    calendar, days = schedule.calendar(course), days_of(course, schedule)
    said: dict[date, str] = {}
    rows = []
    for week in sorted({*range(1, course.weeks_total + 1), *setups}):
        setup = setups.get(week)
        usual = _usual_times(schedule.pattern, calendar, week)
        if setup is None:
            problems = find_time_problems(_planned(schedule, usual, week), days)
            cells = {kind: Cell(None, usual[kind]) for kind in KINDS}
            rows.append(WeekRow(week, cells, problems=list(problems)))
            continue
        prompt = setup.prompt
        around = Surroundings(*circles[prompt.group_set_id], totals.get(prompt.id), days)
        rows.append(
            WeekRow(
                week,
                _cells(setup, schedule, usual),
                setup,
                setup_state(setup, now),
                find_problems(setup, around),
                row_days(calendar, week, setup.checkpoints, said),
                fields_of(setup),
            )
        )
    return rows


def fields_of(setup: PromptSetup) -> dict[str, str]:
    """What stands in the form of a week's row."""
    fields = {"version": str(setup.prompt.version), "title": setup.prompt.title}
    for kind in KINDS:
        row = setup.checkpoint(kind)
        fields[f"{kind}_day"] = day_value(row) if row else ""
        fields[f"{kind}_time"] = row.local_time if row else ""
    return fields


def _usual_times(pattern: Pattern, calendar: ClassCalendar, week: int) -> Mapping[str, datetime]:
    return {kind: calendar.instant(kind, week, pattern[kind]) for kind in KINDS}


def _planned(
    schedule: CourseSchedule, usual: Mapping[str, datetime], week: int
) -> Mapping[str, PlannedTime]:
    return {kind: PlannedTime(kind, schedule.due(kind, week), usual[kind], None) for kind in KINDS}


def _cells(
    setup: PromptSetup, schedule: CourseSchedule, usual: Mapping[str, datetime]
) -> Mapping[str, Cell]:
    found = {}
    for kind in KINDS:
        row = setup.checkpoint(kind)
        is_custom = row is not None and schedule.is_custom(row, setup.prompt.week)
        found[kind] = Cell(row.due_at if row else None, usual[kind], is_custom)
    return found
