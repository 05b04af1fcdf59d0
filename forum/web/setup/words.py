"""What the checks find, in words, each at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.prompts.actions.refusals import DueTooSoon
from forum.prompts.problems import Days, Problem, Timed, find_time_problems
from forum.prompts.text import TOKENS
from forum.web.presentation import clock, last_minute, points, wall_time

#: Where the page puts a problem: the field of the form that the check names otherwise.
_ANCHORS = {
    "opens": "opens_time",
    "T1": "T1_time",
    "T2": "T2_time",
    "close": "close_time",
    "rubric": "points",
}


@dataclass(frozen=True)
class Note:
    """A sentence at a field. ``date`` are words of its text that can become one of ``tokens``."""

    anchor: str
    sentence: str
    blocks: bool
    date: str = ""
    tokens: tuple[str, ...] = ()


def say_too_soon(refused: DueTooSoon, zone: ZoneInfo) -> str:
    """Why a due time is refused, and from when on it would not be; due times last to the end of the
    minute that is said.
    """
    seconds = timedelta(seconds=refused.earliest.second, microseconds=refused.earliest.microsecond)
    whole = refused.earliest - seconds + (timedelta(minutes=1) if seconds else timedelta(0))
    said: str = _(
        "Students count on %(before)s, and this is less than a day away. A due time of a published "
        "week comes sooner with a day's notice only: choose %(earliest)s or later.",
        before=clock(last_minute(refused.relied_on), zone),
        earliest=clock(last_minute(whole), zone),
    )
    return said


def notes_of(problems: Iterable[Problem]) -> list[Note]:
    """The problems as sentences, in their order."""
    return [_note(problem) for problem in problems]


def doubts_about(times: Mapping[str, Timed | None], days: Days) -> list[Problem]:
    """What to look at in planned times; that others are not set yet is no part of the plan."""
    return [one for one in find_time_problems(times, days) if one.code != "no_time"]


def sentence_of(problem: Problem) -> str:
    """One problem in a sentence that says what to do."""
    return _SENTENCES[problem.code](problem.values)


def _note(problem: Problem) -> Note:
    anchor, sentence = _ANCHORS.get(problem.at, problem.at), sentence_of(problem)
    if problem.code != "literal_date":
        return Note(anchor, sentence, problem.blocks)
    values: Mapping[str, Any] = problem.values
    tokens = tuple(values["tokens"]) or tuple(TOKENS)
    return Note(anchor, sentence, problem.blocks, values["date"], tokens)


def _literal_date(values: Mapping[str, Any]) -> str:
    date, tokens = values["date"], values["tokens"]
    if len(tokens) != 1:
        return _("The text says “%(date)s”. Make this follow the schedule?", date=date)
    return {
        "post_due": _(
            "The text says “%(date)s”, when posts are due. Make this follow the schedule?",
            date=date,
        ),
        "responses_due": _(
            "The text says “%(date)s”, when responses are due. Make this follow the schedule?",
            date=date,
        ),
        "close": _(
            "The text says “%(date)s”, when the week closes. Make this follow the schedule?",
            date=date,
        ),
    }[tokens[0]]


def _few_sites(values: Mapping[str, Any]) -> str:
    if not values["count"]:
        return _("No site is listed. List three or more, so that there are different ones.")
    return ngettext(
        "Only %(num)d site is listed. With three or more, students find colleagues who chose "
        "another one.",
        "Only %(num)d sites are listed. With three or more, students find colleagues who chose "
        "another one.",
        values["count"],
    )


def _no_time(kind: str) -> str:
    return {
        "opens": _("Set when the week opens."),
        "T1": _("Set when posts are due."),
        "T2": _("Set when responses are due."),
        "close": _("Set when the week closes."),
    }[kind]


def _too_many_responses(values: Mapping[str, Any]) -> str:
    return ngettext(
        "Not everybody can respond to %(responses)s colleagues: the smallest group has %(num)d "
        "other student.",
        "Not everybody can respond to %(responses)s colleagues: the smallest group has %(num)d "
        "other students.",
        values["colleagues"],
        responses=values["responses"],
    )


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "unknown_token": lambda values: _(
        "{{%(token)s}} means nothing here. Use {{post_due}}, {{responses_due}} or {{close}}.",
        token=values["token"],
    ),
    "literal_date": _literal_date,
    "skipped_heading": lambda values: _(
        "The heading “%(heading)s” leaves out a level, so that one seems to be missing. Give it "
        "fewer # signs.",
        heading=values["heading"],
    ),
    "silent_image": lambda values: _(
        "An image says nothing to who cannot see it. Write what it shows: ![like this](address)."
    ),
    "no_parts": lambda values: _("A post needs at least one part."),
    "no_response_parts": lambda values: _(
        "Responses have no parts; they will be written in one field and judged as a whole."
    ),
    "different_without_site": lambda values: _(
        "Colleagues with a different site are asked for, but nobody chooses a site this week."
    ),
    "few_sites": _few_sites,
    "same_host": lambda values: _(
        "%(one)s and %(other)s have the same address. Are they one site?",
        one=values["one"],
        other=values["other"],
    ),
    "cap_low": lambda values: _(
        "The listed sites have %(places)s places for %(students)s students.",
        places=values["places"],
        students=values["students"],
    ),
    "cap_third": lambda values: _(
        "A site has room for %(cap)s of %(students)s students, fewer than a third. Who comes late "
        "finds few sites to choose from.",
        cap=values["cap"],
        students=values["students"],
    ),
    "too_many_responses": _too_many_responses,
    "no_rubric": lambda values: _("There is no rubric yet, so this week cannot be graded."),
    "rubric_total": lambda values: _(
        "The rubric adds up to %(total)s points, the week has %(points)s.",
        total=points(values["total"]),
        points=points(values["points"]),
    ),
    "no_time": lambda values: _no_time(values["kind"]),
    "midnight": lambda values: _(
        "Due at 12:00 am, as the day begins. Do you mean 11:59 pm the day before?"
    ),
    "holiday": lambda values: _(
        "Due on a holiday: %(name)s. Do you mean the day before?", name=values["name"]
    ),
    "never": lambda values: _(
        "The clocks go forward that night and skip %(asked)s; it holds at %(said)s.",
        asked=wall_time(values["asked"]),
        said=wall_time(values["said"]),
    ),
    "twice": lambda values: _(
        "The clocks go back that night, so %(asked)s comes twice; the later one holds.",
        asked=wall_time(values["asked"]),
    ),
    "opens_after_due": lambda values: _("It opens after the posts are due."),
    "responses_before_post": lambda values: _("Responses are due before the posts are."),
    "closes_before_due": lambda values: _("It closes before the responses are due."),
}
