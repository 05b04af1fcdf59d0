"""The total over the weeks, and what may be told of a class: tables of cases, and properties."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.rules.gradebook import Score, class_figures, course_total

#: Scores as "points/of" with "*weight" and "!" for excused; lowest to drop; total; what became.
CASES = [
    ("nothing released", "", 0, None, ""),
    ("nothing released, one to drop", "", 1, None, ""),
    ("one grade", "18/20", 0, "90.00", "c"),
    ("weeks weigh alike whatever their points", "20/20 50/100", 0, "75.00", "cc"),
    ("a zero counts", "0/100 100/100", 0, "50.00", "cc"),
    ("weights", "100/100*3 60/100*1", 0, "90.00", "cc"),
    ("weights of less than one", "100/100*0.5 60/100*0.25", 0, "86.67", "cc"),
    ("weight 0 is left out", "100/100*0 60/100", 0, "60.00", "wc"),
    ("weight 0 everywhere", "100/100*0 60/100*0", 0, None, "ww"),
    ("excused is left out", "10/100! 80/100", 0, "80.00", "ec"),
    ("out of nothing is excused", "0/0 80/100", 0, "80.00", "ec"),
    ("everything excused", "0/0 80/100!", 1, None, "ee"),
    ("the lowest is dropped", "60/100 90/100 80/100", 1, "85.00", "dcc"),
    ("the lowest by share, not by points", "18/20 60/100 70/100", 1, "80.00", "cdc"),
    ("two are dropped", "60/100 90/100 80/100", 2, "90.00", "dcd"),
    ("of equals the earlier week", "70/100 70/100 90/100", 1, "80.00", "dcc"),
    ("of equals the heavier", "70/100 70/100*2 90/100", 1, "80.00", "cdc"),
    ("as many as there are: the best stays", "60/100 90/100", 2, "90.00", "dc"),
    ("more than there are: the best stays", "60/100 90/100", 9, "90.00", "dc"),
    ("the only one stays", "60/100", 1, "60.00", "c"),
    ("all equal, all to be dropped: one stays", "60/100 60/100", 5, "60.00", "dc"),
    ("excused is not dropped", "0/100! 60/100 90/100", 1, "90.00", "edc"),
    ("weight 0 is not dropped", "0/100*0 60/100 90/100", 1, "90.00", "wdc"),
    ("half up", "2/3", 0, "66.67", "c"),
    ("half a hundredth goes up", "80005/100000*1", 0, "80.01", "c"),
    ("below half a hundredth goes down", "800049/1000000*1", 0, "80.00", "c"),
    ("rounded once, at the end", "1/3 1/3 1/3", 0, "33.33", "ccc"),
    ("cents are kept", "87.25/100 87.26/100", 0, "87.26", "cc"),
]
LETTERS = {"c": "counts", "d": "dropped", "e": "excused", "w": "weightless"}


def score(week: int, text: str) -> Score:
    """A score as the table writes it."""
    bare = text.rstrip("!")
    reached, _, weight = bare.partition("*")
    points, _, out_of = reached.partition("/")
    return Score(week, Decimal(points), Decimal(out_of), Decimal(weight or 1), text != bare)


@pytest.mark.parametrize(
    ("scores", "drop", "percent", "became"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_total_of_a_student(scores, drop, percent, became):
    total = course_total([score(week, text) for week, text in enumerate(scores.split(), 1)], drop)
    assert total.percent == (Decimal(percent) if percent else None)
    assert total.parts == {week: LETTERS[letter] for week, letter in enumerate(became, 1)}


def test_weeks_are_named_by_what_became_of_them():
    total = course_total([score(5, "50/100"), score(2, "40/100"), score(3, "90/100")], 1)
    assert (total.weeks("counts"), total.weeks("dropped")) == ([3, 5], [2])


@pytest.mark.parametrize(
    ("percents", "expected"),
    [
        ("", None),
        ("90", None),
        ("50 60 70 80 90", None),
        ("50 60 70 80 90 100", (6, "75.00", "50", "100")),
        ("100 50 60 80 70 90 40", (7, "70.00", "40", "100")),
        ("1 1 1 1.01 2 2", (6, "1.01", "1", "2")),
    ],
)
def test_a_class_is_told_of_only_above_five_people(percents, expected):
    figures = class_figures([Decimal(text) for text in percents.split()])
    if expected is None:
        assert figures is None
    else:
        people, *numbers = expected
        assert (figures.people, figures.median, figures.lowest, figures.highest) == (
            people,
            *map(Decimal, numbers),
        )


some_points = some.decimals(0, 100, places=2)
some_scores = some.lists(
    some.tuples(some_points, some.decimals(0, 9, places=1), some.booleans()), max_size=14
)


def scores_of(drawn: list[tuple[Decimal, Decimal, bool]]) -> list[Score]:
    return [
        Score(week, points, Decimal(100), weight, excused)
        for week, (points, weight, excused) in enumerate(drawn, 1)
    ]


@given(some_scores, some.integers(0, 15))
def test_a_total_lies_among_the_grades_that_count(drawn, drop):
    scores = scores_of(drawn)
    total = course_total(scores, drop)
    counting = [score.percent for score in scores if total.parts[score.week] == "counts"]
    assert (total.percent is None) == (not counting)
    if total.percent is not None:
        assert min(counting) <= total.percent <= max(counting)


@given(some_scores, some.integers(0, 15))
def test_dropping_more_never_lowers_a_total(drawn, drop):
    scores = scores_of(drawn)
    fewer, more = course_total(scores, drop), course_total(scores, drop + 1)
    assert (fewer.percent is None) == (more.percent is None)
    if fewer.percent is not None and more.percent is not None:
        assert more.percent >= fewer.percent


@given(some_scores, some.integers(0, 15), some.randoms(use_true_random=False))
def test_the_order_of_the_grades_does_not_matter(drawn, drop, dice):
    scores = scores_of(drawn)
    shuffled = scores.copy()
    dice.shuffle(shuffled)
    assert course_total(shuffled, drop) == course_total(scores, drop)
