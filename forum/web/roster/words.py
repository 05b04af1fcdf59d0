"""Rosters by file in words: what is wrong with a file, what becomes of people, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.courses.imports.lines import Passed
from forum.courses.imports.models import CHOOSING, PREVIEW, WAITING, RosterImport
from forum.courses.imports.plans import (
    JOINS,
    LEAVES,
    MISSING,
    MOVES,
    OTHER_ROLE,
    RETURNS,
    STAYS,
)
from forum.uploads.problems import BadFile, Problem
from forum.web.file_words import shape_sentences, with_place
from forum.web.roster.refusals import sentence


def say_problems(refusal: BadFile) -> list[tuple[str, str]]:
    """Each problem as a line of the summary that leads to the file field."""
    return [("file", with_place(one, _said(one))) for one in refusal.problems]


def _said(problem: Problem) -> str:
    shape = shape_sentences(problem.value)
    return shape[problem.code] if problem.code in shape else sentence(problem.code, problem.value)


def group_title(kind: str, number: int) -> str:
    """The heading of people for whom the same would happen."""
    titles: dict[str, Callable[[], str]] = {
        JOINS: lambda: ngettext(
            "%(num)d person joins the course", "%(num)d people join the course", number
        ),
        RETURNS: lambda: ngettext("%(num)d person comes back", "%(num)d people come back", number),
        MOVES: lambda: ngettext(
            "%(num)d student changes section", "%(num)d students change section", number
        ),
        LEAVES: lambda: ngettext(
            "%(num)d student leaves, as the file says",
            "%(num)d students leave, as the file says",
            number,
        ),
        MISSING: lambda: ngettext(
            "%(num)d student of the course is not in the file",
            "%(num)d students of the course are not in the file",
            number,
        ),
        OTHER_ROLE: lambda: ngettext(
            "%(num)d person has another role here and keeps it",
            "%(num)d people have another role here and keep it",
            number,
        ),
        STAYS: lambda: ngettext(
            "For %(num)d person nothing changes", "For %(num)d people nothing changes", number
        ),
    }
    return titles[kind]()


def say_passed(rows: Iterable[Passed]) -> list[tuple[Passed, str]]:
    """Rows that are not taken, each with the reason."""
    return [(row, _passed(row)) for row in rows]


def _passed(row: Passed) -> str:
    if row.reason == "disabled":
        return _("The file says that the account is disabled.")
    if row.reason == "ended":
        return _("The enrolment ended before today.")
    return _("“%(role)s”: a file makes students, never staff.", role=row.role)


def say_outcome(made: RosterImport) -> str:
    """What became of a file, for the list of the latest ones."""
    if made.state == CHOOSING:
        return _("A class is to be chosen")
    if made.state == PREVIEW:
        return _("Looked at, not carried out")
    if made.state == WAITING:
        return _("Being carried out")
    if made.outcome == "applied":
        return _("Carried out")
    return _("Cancelled") if made.outcome == "cancelled" else _("Not carried out")
