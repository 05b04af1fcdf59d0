"""What is wrong or doubtful in a prompt's settings, field by field. Nothing here blocks a draft.

Source: SCREENS.md, "prompt set-up", Checks. The doors say each problem in words at its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from forum.prompts.models import Site
from forum.prompts.queries import PromptSetup
from forum.prompts.text import TOKENS, has_silent_image, skipped_heading, unknown_tokens
from forum.rules.pattern import KINDS
from forum.rules.prose_dates import find_written_dates
from forum.rules.schedule import MINUTE, clock_change_at

FEWEST_SITES = 3

#: The texts in which tokens are filled, and those of them that speak of due times: a case may well
#: say on which day something happened.
TEXTS = ("body", "respond", "case_text", "alternative_text")
DATED = ("body", "respond")

# What comes before what; the field that the problem stands at, and its code.
_ORDER = (
    ("opens", "T1", "opens", "opens_after_due"),
    ("T1", "T2", "T2", "responses_before_post"),
    ("T2", "close", "close", "closes_before_due"),
)


@dataclass(frozen=True)
class Problem:
    """One thing to look at: the field it stands ``at``, a ``code``, and what its sentence needs.

    ``blocks`` says that no student could meet such settings, so the prompt cannot be published.
    """

    at: str
    code: str
    blocks: bool = False
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Surroundings:
    """What the settings are measured by.

    ``smallest`` and ``largest`` are the numbers of students in the sections or groups that talk
    among themselves (0 while nobody is enrolled); ``rubric_total`` is in points, None without a
    rubric; ``days`` are those of the course.
    """

    smallest: int
    largest: int
    rubric_total: Decimal | None
    days: Days | None = None


@dataclass(frozen=True)
class Days:
    """What the days of a course are: its zone, and its holidays by date."""

    zone: ZoneInfo
    holidays: Mapping[date, str] = field(default_factory=dict)


class Timed(Protocol):
    """A time of a week, as it is kept or as it would be."""

    @property
    def local_time(self) -> str:
        """The local time, "23:59"."""

    @property
    def due_at(self) -> datetime:
        """The first open instant, or the first late one."""


def find_problems(setup: PromptSetup, around: Surroundings) -> list[Problem]:
    """Everything to look at in a prompt's settings, in the order of the page."""
    checks = (
        _text_problems(setup),
        find_date_problems(
            {name: getattr(setup.prompt, name) for name in DATED},
            local_dues(setup, around.days.zone) if around.days else {},
        ),
        _part_problems(setup),
        _site_problems(setup, around.largest),
        _rule_problems(setup, around),
        _rubric_problems(setup, around.rubric_total),
        find_time_problems({kind: setup.checkpoint(kind) for kind in KINDS}, around.days),
    )
    return [problem for check in checks for problem in check]


def find_literal_date(text: str) -> str:
    """The first date or weekday written out in a text; "" where there is none."""
    return next((found.words for found in find_written_dates(text, {})), "")


def find_date_problems(texts: Mapping[str, str], dues: Mapping[str, datetime]) -> Iterator[Problem]:
    """Dates written out in texts by their names, each wording once, with the tokens that say them.

    ``dues`` are as of ``local_dues``; a date that equals none of them has no token.
    """
    for name, text in texts.items():
        found = {" ".join(one.words.split()): one.says for one in find_written_dates(text, dues)}
        for words, says in found.items():
            yield Problem(name, "literal_date", values={"date": words, "tokens": says})


def local_dues(setup: PromptSetup, zone: ZoneInfo) -> dict[str, datetime]:
    """By token, the last local minute of each due time that is set."""
    dues = {token: setup.due(kind) for token, kind in TOKENS.items()}
    return {token: (due_at - MINUTE).astimezone(zone) for token, due_at in dues.items() if due_at}


