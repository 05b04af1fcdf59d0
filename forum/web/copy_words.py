"""What there is to look at in the copy of a course, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from forum.courses.models import Course, Term
from forum.prompts.problems import DATED, Problem
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


def notes_on(source: Course, starts_on: date, term: Term | None, now: datetime) -> Iterator[str]:
    """What there is to look at in the first day of the copy."""
    if starts_on.weekday() != source.starts_on.weekday():
        yield _(
            "Week 1 began on a %(old)s and would begin on a %(new)s: "
            "every weekday moves by as much.",
            old=format_date(source.starts_on, "EEEE"),
            new=format_date(starts_on, "EEEE"),
        )
    if term is not None and not term.starts_on <= starts_on <= term.ends_on:
        yield _("The first day is outside %(term)s.", term=term.name)
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
    if problem.code == "after_term":
        day = format_date(problem.values["day"], _("EEE d MMM"))
        return _("After the last day of the term, %(day)s.", day=day)
    if problem.code == "passed":
        return _("This has passed already.")
    return sentence_of(problem)
