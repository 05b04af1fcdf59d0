"""Loads the sample course into a new database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions import CourseInput, create_course, create_term
from forum.courses.models import Course
from forum.integrity.actions import compare_posts
from forum.sample import files
from forum.sample.discussion import past_weeks
from forum.sample.grades import graded_weeks
from forum.sample.loading import Event, Loading, run
from forum.sample.news import tell_of_the_past
from forum.sample.people import create_admin, enrol_everybody, hash_sample_password
from forum.sample.placement import WEEK, Calendar, place
from forum.sample.week6 import week_under_way
from forum.sample.weeks import create_sites, create_week, publish_week

SLUG = "sowk-510"
#: How long before its first day the course is set up.
_AHEAD = timedelta(days=21)
#: Drafts of later weeks are begun in the week under way.
_DRAFTS_BEGUN = "1/16:00"


class PeopleExist(Exception):
    """The database is in use; the sample course is for a new one."""


@dataclass(frozen=True)
class SampleReport:
    """What was loaded: the course, its students, their posts, and what has yet to happen."""

    course: Course
    students: int
    posts: int
    to_come: int


def load_sample(session: Session, now: datetime, whole: bool = False) -> SampleReport:
    """Load the sample course so that ``now`` lies in its sixth week. The caller commits.

    What the rosters date later than ``now`` has not happened; with ``whole`` it is loaded all the
    same, at its time. Raises PeopleExist where anybody has an account.
    """
    if session.scalar(select(func.count(User.id))):
        raise PeopleExist
    calendar = place(now, ZoneInfo(files.course()["timezone"]))
    loading = _begin(session, calendar)
    _, to_come = run(_events(loading), None if whole else now)
    tell_of_the_past(session, now)
    compare_posts(session, loading.course, now)
    return SampleReport(
        course=loading.course,
        students=len(files.roster()),
        posts=len(loading.posts),
        to_come=to_come,
    )


def _begin(session: Session, calendar: Calendar) -> Loading:
    """The course with its people, sites and drafts of the weeks to be published."""
    now = calendar.at(1, "1/09:00") - _AHEAD
    hashed = hash_sample_password()
    admin = create_admin(session, hashed, now)
    course = _create_course(session, calendar, by=admin.id, now=now)
    people = enrol_everybody(session, course, hashed, by=admin.id, now=now)
    instructor = people["ngozi"].user.id
    sites = create_sites(session, course, by=instructor, now=now)
    return Loading(session, course, calendar, people, sites)


def _create_course(session: Session, calendar: Calendar, *, by: int, now: datetime) -> Course:
    said = files.course()
    ends_on = calendar.starts_on + timedelta(weeks=said["weeks_total"], days=6)
    term = create_term(session, said["term"], calendar.starts_on, ends_on, by=by, now=now)
    given = CourseInput(
        slug=SLUG,
        code=said["code"],
        title=said["title"],
        zone_name=said["timezone"],
        starts_on=calendar.starts_on,
        weeks_total=said["weeks_total"],
        description=said["description"],
        agreements=tuple(said["agreements"]),
        is_sample=True,
    )
    return create_course(session, term, given, by=by, now=now)


def _events(loading: Loading) -> list[Event]:
    """All that ever happens in the course, in no order."""
    past = range(1, WEEK)
    return [
        *_weeks(loading),
        *past_weeks(loading, past),
        *graded_weeks(loading, past),
        *week_under_way(loading),
    ]


def _weeks(loading: Loading) -> list[Event]:
    """Each week is drafted and published by the instructor some days before it opens."""
    events = []
    for week in files.course()["weeks"]:
        number = week["week"]
        if number > WEEK:
            begun = loading.calendar.at(WEEK, _DRAFTS_BEGUN) + timedelta(minutes=9 * number)
            events.append(Event(begun, partial(_create, loading, number)))
            continue
        opens = loading.calendar.at(number, "1/00:00")
        events.append(Event(opens - timedelta(days=9, hours=8), partial(_create, loading, number)))
        events.append(Event(opens - timedelta(days=6, hours=7), partial(_publish, loading, number)))
    return events


def _create(loading: Loading, number: int, now: datetime) -> None:
    week = files.course()["weeks"][number - 1]
    by = loading.people["ngozi"].user.id
    loading.prompts[number] = create_week(loading.session, loading.course, week, by=by, now=now)


def _publish(loading: Loading, number: int, now: datetime) -> None:
    by = loading.people["ngozi"].user.id
    publish_week(loading.session, loading.prompts[number], loading.sites, by=by, now=now)
