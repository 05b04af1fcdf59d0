"""Whom an instructor might look at first, and why: a table of small weeks about Ana."""

from __future__ import annotations

import pytest

from forum.rules.attention import list_attention
from forum.rules.participation import evaluate_class
from tests.cases.story import Story

#: Events, the instant, and the reasons for which Ana stands in the list (with the number).
ROWS = {
    "nothing yet, and not due yet": ("note -", "3/12:00", []),
    "nothing when it was due": ("note -", "5/12:00", [("nothing", 0)]),
    "the only post withdrawn": (
        "ana init P 3/10:00; ana withdraw ana.1 4/10:00",
        "5/12:00",
        [("nothing", 0)],
    ),
    "a post in time, responses not due": ("ana init P 3/10:00", "5/12:00", []),
    "nobody has answered for three days": (
        "ana init P 2/12:00",
        "5/12:00",
        [("unanswered", 0)],
    ),
    "a minute before the three days": ("ana init P 2/12:00", "5/11:59", []),
    "answered": ("ana init P 2/12:00; bea resp ana 5/10:00", "5/12:00", []),
    "answered, and the answer withdrawn": (
        "ana init P 2/12:00; bea resp ana 3/10:00; bea withdraw bea>ana#1 4/10:00",
        "5/12:00",
        [("unanswered", 0)],
    ),
    "no response when they were due": (
        "ana init P 3/10:00; bea resp ana 4/10:00",
        "8/12:00",
        [("no_response", 0)],
    ),
    "responses, none of which counts": (
        "ana init P 3/10:00; ana resp eli 4/10:00; bea resp ana 4/10:00",
        "5/12:00",
        [("none_counts", 1)],
    ),
    "one that counts": (
        "ana init P 3/10:00; ana resp bea 4/10:00; bea resp ana 4/10:00",
        "5/12:00",
        [],
    ),
    "answered by staff alone": (
        "ana init P 2/12:00; prof answer ana 3/10:00 to=ana.1",
        "5/12:00",
        [("unanswered", 0)],
    ),
    "less than half of the words, while it is not due": (
        "ana init P 3/10:00 parts=20,20,20,20,20",
        "3/12:00",
        [],
    ),
    "less than half of the words, when it was due": (
        "ana init P 3/10:00 parts=25,25,25,25,24",
        "4/12:00",
        [("short", 124)],
    ),
    "half of the words": ("ana init P 3/10:00 parts=25,25,25,25,25", "4/12:00", []),
    "half of the words at first, enough later": (
        "ana init P 3/10:00 parts=10,10,10,10,10; ana edit 4/10:00 parts=60,60,60,60,60",
        "4/12:00",
        [],
    ),
    "short, and that is fine": (
        "ana init P 3/10:00 parts=10,10,10,10,10; prof sets ana parts met Fine",
        "4/12:00",
        [],
    ),
    "a hidden post": (
        "ana init P 3/10:00; prof hide ana.1 4/10:00; prof sets ana initial_post met Fine",
        "5/12:00",
        [("hidden", 1)],
    ),
    "somebody who left": ("ana drops 4/10:00", "5/12:00", []),
}


@pytest.mark.parametrize("row", ROWS)
def test_ana_stands_in_the_list_for_a_reason_or_not_at_all(row):
    events, when, expected = ROWS[row]
    story = Story("", events)
    facts, now = story.facts(), story.at(when)
    found = list_attention(facts, evaluate_class(facts, now), now)
    assert [(one.reason, one.number) for one in found if one.student.name == "Ana"] == expected


def test_reasons_come_in_their_order_and_names_within_them():
    story = Story("bg=0", "eli init P 2/09:00")
    now = story.at("8/12:00")
    found = list_attention(story.facts(), evaluate_class(story.facts(), now), now)
    assert [(one.reason, one.student.name) for one in found][:2] == [
        ("nothing", "Ana"),
        ("nothing", "Bea"),
    ]
    assert found[-1].reason == "unanswered"
