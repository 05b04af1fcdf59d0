"""The states of a student's week, each as an instant and what the student has done by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from forum.prompts.queries import PromptSetup

#: What the student has of the own post: nothing, a draft, a post, a post for the instructor alone.
Own = Literal["none", "draft", "published", "private"]

DAY = timedelta(days=1)
#: The student's own due time, in the state ``extension``.
EXTENSION = 2 * DAY
#: Shares of the time from the opening to the posts' due time, at which the class publishes.
OWN_AT = 0.04
SAME_SITE_AT = (0.1, 0.15, 0.2)
OTHER_SITE_AT = (0.5, 0.55, 0.6)
#: Shares of the time from there to the responses' due time.
OWN_RESPONSE_AT = 0.2
RECEIVED_AT = 0.3


@dataclass(frozen=True)
class Times:
    """The instants of a week that is set up."""

    opens: datetime
    initial: datetime
    responses: datetime
    close: datetime
    grace: timedelta

    def writing(self, share: float) -> datetime:
        """An instant between the opening and the posts' due time."""
        return _minute(self.opens + (self.initial - self.opens) * share)

    def talking(self, share: float) -> datetime:
        """An instant between the posts' and the responses' due time."""
        return _minute(self.initial + (self.responses - self.initial) * share)

    @property
    def late(self) -> datetime:
        """A while after the posts' due time, and before the close."""
        half = (self.close - self.initial) / 2
        return _minute(self.initial + max(min(DAY, half), self.grace + timedelta(minutes=1)))


@dataclass(frozen=True)
class State:
    """One state: ``instant`` says when it arises in a week with these times."""

    code: str
    own: Own
    instant: Callable[[Times], datetime]
    is_extended: bool = False


_BEFORE = State("before", "none", lambda times: times.opens - DAY)
_WRITING = State("writing", "draft", lambda times: times.writing(0.7))
_WAITING = State("waiting", "published", lambda times: times.writing(0.4))
_RESPONDING = State("responding", "published", lambda times: times.talking(0.5))
_LATE = State("late", "draft", lambda times: times.late)
_CLOSED = State("closed", "published", lambda times: times.close + DAY)
_MISSED = State("missed", "draft", lambda times: times.close + DAY)
_EXTENSION = State("extension", "draft", lambda times: times.initial + DAY / 2, is_extended=True)
_PRIVATE = State("private", "private", lambda times: times.talking(0.5))
#: Where any colleague would do, one waits only while nobody at all has posted.
_ALONE = State("waiting", "published", lambda times: times.writing(0.07))


def list_states(setup: PromptSetup) -> tuple[State, ...]:
    """The states that a week with this setup can have for a student, in the order of its course."""
    terms = setup.current_terms
    waiting = _WAITING if terms.different_site else _ALONE
    return (
        _BEFORE,
        _WRITING,
        *([waiting] if terms.responses else []),
        _RESPONDING,
        _LATE,
        _EXTENSION,
        *([_PRIVATE] if setup.prompt.private_allowed else []),
        _CLOSED,
        _MISSED,
    )


def find_state(setup: PromptSetup, code: str) -> State | None:
    """The state of that code; None where this week cannot have it."""
    return next((state for state in list_states(setup) if state.code == code), None)


def times_of(setup: PromptSetup) -> Times:
    """The times of a week. Raises ValueError while one is not set."""
    opens, initial, responses, close = (setup.due(kind) for kind in ("opens", "T1", "T2", "close"))
    if opens is None or initial is None or responses is None or close is None:
        raise ValueError("a time of the week is not set")
    grace = timedelta(minutes=setup.prompt.grace_minutes)
    return Times(opens, initial, responses, close, grace)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
