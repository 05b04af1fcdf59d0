"""The clock: from "Wednesday 23:59 in the course's zone" to instants, and how late is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from forum.rules.facts import Checkpoint, Discussion, DueChange, Extension, Member

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# Whoever joins late has this long from joining (RULES.md, "The clock").
JOINING_TIME = timedelta(hours=72)


def local_instant(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local date and time.

    A time that happens twice (clocks go back) is the later one; a time that does not exist
    (clocks go forward) moves forward by the hour that is missing.
    """
    local = datetime.combine(on, at.replace(tzinfo=None))
    # Of the two readings the later is right in both cases: fold=1 when the time happens twice,
    # fold=0 when it does not exist.
    readings = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(readings)


def clock_change_at(on: date, at: time, zone: ZoneInfo) -> Literal["", "twice", "never"]:
    """Whether a local time happens "twice" or "never", because the clocks change; else ""."""
    local = datetime.combine(on, at.replace(tzinfo=None))
    if _wall_clock(local_instant(on, at, zone), zone) != local:
        return "never"
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return "twice" if first != second else ""


def due_instant(week_starts: date, day: int, at: time, zone: ZoneInfo) -> datetime:
    """The first late instant of a due minute: day 1 is `week_starts`, "23:59" lasts to its end."""
    return local_instant(week_starts + timedelta(days=day - 1), at, zone) + MINUTE


def days_late(due_at: datetime, at: datetime, zone: ZoneInfo) -> int:
    """Started 24-hour periods between two instants by the wall clock of the course, at least 1.

    By the wall clock a change between summer and winter time never adds a day.
    """
    behind = _wall_clock(at, zone) - _wall_clock(due_at, zone)
    return max(1, behind // DAY + 1)


def _wall_clock(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Due:
    """One checkpoint for one student: the later of what holds now and what held at the time.

    `history` is (set at, due at) in the order of setting; `floor` is the latest of the due time
    now, the personal extension and the time given to late joiners.
    """

    history: tuple[tuple[datetime, datetime], ...]
    floor: datetime

    def due_at(self, at: datetime) -> datetime:
        """The due instant by which something done at this instant is judged."""
        if len(self.history) == 1:
            return self.floor
        return max(self.floor, in_force(self.history, at))


@dataclass(frozen=True, slots=True)
class Window:
    """When one student's work for one checkpoint is in time, late, or no longer accepted."""

    due: Due
    closes: tuple[Due, ...]
    grace: timedelta
    zone: ZoneInfo

    def due_at(self, at: datetime) -> datetime:
        """The first late instant (grace not included) for something done at this instant."""
        return self.due.due_at(at)

    def is_on_time(self, at: datetime) -> bool:
        """Whether something done at this instant is in time, grace included."""
        return at < self.due.due_at(at) + self.grace

    def closes_at(self, at: datetime) -> datetime:
        """The first instant that is too late, for something done at this instant."""
        return max(due.due_at(at) for due in self.closes)

    def is_accepted(self, at: datetime) -> bool:
        """Whether something done at this instant still counts, in time or late."""
        return at < self.closes_at(at) or self.is_on_time(at)

    def days_late(self, at: datetime) -> int:
        """0 when in time, else the started days since the due instant."""
        return 0 if self.is_on_time(at) else days_late(self.due_at(at), at, self.zone)


def in_force(history: tuple[tuple[datetime, datetime], ...], at: datetime) -> datetime:
    """What was due according to the last change set by then, or to the first one before that."""
    current = history[0][1]
    for set_at, due_at in history:
        if set_at <= at:
            current = due_at
    return current


def due_history(
    changes: Iterable[DueChange], checkpoint: Checkpoint, now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """(set at, due at) of one checkpoint in the order of setting, without what is set after now.

    Raises ValueError when the checkpoint has never been given a due time by now.
    """
    history = tuple(
        sorted(
            (change.set_at, change.due_at)
            for change in changes
            if change.checkpoint == checkpoint and change.set_at <= now
        )
    )
    if not history:
        raise ValueError(f"no due time is known for {checkpoint}")
    return history


def windows_for(discussion: Discussion, member: Member, now: datetime) -> tuple[Window, Window]:
    """The student's window for the initial post (T1) and the one for responses (T2)."""
    own = [extension for extension in discussion.extensions if extension.student_id == member.id]
    histories = {
        checkpoint: due_history(discussion.dues, checkpoint, now) for checkpoint in CHECKPOINTS
    }
    return personal_windows(discussion, histories, own, member, now)


CHECKPOINTS: tuple[Checkpoint, ...] = ("T1", "T2", "close")


def personal_windows(
    discussion: Discussion,
    histories: dict[Checkpoint, tuple[tuple[datetime, datetime], ...]],
    extensions: Iterable[Extension],
    member: Member,
    now: datetime,
) -> tuple[Window, Window]:
    """As `windows_for`, from histories and this student's extensions gathered beforehand."""
    granted: dict[Checkpoint, datetime] = {}
    for extension in extensions:
        earlier = granted.get(extension.checkpoint, extension.due_at)
        granted[extension.checkpoint] = max(earlier, extension.due_at)
    dues = {
        checkpoint: Due(history, _floor(history, checkpoint, granted, member, now))
        for checkpoint, history in histories.items()
    }
    closes: tuple[Due, ...] = (dues["close"], dues["T1"], dues["T2"])
    if all(len(due.history) == 1 for due in closes):
        closes = (max(closes, key=lambda due: due.floor),)
    grace, zone = discussion.policy.grace, discussion.zone
    return Window(dues["T1"], closes, grace, zone), Window(dues["T2"], closes, grace, zone)


def _floor(
    history: tuple[tuple[datetime, datetime], ...],
    checkpoint: Checkpoint,
    granted: dict[Checkpoint, datetime],
    member: Member,
    now: datetime,
) -> datetime:
    """The latest of due now, extension and joined + 72 hours; joining does not move the close."""
    candidates = [history[-1][1]]
    if checkpoint in granted:
        candidates.append(granted[checkpoint])
    if checkpoint != "close":
        starts = (interval.start for interval in member.active if interval.start is not None)
        candidates += [start + JOINING_TIME for start in starts if start <= now]
    return max(candidates)
