"""Points, totals, and the suggestions no table has a row for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forum.rules.facts import REQUIREMENTS, Finding
from forum.rules.grading import (
    Mark,
    Total,
    can_be_total,
    late_points,
    needs_reason,
    rounded,
    total,
)
from forum.rules.participation import evaluate
from forum.rules.suggestions import Suggestion, kind_of, suggest
from tests.cases.story import Story


def findings(events, setup="", as_of="13/12:00"):
    story = Story(setup, events)
    return evaluate(story.facts(), story.people["ana"], story.at(as_of))


LATE_INITIAL = "ana init P 4/10:00; ana resp bea 5/12:00; ana resp cy 7/12:00"


def test_lateness_takes_from_each_criterion_by_itself():
    found = findings(LATE_INITIAL)
    given = [
        ("answers", Decimal("22.25")),
        ("understanding", Decimal("22.25")),
        ("sources", Decimal("12.35")),
        ("responses", Decimal("22.30")),
        ("writing", Decimal(10)),
    ]
    # 2.225 and 2.225 and 1.235 are each rounded half up, 22.30 x 0.05 = 1.115 too.
    assert late_points(given, found) == Decimal("2.23") * 2 + Decimal("1.24") + Decimal("1.12")


def test_a_setting_of_met_strikes_the_lateness_of_that_finding():
    found = findings(f'{LATE_INITIAL}; prof sets ana responses met "ill"')
    assert late_points([("responses", Decimal(25))], found) == 0


def test_there_is_no_total_until_every_criterion_is_set():
    found = findings("ana init P 3/10:00")
    marks = [Mark("answers", Decimal(22), Decimal(25)), Mark("writing", None, Decimal(10))]
    assert total(marks, found) is None


def test_the_total_is_what_lateness_leaves():
    found = findings(LATE_INITIAL)
    marks = [
        Mark("answers", Decimal(22), Decimal(25)),
        Mark("responses", Decimal(25), Decimal(25)),
        Mark("sources", None, Decimal(15), leaves_total=True),
    ]
    expected = Total(Decimal("47.00"), Decimal("3.45"), Decimal("43.55"), Decimal("50.00"))
    assert total(marks, found) == expected
    struck = total(marks, found, is_late_struck=True)
    assert struck == Total(Decimal("47.00"), Decimal("0.00"), Decimal("47.00"), Decimal("50.00"))


@pytest.mark.parametrize(
    ("given", "shown"), [("0.005", "0.01"), ("0.0049", "0.00"), ("1.115", "1.12"), ("2", "2.00")]
)
def test_points_are_rounded_half_up(given, shown):
    assert str(rounded(Decimal(given))) == shown


@pytest.mark.parametrize(
    ("override", "set_to"),
    [(None, None), ("46", "46.00"), ("0", "0.00"), ("43.555", "43.56"), ("50.01", "50.00")],
)
def test_a_total_set_by_a_person_replaces_what_lateness_leaves(override, set_to):
    marks = [Mark("answers", Decimal(22), Decimal(25)), Mark("responses", Decimal(25), Decimal(25))]
    points = None if override is None else Decimal(override)
    found = total(marks, findings(LATE_INITIAL), override=points)
    assert (found.raw, found.late) == (Decimal("47.00"), Decimal("3.45"))
    if set_to is None:
        assert (found.total, found.instead_of) == (Decimal("43.55"), None)
    else:
        assert (str(found.total), found.instead_of) == (set_to, Decimal("43.55"))


def test_no_total_can_be_set_before_every_criterion_is():
    marks = [Mark("answers", None, Decimal(25))]
    assert total(marks, findings("ana init P 3/10:00"), override=Decimal(20)) is None


@pytest.mark.parametrize(
    ("points", "can_be"),
    [
        ("0", True),
        ("50", True),
        ("50.004", True),
        ("50.005", False),
        ("-0.004", False),
    ],
)
def test_a_total_lies_between_nothing_and_what_the_rubric_gives(points, can_be):
    assert can_be_total(Decimal(points), Decimal("50.00")) is can_be


def test_only_a_level_above_the_ceiling_needs_a_reason():
    assert needs_reason(3, 2)
    assert not needs_reason(2, 2)
    assert not needs_reason(4, None)


@pytest.mark.parametrize(
    ("key", "counted_from", "kind"),
    [
        ("responsive", ["initial_post", "choice", "parts"], "answers"),
        ("sources", ["references"], "sources"),
        ("responses", ["responses"], "responses"),
        ("understanding", [], "understanding"),
        ("writing", [], "writing"),
        ("anything", ["active_days"], "writing"),
    ],
)
def test_what_a_criterion_looks_at(key, counted_from, kind):
    assert kind_of(key, counted_from) == kind


@pytest.mark.parametrize(
    ("kind", "events", "setup", "expected"),
    [
        ("answers", "ana init P 3/10:00 parts=60,0,60,60,60", "", (2, 3)),
        ("answers", "ana init - 3/10:00 parts=60,0,60,0,60", "", (1, 2)),
        ("answers", 'ana init P 3/10:00; prof sets ana parts unmet "copied"', "", (1, 1)),
        ("answers", 'ana init P 3/10:00; prof sets ana parts partial "thin"', "", (2, 3)),
        ("answers", 'ana init P 3/10:00; prof sets ana parts waived "done aloud"', "", (None, 4)),
        ("answers", 'ana init - 3/10:00; prof sets ana parts waived "done aloud"', "", (2, 2)),
        ("answers", 'ana init P 3/10:00; prof sets ana initial_post review "odd"', "", (3, 4)),
        ("answers", 'prof sets ana initial_post waived "ill"', "", (None, None)),
        ("writing", "ana drops 2/09:00", "", (None, None)),
        ("sources", "ana init P 3/10:00 refs=1,1", "", (2, 2)),
        ("sources", "ana init P 3/10:00 refs=0,0", "refs=0", (None, None)),
        ("sources", 'ana init P 3/10:00; prof sets ana references unmet "made up"', "", (0, 0)),
        ("responses", 'ana init P 3/10:00; prof sets ana responses waived "ill"', "", (None, None)),
        ("responses", "ana init P 3/10:00", "responses=0", (None, None)),
        ("responses", "ana init P 3/10:00; ana resp bea 5/12:00; ana resp cy 8/12:00", "", (3, 4)),
    ],
)
def test_suggestions_beyond_the_table(kind, events, setup, expected):
    given = suggest(kind, findings(events, setup), can_be_read=True)
    assert (given.level, given.ceiling) == expected
    assert given.leaves_total == (expected == (None, None))
    assert given.because


def test_where_no_initial_post_is_asked_for_the_rest_is_still_judged():
    found = [Finding("initial_post", "waived", 0, 0, sentence="No initial post is asked for.")]
    found += [Finding(name, "met", 1, 1, sentence=name) for name in REQUIREMENTS[1:]]
    assert suggest("responses", found, can_be_read=True) == Suggestion(3, 4, "responses")
    assert suggest("answers", found, can_be_read=True) == Suggestion(3, 4, "parts")
