"""The instructor's grades of the weeks that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from forum.grading.actions.grades import GradeInput, save_grade
from forum.grading.actions.release import release_grades
from forum.grading.queries.sheets import Book, get_book
from forum.participation.evidence import gather_discussion
from forum.rules.sentences import as_written
from forum.sample import files
from forum.sample.loading import Event, Loading

#: Grades are set on the day after a week's close, and released the morning after. Both times are
#: of the following week, in which the close of the earlier one is day 2.
_GRADED, _RELEASED = "3/10:00", "4/09:00"
_EACH = timedelta(minutes=12)
_GRADER = "ngozi"


def graded_weeks(loading: Loading, weeks: range) -> Iterator[Event]:
    """Grades and their release, for those students for whom there is feedback."""
    for week in weeks:
        begins = loading.calendar.at(week + 1, _GRADED)
        for number, key in enumerate(files.feedback(week)):
            yield Event(begins + number * _EACH, partial(_grade, loading, week, key))
        released = loading.calendar.at(week + 1, _RELEASED)
        yield Event(released, partial(_release, loading, week))


def _grade(loading: Loading, week: int, key: str, now: datetime) -> None:
    feedback = files.feedback(week)[key]
    prompt = loading.prompts[week]
    book = _book(loading, week, now)
    sheet = book.sheet(loading.people[key].user.id)
    given = GradeInput(
        version=sheet.version,
        levels={line.criterion.id: feedback["levels"][line.criterion.key] for line in sheet.lines},
        comment=feedback["comment"],
    )
    viewer = loading.people[_GRADER].viewer
    save_grade(loading.session, viewer, prompt, sheet, given, now=now)


def _release(loading: Loading, week: int, now: datetime) -> None:
    viewer = loading.people[_GRADER].viewer
    book = _book(loading, week, now)
    release_grades(loading.session, viewer, loading.prompts[week], book, notes={}, now=now)


def _book(loading: Loading, week: int, now: datetime) -> Book:
    prompt = loading.prompts[week]
    loading.session.refresh(prompt)
    discussion = gather_discussion(loading.session, loading.setup(week))
    return get_book(loading.session, prompt.id, discussion, now, as_written)
