"""What there is to look at in the copy of a course, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from forum.copies.plan import CopyPlan
from forum.courses.models import Course, Term
from forum.prompts.problems import DATED, Problem
from forum.rules.pattern import week_holding
from forum.web.forms.schedule import LABELS
from forum.web.setup.words import sentence_of


def problem_words(problem: Problem) -> str:
    """One problem of a week of the copy: at which time, and what."""
    if problem.at in DATED:
        return _(
            "The text says “%(date)s”, and will say so in the new course.",
            date=problem.values["date"],
        )
    return f"{LABELS[problem.at]}: {_sentence(problem)}"


def day_words(on: date) -> str:
    """A day of the copy, which is mostly of another year: "Mon 5 Oct 2026"."""
    said: str = format_date(on, _("EEE d MMM y"))
    return said


def notes_on(
    source: Course, plan: CopyPlan, term: Term | None, term_ends: date, now: datetime
) -> Iterator[str]:
    """What there is to look at in the first and the last day of the copy."""
    starts_on = plan.calendar.starts_on
    if starts_on.weekday() != source.starts_on.weekday():
        yield _(
            "Week 1 began on a %(old)s and would begin on a %(new)s: "
            "every weekday moves by as much. Begin it on %(day)s to keep them.",
            old=format_date(source.starts_on, "EEEE"),
            new=format_date(starts_on, "EEEE"),
            day=day_words(week_holding(source.starts_on, starts_on)),
        )
    if term is not None and not term.starts_on <= starts_on <= term.ends_on:
        yield _("The first day is outside %(term)s.", term=term.name)
    if plan.last_day > term_ends:
        yield _(
            "The last week of class ends on %(day)s, after the last day of the term, %(end)s.",
            day=day_words(plan.last_day),
            end=day_words(term_ends),
        )
    if starts_on < now.astimezone(source.zone).date():
        yield _("The first day has passed.")


def obstacle_words(code: str) -> str:
    """Why a copy cannot be removed any more."""
    return {
        "published": _("A week of it has been published."),
        "enrolled": _("People have been enrolled in it."),
        "code": _("A code to enrol with was made for it."),
        "roster": _("A roster was brought to it as a file."),
    }[code]


def _sentence(problem: Problem) -> str:
    values: Mapping[str, Any] = problem.values
    if problem.code == "after_term":
        return _("After the last day of the term, %(day)s.", day=day_words(values["day"]))
    if problem.code == "passed":
        return _("This has passed already.")
    return sentence_of(problem)
