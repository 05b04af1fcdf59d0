"""Making a course out of another in one step, and taking it back while nobody knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.accounts.turns import take_person_turn
from forum.activity.actions import record
from forum.copies.models import CourseCopy
from forum.copies.plan import CopyPlan, plan_copy
from forum.copies.queries import find_course_by_key, find_obstacles
from forum.courses.actions import CourseInput, create_course, create_term, hold_term
from forum.courses.models import Course
from forum.grading.actions.rubrics import copy_rubric
from forum.grading.actions.weights import copy_weights
from forum.grading.bank.actions import copy_shared_comments
from forum.prompts.actions.copying import copy_prompt, copy_sites
from forum.prompts.actions.patterns import change_schedule
from forum.prompts.moves import fingerprint
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from forum.prompts.queries import PromptSetup
from forum.prompts.readings.actions import copy_readings


class PlanChanged(Exception):
    """The old course's weeks have changed since they were shown; nothing was made."""


class CopyRemoved(Exception):
    """The course that this form made was removed again; nothing was made."""


class NotRemovable(Exception):
    """The copy is in use; ``obstacles`` says why. Nothing was removed."""

    def __init__(self, obstacles: Sequence[str]) -> None:
        super().__init__(obstacles)
        self.obstacles = tuple(obstacles)


@dataclass(frozen=True)
class CopyInput:
    """The course to be made. ``term_id`` is that of a term there is, or None: then one of
    ``term_name`` is made, which ends on ``term_ends_on`` (None: with the course).
    """

    slug: str
    code: str
    title: str
    starts_on: date
    schedule: CourseSchedule
    term_id: int | None = None
    term_name: str = ""
    term_ends_on: date | None = None


def make_copy(
    session: Session,
    source: Course,
    given: CopyInput,
    *,
    key: str,
    seen: str,
    by: int,
    now: datetime,
) -> Course:
    """Make the course with all weeks as drafts; the one made before where ``key`` was used.

    ``seen`` is the fingerprint of the plan that was shown. Weeks, rubrics, weights, sites with
    their aliases, the reading list and the course's comments come along; people, posts, grades,
    extensions, sections and groups do not. Raises PlanChanged, CopyRemoved, AddressTaken,
    TermTaken and TermGone.
    """
    # Whoever writes in the old course does not wait for this; the same form is one person's.
    take_person_turn(session, by)
    if made := find_course_by_key(session, key):
        if made.removed_at is not None:
            raise CopyRemoved
        return made
    setups = list_course_setups(session, source.id)
    before = get_course_schedule(session, source)
    plan = plan_copy(source, setups, before, given.schedule, given.starts_on)
    if fingerprint(plan.weeks) != seen:
        raise PlanChanged
    course = _make_course(session, source, given, plan, by, now)
    change_schedule(session, course, given.schedule, seen=fingerprint(()), by=by, now=now)
    brought = _bring_along(session, source, course, setups, plan, by, now)
    session.add(
        CourseCopy(
            course_id=course.id,
            source_id=source.id,
            key=key,
            made_at=now,
            made_by_id=by,
            brought=dict(brought),
        )
    )
    session.flush()
    _log(session, course, "course_copied", by, now, source=source.slug, **brought)
    return course


def remove_copy(session: Session, course: Course, *, by: int, now: datetime) -> None:
    """Take a copy out of everybody's sight and free its address.

    Its rows stay: the log refers to them, and nothing is taken out of the log. Raises NotRemovable
    where a week was published, or people were enrolled or may enrol themselves.
    """
    session.refresh(course, with_for_update={"of": Course, "key_share": True})
    if course.removed_at is not None:
        return
    if obstacles := find_obstacles(session, course.id):
        raise NotRemovable(obstacles)
    slug = course.slug
    course.removed_at = now
    # No address that people choose begins so.
    course.slug = f"~{course.id}"
    session.flush()
    _log(session, course, "copy_removed", by, now, slug=slug)


def _make_course(
    session: Session, source: Course, given: CopyInput, plan: CopyPlan, by: int, now: datetime
) -> Course:
    if given.term_id is None:
        ends_on = given.term_ends_on or plan.ends_on
        term = create_term(session, given.term_name, given.starts_on, ends_on, by=by, now=now)
    else:
        term = hold_term(session, given.term_id)
    course = CourseInput(
        slug=given.slug,
        code=given.code,
        title=given.title,
        zone_name=source.zone_name,
        starts_on=given.starts_on,
        weeks_total=source.weeks_total,
        description=source.description,
        agreements=tuple(source.agreements),
    )
    return create_course(session, term, course, by=by, now=now)


def _bring_along(
    session: Session,
    source: Course,
    course: Course,
    setups: Sequence[PromptSetup],
    plan: CopyPlan,
    by: int,
    now: datetime,
) -> Mapping[str, int]:
    sites = copy_sites(session, source, course, by=by, now=now)
    made: dict[int, int] = {}
    rubrics = 0
    for setup, week in zip(setups, plan.weeks, strict=True):
        times = {time.kind: time.due for time in week.times}
        number = setup.prompt.week
        prompt = copy_prompt(session, setup, course, number, times=times, by=by, now=now)
        made[setup.prompt.id] = prompt.id
        rubrics += copy_rubric(session, setup.prompt, prompt, by=by, now=now) is not None
    copy_weights(session, source.id, course.id, made, by=by, now=now)
    comments = copy_shared_comments(session, source.id, course.id, by=by, now=now)
    readings = copy_readings(session, source, course, by=by, now=now)
    return {
        "weeks": len(made),
        "rubrics": rubrics,
        "sites": sites,
        "comments": comments,
        "readings": readings,
    }


def _log(
    session: Session, course: Course, verb: str, by: int, now: datetime, **detail: Any
) -> None:
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=course.id,
        target=("course", course.id),
        **detail,
    )
