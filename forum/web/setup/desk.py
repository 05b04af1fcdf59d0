"""A prompt in front of somebody who may set it up, with what there is to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.courses.rosters import count_circles
from forum.database import utc_now
from forum.extensions import db
from forum.grading.queries.rubrics import RubricView, find_rubric
from forum.prompts.models import Prompt
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from forum.prompts.problems import Days, Problem, Surroundings, find_problems
from forum.prompts.queries import PromptSetup, get_setup
from forum.rules.roles import Permission
from forum.web.access import Place, load_prompt
from forum.web.weeks import week_state


@dataclass(frozen=True)
class Desk:
    """One prompt as it stands: all that was set, its rubric, its state for people."""

    place: Place
    prompt: Prompt
    setup: PromptSetup
    rubric: RubricView | None
    now: datetime

    @property
    def course(self) -> Course:
        """The prompt's course."""
        return self.place.course

    @property
    def state(self) -> str:
        """The code of its state: as for students, and withdrawn by its own name."""
        return setup_state(self.setup, self.now)


def load_desk(slug: str, week: int, permission: Permission = Permission.EDIT_PROMPT) -> Desk:
    """The prompt of that week for those who may set it up; 404 and 403 for others."""
    place, prompt = load_prompt(slug, week)
    place.require(permission)
    session = db.session()
    prompt.course = place.course
    return Desk(
        place=place,
        prompt=prompt,
        setup=get_setup(session, prompt),
        rubric=find_rubric(session, prompt.id),
        now=utc_now(),
    )


def list_desk_problems(session: Session, desk: Desk) -> list[Problem]:
    """What there is to look at before the prompt is published."""
    circles = count_circles(session, desk.course, desk.prompt.group_set_id)
    days = days_of(desk.course, get_course_schedule(session, desk.course))
    around = Surroundings(*circles, desk.rubric.points_total if desk.rubric else None, days)
    return find_problems(desk.setup, around)


def days_of(course: Course, schedule: CourseSchedule) -> Days:
    """What the days of the course are, for the checks."""
    return Days(course.zone, schedule.holiday_names())


def setup_state(setup: PromptSetup, now: datetime) -> str:
    """The code of a prompt's state for those who set it up."""
    if setup.prompt.published_at is not None and setup.prompt.withdrawn_at is not None:
        return "withdrawn"
    dues = {kind: at for kind in ("opens", "close") if (at := setup.due(kind))}
    return week_state(setup.prompt, dues, now)
