"""The checks of a week's settings, one row per case; no database is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from forum.prompts.actions.schedule import KINDS, instant_of
from forum.prompts.content import DueInput
from forum.prompts.models import Checkpoint, Prompt, PromptPart, Site
from forum.prompts.problems import Days, Surroundings, find_literal_date, find_problems
from forum.prompts.queries import PromptSetup
from forum.rules.facts import Terms
from tests.support.factories import BEGINNING, WEEK_STARTS

ZONE = ZoneInfo("America/New_York")
TIMES = {"opens": (1, "00:00"), "T1": (3, "23:59"), "T2": (6, "23:59"), "close": (9, "23:59")}
ADDRESSES = (
    "https://polarisproject.org",
    "https://lastradainternational.org",
    "https://love146.org",
)


def setup_with(
    times: dict[str, tuple[int, str] | None] | None = None,
    addresses: tuple[str, ...] = ADDRESSES,
    parts: int = 2,
    response_parts: int = 2,
    terms: Terms | None = None,
    **columns: Any,
) -> PromptSetup:
    """A prompt in which nothing is wrong but what the case changes."""
    values: dict[str, Any] = {
        "title": "Allies",
        "purpose": "",
        "body": "Write by {{post_due}}.",
        "respond": "",
        "case_text": "",
        "alternative_text": "",
        "points": 100,
        "asks_site": True,
        "own_site_allowed": False,
        "site_cap": None,
    }
    rows = [
        checkpoint(kind, *at) for kind, at in {**TIMES, **(times or {})}.items() if at is not None
    ]
    return PromptSetup(
        prompt=Prompt(**values | columns),
        parts=tuple(PromptPart(key=f"p{n}", kind="initial") for n in range(parts)),
        response_parts=tuple(
            PromptPart(key=f"r{n}", kind="response") for n in range(response_parts)
        ),
        terms=(terms or Terms(valid_from=BEGINNING),),
        checkpoints=tuple(rows),
        sites=tuple(
            Site(id=n, name=f"Site {n}", address=address) for n, address in enumerate(addresses)
        ),
    )


def checkpoint(kind: str, day: int, at: str) -> Checkpoint:
    """A due time of week 1."""
    due_at = instant_of(kind, WEEK_STARTS, DueInput(1, day, at), ZONE)
    return Checkpoint(kind=kind, week=1, day=day, local_time=at, due_at=due_at, set_at=BEGINNING)


AROUND = Surroundings(smallest=12, largest=12, rubric_total=Decimal(100))
ASKS_THREE = Terms(valid_from=BEGINNING, responses=3)


CASES: list[tuple[str, dict[str, Any], Surroundings, list[tuple[str, str, bool]]]] = [
    ("nothing wrong", {}, AROUND, []),
    # 23:59 opens with that minute and is due at its end, so a minute is left.
    ("opens in the last minute", {"times": {"opens": (3, "23:59")}}, AROUND, []),
    (
        "opens after posts are due",
        {"times": {"opens": (4, "00:00")}},
        AROUND,
        [("opens", "opens_after_due", True)],
    ),
    (
        "responses due before posts",
        {"times": {"T2": (2, "23:59")}},
        AROUND,
        [("T2", "responses_before_post", True)],
    ),
    (
        "responses due with the posts",
        {"times": {"T2": (3, "23:59")}},
        AROUND,
        [("T2", "responses_before_post", True)],
    ),
    (
        "closes before responses are due",
        {"times": {"close": (6, "12:00")}},
        AROUND,
        [("close", "closes_before_due", True)],
    ),
    ("closes with the responses", {"times": {"close": (6, "23:59")}}, AROUND, []),
    ("no close", {"times": {"close": None}}, AROUND, [("close", "no_time", True)]),
    (
        "due as the day begins",
        {"times": {"T1": (3, "00:00")}},
        AROUND,
        [("T1", "midnight", False)],
    ),
    (
        "due on a holiday",
        {},
        replace(AROUND, days=Days(ZONE, {date(2025, 10, 8): "Founders' Day"})),
        [("T1", "holiday", False)],
    ),
    (
        "opens on a holiday",
        {},
        replace(AROUND, days=Days(ZONE, {date(2025, 10, 6): "Founders' Day"})),
        [],
    ),
    (
        "an hour that comes twice",
        {"times": {"close": (28, "01:30")}},
        replace(AROUND, days=Days(ZONE)),
        [("close", "twice", False)],
    ),
    (
        "an hour that never comes",
        {"times": {"close": (154, "02:30")}},
        replace(AROUND, days=Days(ZONE)),
        [("close", "never", False)],
    ),
    (
        "more responses than classmates",
        {"terms": ASKS_THREE},
        replace(AROUND, smallest=3, largest=3),
        [("responses", "too_many_responses", True)],
    ),
    (
        "one small group among large ones",
        {"terms": ASKS_THREE},
        replace(AROUND, smallest=2),
        [("responses", "too_many_responses", False)],
    ),
    ("just enough classmates", {"terms": ASKS_THREE}, replace(AROUND, smallest=4, largest=4), []),
    ("nobody enrolled yet", {"terms": ASKS_THREE}, replace(AROUND, smallest=0, largest=0), []),
    (
        "a rubric that does not add up",
        {},
        replace(AROUND, rubric_total=Decimal("99.5")),
        [("points", "rubric_total", False)],
    ),
    ("no rubric", {}, replace(AROUND, rubric_total=None), [("rubric", "no_rubric", False)]),
    ("two sites", {"addresses": ADDRESSES[:2]}, AROUND, [("sites", "few_sites", False)]),
    ("no sites are asked for", {"addresses": (), "asks_site": False}, AROUND, []),
    (
        "one host twice",
        {"addresses": (*ADDRESSES, "http://www.love146.org/about")},
        AROUND,
        [("sites", "same_host", False)],
    ),
    ("too few places", {"site_cap": 3}, AROUND, [("site_cap", "cap_low", False)]),
    ("places enough", {"site_cap": 4}, AROUND, []),
    (
        "a site holds less than a third",
        {"site_cap": 3, "addresses": (*ADDRESSES, "https://ijm.org")},
        AROUND,
        [("site_cap", "cap_third", False)],
    ),
    ("own sites make room", {"site_cap": 1, "own_site_allowed": True}, AROUND, []),
    ("no parts", {"parts": 0}, AROUND, [("parts", "no_parts", True)]),
    (
        "no response parts",
        {"response_parts": 0},
        AROUND,
        [("response_parts", "no_response_parts", False)],
    ),
    (
        "a weekday in the text",
        {"body": "Post by Wednesday."},
        AROUND,
        [("body", "literal_date", False)],
    ),
    ("a weekday in the case", {"case_text": "On Friday she was told to wait."}, AROUND, []),
    (
        "a heading that leaves out a level",
        {"case_text": "# One\n\n##### Three"},
        AROUND,
        [("case_text", "skipped_heading", False)],
    ),
    (
        "an image without words",
        {"alternative_text": "See ![](https://love146.org/map.png)."},
        AROUND,
        [("alternative_text", "silent_image", False)],
    ),
    (
        "due as a day of rest begins",
        {"times": {"T2": (6, "00:00")}},
        replace(AROUND, days=Days(ZONE, {date(2025, 10, 11): "Founders' Day"})),
        [("T2", "midnight", False), ("T2", "holiday", False)],
    ),
    (
        "an unknown token",
        {"respond": "By {{ due }}."},
        AROUND,
        [("respond", "unknown_token", False)],
    ),
]


@pytest.mark.parametrize(
    ("changes", "around", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_setting_is_said_at_its_field(
    changes: dict[str, Any], around: Surroundings, found: list[tuple[str, str, bool]]
) -> None:
    if changes.get("asks_site") is False:
        changes = {**changes, "terms": Terms(valid_from=BEGINNING, different_site=False)}
    problems = find_problems(setup_with(**changes), around)
    assert [(one.at, one.code, one.blocks) for one in problems] == found


def test_a_different_site_cannot_be_asked_for_without_sites() -> None:
    problems = find_problems(setup_with(asks_site=False, addresses=()), AROUND)
    assert [(one.code, one.blocks) for one in problems] == [("different_without_site", True)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Write until Friday evening.", "Friday evening"),
        ("by October 3", "October 3"),
        ("by 3 October", "3 October"),
        ("on the 3rd of May", "3rd of May"),
        ("on May 3rd", "May 3rd"),
        ("due 2026-10-03", "2026-10-03"),
        ("due 10/3", "10/3"),
        ("You may choose two of them.", ""),
        ("She works Mondays.", ""),
        ("March for justice, and mayors in May", ""),
        ("24/7 help lines", ""),
        ("by {{post_due}}", ""),
    ],
)
def test_dates_written_out_are_found(text: str, said: str) -> None:
    assert find_literal_date(text) == said


def test_every_kind_of_due_time_is_checked() -> None:
    problems = find_problems(setup_with(times=dict.fromkeys(KINDS)), AROUND)
    assert [one.at for one in problems] == list(KINDS)
    assert all(one.blocks for one in problems)