def find_time_problems(times: Mapping[str, Timed | None], days: Days | None) -> Iterator[Problem]:
    """What is wrong or doubtful in the times of a week, by kind; None where one is not set."""
    for kind, row in times.items():
        if row is None:
            yield Problem(kind, "no_time", blocks=True, values={"kind": kind})
            continue
        if kind != "opens" and row.local_time == "00:00":
            yield Problem(kind, "midnight")
        if days is not None:
            yield from _day_problems(kind, row, days)
    for earlier, later, kind, code in _ORDER:
        first, second = times[earlier], times[later]
        if first and second and _is_wrong(kind, first, second):
            yield Problem(kind, code, blocks=True)


def _text_problems(setup: PromptSetup) -> Iterator[Problem]:
    for name in TEXTS:
        text = getattr(setup.prompt, name)
        for token in unknown_tokens(text):
            yield Problem(name, "unknown_token", values={"token": token})
        if heading := skipped_heading(text):
            yield Problem(name, "skipped_heading", values={"heading": heading})
        if has_silent_image(text):
            yield Problem(name, "silent_image")


def _part_problems(setup: PromptSetup) -> Iterator[Problem]:
    if not setup.parts:
        yield Problem("parts", "no_parts", blocks=True)
    if setup.terms and setup.current_terms.responses and not setup.response_parts:
        yield Problem("response_parts", "no_response_parts")


def _site_problems(setup: PromptSetup, class_size: int) -> Iterator[Problem]:
    prompt = setup.prompt
    if not prompt.asks_site:
        if setup.terms and setup.current_terms.different_site and setup.current_terms.responses:
            yield Problem("different_site", "different_without_site", blocks=True)
        return
    if len(setup.sites) < FEWEST_SITES:
        yield Problem("sites", "few_sites", values={"count": len(setup.sites)})
    for one, other in combinations(setup.sites, 2):
        if _host(one) == _host(other):
            yield Problem("sites", "same_host", values={"one": one.name, "other": other.name})
    if prompt.site_cap is not None and not prompt.own_site_allowed:
        places = prompt.site_cap * len(setup.sites)
        if places < class_size:
            yield Problem("site_cap", "cap_low", values={"places": places, "students": class_size})
        elif prompt.site_cap * FEWEST_SITES < class_size:
            values = {"cap": prompt.site_cap, "students": class_size}
            yield Problem("site_cap", "cap_third", values=values)


def _rule_problems(setup: PromptSetup, around: Surroundings) -> Iterator[Problem]:
    """Nobody can answer more colleagues than there are. Where only a small circle cannot, the
    rules ask less of it (RULES.md, "Small classes"), so that is no obstacle."""
    responses = setup.current_terms.responses if setup.terms else 0
    colleagues = around.smallest - 1
    if around.smallest and responses > colleagues:
        yield Problem(
            "responses",
            "too_many_responses",
            blocks=responses > around.largest - 1,
            values={"responses": responses, "colleagues": colleagues},
        )


def _rubric_problems(setup: PromptSetup, total: Decimal | None) -> Iterator[Problem]:
    if total is None:
        yield Problem("rubric", "no_rubric")
    elif total != setup.prompt.points:
        values = {"total": total, "points": setup.prompt.points}
        yield Problem("points", "rubric_total", values=values)


def _day_problems(kind: str, row: Timed, days: Days) -> Iterator[Problem]:
    """Due on a holiday; a local time that the clocks skip or have twice."""
    minute = timedelta(0) if kind == "opens" else MINUTE
    local = (row.due_at - minute).astimezone(days.zone)
    name = days.holidays.get(local.date())
    if name is not None and kind != "opens":
        yield Problem(kind, "holiday", values={"name": name})
    asked = time.fromisoformat(row.local_time)
    if local.time() != asked:
        yield Problem(kind, "never", values={"asked": asked, "said": local.time()})
    elif clock_change_at(local.date(), asked, days.zone) == "twice":
        yield Problem(kind, "twice", values={"asked": asked})


def _is_wrong(kind: str, earlier: Timed, later: Timed) -> bool:
    """The close may be the last due time itself; the others need time between them."""
    if kind == "close":
        return later.due_at < earlier.due_at
    return later.due_at <= earlier.due_at


def _host(site: Site) -> str:
    host = urlsplit(site.address if "//" in site.address else f"//{site.address}").hostname or ""
    return host.lower().removeprefix("www.")
