"""What is at hand while the sample is loaded, and the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.discussion.models import Post
from forum.discussion.policy import Reader
from forum.discussion.queries.readers import get_reader
from forum.prompts.models import Prompt
from forum.prompts.queries import PromptSetup, get_setup
from forum.prompts.schedule import PersonalSchedule, get_personal_schedule
from forum.sample.people import Person
from forum.sample.placement import Calendar


@dataclass
class Loading:
    """The course as far as it is loaded.

    ``posts`` are by week and name: "06/ben" is Ben's post, "06/ben>hana" his response to Hana.
    """

    session: Session
    course: Course
    calendar: Calendar
    people: Mapping[str, Person]
    sites: Mapping[str, int]
    prompts: dict[int, Prompt] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    setups: dict[int, PromptSetup] = field(default_factory=dict)

    def setup(self, week: int) -> PromptSetup:
        """The week as it was published."""
        if week not in self.setups:
            self.setups[week] = get_setup(self.session, self.prompts[week])
        return self.setups[week]

    def stand(self, week: int, key: str, at: datetime) -> tuple[Reader, PersonalSchedule]:
        """Somebody in front of a week's discussion, and the times that hold for them."""
        viewer, setup = self.people[key].viewer, self.setup(week)
        reader = get_reader(self.session, viewer, self.course, setup, excused=False, now=at)
        return reader, get_personal_schedule(self.session, setup, viewer.user_id, at)


@dataclass(frozen=True)
class Event:
    """Something that happens at an instant; ``do`` is given that instant."""

    at: datetime
    do: Callable[[datetime], object]


def run(events: Iterable[Event], until: datetime | None) -> tuple[int, int]:
    """Let the events happen in the order of time, those after ``until`` not at all.

    Returns how many happened and how many are still to come.
    """
    in_order = sorted(events, key=lambda event: event.at)
    happened = [event for event in in_order if until is None or event.at <= until]
    for event in happened:
        event.do(event.at)
    return len(happened), len(in_order) - len(happened)
