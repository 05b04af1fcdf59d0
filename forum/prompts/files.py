"""The schedule of a course as rows of a file: written, read, and compared with what is set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from forum.courses.models import Course
from forum.prompts.content import DueInput
from forum.prompts.moves import PlannedTime, plan_times
from forum.prompts.patterns import CourseSchedule, due_of
from forum.prompts.problems import Days, find_time_problems
from forum.prompts.queries import PromptSetup
from forum.rules.pattern import KINDS, ClassCalendar, WeekTime

#: The columns; the file may have them in any order, and others beside them.
COLUMNS = ("week", "title", "opens", "post due", "responses due", "closes")
_TIMES = dict(zip(KINDS, COLUMNS[2:], strict=True))
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::00)?")
LONGEST_TITLE = 200
#: Farther from its week than this a time is a slip of the pen.
_FAR = timedelta(weeks=8)


@dataclass(frozen=True)
class FileProblem:
    """One thing that is wrong in a file; ``line`` counts from 1, ``value`` is what stands there."""

    line: int
    code: str
    value: str = ""


class FileRefused(Exception):
    """Nothing of the file is taken."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class FileRow:
    """What one line says of a week; a time that is left empty stays as it is."""

    line: int
    week: int
    title: str
    times: Mapping[str, datetime]


@dataclass(frozen=True)
class FileChange:
    """What a line would do to a week. ``setup`` is None where a draft would be made; ``version`` is
    that of the prompt when the file was compared with it.
    """

    line: int
    week: int
    title: str
    times: tuple[PlannedTime, ...]
    setup: PromptSetup | None = None
    version: int = 0

    @property
    def moved(self) -> tuple[PlannedTime, ...]:
        """The times that become another instant."""
        return tuple(one for one in self.times if one.is_moved)

    @property
    def title_before(self) -> str:
        """The title now; "" where there is nothing yet."""
        return self.setup.prompt.title if self.setup else ""

    @property
    def by_kind(self) -> Mapping[str, PlannedTime | None]:
        """The times by kind; None where one would not be set."""
        found = {one.kind: one for one in self.times}
        return {kind: found.get(kind) for kind in KINDS}


def file_rows(
    course: Course, schedule: CourseSchedule, setups: Iterable[PromptSetup]
) -> Iterator[list[str]]:
    """The rows of the file as it is written: local times, those of the pattern where a week has no
    prompt yet."""
    by_week = {setup.prompt.week: setup for setup in setups}
    calendar = schedule.calendar(course)
    for week in sorted({*range(1, course.weeks_total + 1), *by_week}):
        setup = by_week.get(week)
        if setup is None:
            dues: dict[str, DueInput] = dict(schedule.schedule_of(week))
        else:
            rows = {kind: row for kind in KINDS if (row := setup.checkpoint(kind))}
            dues = {kind: due_of(row) for kind, row in rows.items()}
        times = [_written(calendar, dues[kind]) if kind in dues else "" for kind in KINDS]
        yield [str(week), setup.prompt.title if setup else "", *times]


def read_rows(lines: Iterable[tuple[int, Sequence[str]]]) -> list[FileRow]:
    """Read lines (number, cells), the first of which names the columns. Raises FileRefused."""
    problems: list[FileProblem] = []
    numbered = iter(lines)
    line, names = next(numbered, (1, ()))
    places = _places(line, names, problems)
    if problems:
        raise FileRefused(problems)
    rows: list[FileRow] = []
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        said = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        rows.append(_read_row(line, said, problems))
    for row in rows:
        first = next(one for one in rows if one.week == row.week)
        if row.week and first is not row:
            problems.append(FileProblem(row.line, "repeated", str(row.week)))
    if problems:
        raise FileRefused(sorted(problems, key=lambda problem: problem.line))
    if not rows:
        raise FileRefused([FileProblem(0, "nothing")])
    return rows


def plan_file(
    course: Course,
    schedule: CourseSchedule,
    setups: Iterable[PromptSetup],
    rows: Iterable[FileRow],
    now: datetime,
) -> list[FileChange]:
    """What the rows would change, week by week; empty where all is so already.

    Raises FileRefused for weeks that the course does not have, times far from their week, drafts
    without a title, and times that a published week may not get.
    """
    by_week = {setup.prompt.week: setup for setup in setups}
    problems: list[FileProblem] = []
    changes = []
    for row in rows:
        if row.week not in by_week and not 1 <= row.week <= course.weeks_total:
            problems.append(FileProblem(row.line, "week", str(row.week)))
            continue
        setup = by_week.get(row.week)
        change = _planned(row, course, schedule, setup, now)
        problems += _problems(row, change, schedule.calendar(course))
        if change.moved or change.title != change.title_before:
            changes.append(change)
    if problems:
        raise FileRefused(problems)
    return changes


