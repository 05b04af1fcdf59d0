"""Whatever happens to a week, its events' numbers never fall, and rise with all that shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from forum.calendar.events import DueEvent, History, events_of
from forum.courses.models import Course, Enrollment
from forum.prompts.models import Checkpoint, Extension, Prompt
from forum.prompts.queries import PromptSetup
from forum.rules.facts import Terms
from tests.support.factories import BEGINNING
from tests.support.weeks import at

KINDS = ("T1", "T2", "close")


@dataclass
class Week:
    """A published week and a student, as rows that were never stored."""

    now: datetime = BEGINNING
    places: list[Enrollment] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    terms: list[Terms] = field(default_factory=list)
    changes: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.course = Course(id=1, code="SOWK 510", slug="c", zone_name="America/New_York")
        self.course.starts_on = date(2025, 10, 6)
        self.prompt = Prompt(id=1, course_id=1, week=1, title="Week", published_at=BEGINNING)
        self.prompt.grace_minutes, self.prompt.late_rate, self.prompt.late_cap = 15, 10, 50
        self.prompt.course = self.course
        self.places.append(self._place("student", BEGINNING))
        self.terms.append(Terms(valid_from=BEGINNING))
        for hours, kind in enumerate(("opens", *KINDS)):
            self._set(kind, at(1, "00:00") + timedelta(days=3 * hours), BEGINNING)

    def move(self, kind: str, hours: int) -> None:
        """Staff set a due time of the class."""
        self._set(kind, at(4, "00:00") + timedelta(hours=hours), self.now)

    def extend(self, kind: str, hours: int) -> None:
        """The student gets an own due time, which replaces the one before."""
        self.take_back(kind, hours)
        due_at = at(4, "00:00") + timedelta(hours=hours)
        self.extensions.append(
            Extension(user_id=1, kind=kind, due_at=due_at, set_at=self.now, ended_at=None)
        )

    def take_back(self, kind: str, _hours: int) -> None:
        """The student's own due time ends."""
        for row in self.extensions:
            if row.kind == kind and row.ended_at is None:
                row.ended_at = self.now

    def withdraw(self, _kind: str, _hours: int) -> None:
        """The week goes out of sight."""
        if self.prompt.is_published:
            self.prompt.withdrawn_at = self.now
            self.changes.append(self.now)

    def publish(self, _kind: str, _hours: int) -> None:
        """The week comes back."""
        if not self.prompt.is_published:
            self.prompt.withdrawn_at = None
            self.changes.append(self.now)

    def rewrite(self, _kind: str, hours: int) -> None:
        """The week gets another title."""
        if self.prompt.title != f"Week {hours}":
            self.prompt.title = f"Week {hours}"
            self.changes.append(self.now)

    def ask(self, _kind: str, hours: int) -> None:
        """Responses are asked for or not."""
        self.terms.append(Terms(valid_from=self.now, responses=hours % 3))

    def place(self, _kind: str, hours: int) -> None:
        """The person leaves, or comes back in one role or another."""
        if self.places[-1].ended_at is None:
            self.places[-1].ended_at = self.now
        else:
            roles = ("student", "student", "assistant", "observer")
            self.places.append(self._place(roles[hours % 4], self.now))

    def events(self) -> dict[str, DueEvent]:
        """What the person's calendar is given now."""
        setup = PromptSetup(
            self.prompt, (), (), tuple(self.terms), tuple(self.checkpoints), sites=()
        )
        history = History(
            setup,
            self.course,
            tuple(self.extensions),
            tuple(self.places),
            tuple(self.changes),
        )
        return {one.kind: one for one in events_of(history, self.now)}

    def _set(self, kind: str, due_at: datetime, now: datetime) -> None:
        self.checkpoints.append(Checkpoint(kind=kind, due_at=due_at, set_at=now))

    def _place(self, role: str, now: datetime) -> Enrollment:
        return Enrollment(user_id=1, course_id=1, role=role, started_at=now, ended_at=None)


def shown(one: DueEvent) -> tuple[Any, ...]:
    """What a calendar shows of an event."""
    return one.due_at, one.title, one.is_withdrawn


steps = st.tuples(
    st.sampled_from(
        ["move", "extend", "take_back", "withdraw", "publish", "rewrite", "ask", "place", "nothing"]
    ),
    st.sampled_from(KINDS),
    st.integers(0, 200),
    st.integers(0, 5000),
)


@settings(deadline=None, max_examples=300)
@given(st.lists(steps, max_size=25))
def test_numbers_never_fall_and_rise_with_everything_that_shows(history):
    week = Week(at(1, "09:00"))
    known = week.events()
    assert known.keys() == {"T1", "T2"}
    for what, kind, hours, minutes in history:
        week.now += timedelta(minutes=minutes)
        if what != "nothing":
            getattr(week, what)(kind, hours)
        for name, one in week.events().items():
            before = known.get(name)
            if before is not None:
                assert one.sequence >= before.sequence
                assert one.changed_at >= before.changed_at
                if shown(one) != shown(before):
                    event(f"{what} shows")
                    assert one.sequence > before.sequence
                if one.sequence == before.sequence:
                    assert one == before
            known[name] = one