def file_fingerprint(changes: Sequence[FileChange]) -> str:
    """Says whether a page still shows what would happen."""
    said = [
        (one.week, one.title_before, one.title, [(at.kind, at.before, at.due) for at in one.times])
        for one in changes
    ]
    return sha256(repr(said).encode()).hexdigest()


def _places(line: int, names: Sequence[str], problems: list[FileProblem]) -> dict[str, int]:
    known = [" ".join(name.split()).casefold() for name in names]
    for name in COLUMNS:
        if known.count(name) > 1:
            problems.append(FileProblem(line, "column_twice", name))
    if "week" not in known:
        problems.append(FileProblem(line, "no_week_column"))
    return {name: known.index(name) for name in COLUMNS if name in known}


def _read_row(line: int, said: Mapping[str, str], problems: list[FileProblem]) -> FileRow:
    week = int(said["week"]) if re.fullmatch(r"[0-9]{1,4}", said["week"]) else 0
    if not week:
        problems.append(FileProblem(line, "week", said["week"]))
    title = " ".join(said.get("title", "").split())
    if len(title) > LONGEST_TITLE:
        problems.append(FileProblem(line, "title_long"))
    times = {}
    for kind, name in _TIMES.items():
        text = said.get(name, "")
        at = _read_time(text)
        if at is not None:
            times[kind] = at
        elif text:
            problems.append(FileProblem(line, "time", text[:40]))
    return FileRow(line, week, title, times)


def _read_time(text: str) -> datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(match[1]), time.fromisoformat(match[2]))
    except ValueError:
        return None


def _planned(
    row: FileRow,
    course: Course,
    schedule: CourseSchedule,
    setup: PromptSetup | None,
    now: datetime,
) -> FileChange:
    calendar = schedule.calendar(course)
    if setup is not None:
        return _changed(row, setup, calendar, now)
    usual = schedule.schedule_of(row.week)
    typed = {kind: _due(calendar, row.week, at, usual[kind]) for kind, at in row.times.items()}
    if not row.title and all(due == usual[kind] for kind, due in typed.items()):
        return FileChange(row.line, row.week, "", ())
    times = tuple(
        PlannedTime(kind, due, _instant(calendar, kind, due), None)
        for kind, due in {**usual, **typed}.items()
    )
    return FileChange(row.line, row.week, row.title, times)


def _changed(
    row: FileRow, setup: PromptSetup, calendar: ClassCalendar, now: datetime
) -> FileChange:
    prompt = setup.prompt
    kept = {kind: due_of(held) for kind in KINDS if (held := setup.checkpoint(kind))}
    dues = {kind: _due(calendar, row.week, at, kept.get(kind)) for kind, at in row.times.items()}
    times = plan_times(setup, dues, calendar, now).times
    return FileChange(row.line, row.week, row.title or prompt.title, times, setup, prompt.version)


def _instant(calendar: ClassCalendar, kind: str, due: DueInput) -> datetime:
    return calendar.instant(kind, due.week, WeekTime(due.day, due.local_time))


def _due(calendar: ClassCalendar, week: int, at: datetime, before: DueInput | None) -> DueInput:
    """A local time as a day of its week; what says the same as before is kept as it was."""
    if before is not None and _written(calendar, before) == at.strftime("%Y-%m-%d %H:%M"):
        return before
    return DueInput(week, calendar.day_of(week, at.date()), at.strftime("%H:%M"))


def _problems(row: FileRow, change: FileChange, calendar: ClassCalendar) -> Iterator[FileProblem]:
    first = calendar.first_day(row.week)
    for at in row.times.values():
        if abs(at.date() - first) > _FAR:
            yield FileProblem(row.line, "far", at.strftime("%Y-%m-%d"))
    if change.times and not change.title:
        yield FileProblem(row.line, "no_title", str(row.week))
    if change.setup is None or not change.moved:
        return
    for time_ in change.moved:
        if time_.is_refused:
            yield FileProblem(row.line, "too_soon", time_.kind)
    if change.setup.prompt.is_published:
        found = find_time_problems(change.by_kind, Days(calendar.zone))
        for problem in (one for one in found if one.blocks):
            yield FileProblem(row.line, problem.code, problem.at)


def _written(calendar: ClassCalendar, due: DueInput) -> str:
    return f"{calendar.date_of(due.week, due.day).isoformat()} {due.local_time}"
