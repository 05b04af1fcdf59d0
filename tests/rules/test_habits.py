"""What is seen over several weeks: tables of a small week of Ana's, after weeks she has behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.rules.attention import Attention, list_attention
from forum.rules.facts import Interval
from forum.rules.habits import PastWeek
from forum.rules.participation import evaluate_class
from tests.cases.story import PEOPLE, Story

ANA, BEA, CY, DEE, ELI = range(1, 6)
#: Five parts of fifty words are asked for in each week.
ASKED = 250


def past(story: Story, *weeks: dict) -> list[PastWeek]:
    """Earlier weeks, the last first; the last was week 5, and its posts were due a week ago."""
    now = story.at("3/23:59")
    return [
        PastWeek(5 - back, now - timedelta(days=7 * (back + 1)), **{"asked": ASKED, **week})
        for back, week in enumerate(weeks)
    ]


def seen(events: str, when: str, *weeks: dict) -> list[Attention]:
    """What is said of Ana over several weeks."""
    story = Story("", events)
    facts, now = story.facts(), story.at(when)
    found = list_attention(facts, evaluate_class(facts, now), now, past(story, *weeks))
    habits = ("nothing_again", "unanswered_again", "shorter", "same_colleagues")
    return [one for one in found if one.student.name == "Ana" and one.reason in habits]


WROTE = {"wrote": {ANA}}
NOTHING = [
    ("nothing this week, and the last", "note -", [{}, WROTE], (5,)),
    ("nothing for three weeks", "note -", [{}, {}], (4, 5)),
    ("something last week", "note -", [WROTE, {}], None),
    ("something this week", "ana init P 3/10:00", [{}, {}], None),
    ("excused last week", "note -", [{"excused": {ANA}}, {}], (4,)),
    ("excused from all", "note -", [{"excused": {ANA}}], None),
]


@pytest.mark.parametrize(("situation", "events", "weeks", "expected"), NOTHING)
def test_nothing_published_again(situation, events, weeks, expected):
    found = seen(events, "5/12:00", *weeks)
    assert [(one.reason, one.weeks) for one in found] == (
        [("nothing_again", expected)] if expected else []
    ), situation


def test_whoever_joined_since_missed_nothing():
    story = Story("", "ana joins 1/08:00")
    facts, now = story.facts(), story.at("9/12:00")
    assert facts.members[ANA - 1].active == (Interval(story.at("1/08:00")),)
    found = list_attention(facts, evaluate_class(facts, now), now, past(story, {}, {}))
    ana = [one.reason for one in found if one.student.name == "Ana"]
    assert "nothing" in ana
    assert "nothing_again" not in ana


READ = {"readable": {ANA}, "answered": {BEA}}
ANSWERED = {"readable": {ANA}, "answered": {ANA, BEA}}
UNANSWERED = [
    ("nor last week", "ana init P 2/10:00", [READ, ANSWERED], (5,)),
    ("nor for two weeks", "ana init P 2/10:00", [READ, READ], (4, 5)),
    ("a week without a post between", "ana init P 2/10:00", [{}, READ], (4,)),
    ("nobody was answered", "ana init P 2/10:00", [{"readable": {ANA}}, READ], (4,)),
    ("answered last week", "ana init P 2/10:00", [ANSWERED, READ], None),
    ("not three days ago yet", "ana init P 3/10:00", [READ, READ], None),
    ("answered this week", "ana init P 2/10:00; bea resp ana 3/10:00", [READ, READ], None),
]


@pytest.mark.parametrize(("situation", "events", "weeks", "expected"), UNANSWERED)
def test_nobody_answers_again(situation, events, weeks, expected):
    found = seen(events, "5/12:00", *weeks)
    assert [(one.reason, one.weeks) for one in found] == (
        [("unanswered_again", expected)] if expected else []
    ), situation


def words(number: int, asked: int = ASKED) -> dict:
    return {"words": {ANA: number}, "asked": asked}


SHORT = "ana init P 3/10:00 parts=60,60,60,10,10"  # 200 words
SHORTER = [
    ("less than half", SHORT, "4/12:00", [words(400), words(410)], (410, 400)),
    ("half", SHORT, "4/12:00", [words(400), words(400)], None),
    ("of three the middle one", SHORT, "4/12:00", [words(90), words(900), words(402)], True),
    ("one earlier post is no measure", SHORT, "4/12:00", [words(900)], None),
    ("not due yet", SHORT, "3/12:00", [words(900), words(900)], None),
    ("less was asked then", SHORT, "4/12:00", [words(300, 150), words(300, 150)], True),
    ("much more was asked then", SHORT, "4/12:00", [words(900, 900), words(900, 900)], None),
    ("nothing was asked then", SHORT, "4/12:00", [words(410, 0), words(410)], True),
    ("no post this week", "note -", "4/12:00", [words(900), words(900)], None),
    (
        "longer by now",
        f"{SHORT}; ana edit 4/10:00 parts=60,60,60,60,60",
        "4/12:00",
        [words(500), words(500)],
        None,
    ),
    ("withdrawn", f"{SHORT}; ana withdraw ana.1 4/10:00", "4/12:00", [words(900)] * 2, None),
]


@pytest.mark.parametrize(("situation", "events", "when", "weeks", "expected"), SHORTER)
def test_much_shorter_than_own_earlier_posts(situation, events, when, weeks, expected):
    found = [one for one in seen(events, when, *weeks) if one.reason == "shorter"]
    assert bool(found) is bool(expected), situation
    if found:
        assert found[0].number == 200
        assert found[0].weeks == tuple(range(6 - len(weeks), 6))
        assert expected in (True, found[0].numbers)


def to(*colleagues: int) -> dict:
    return {"chosen": {ANA: frozenset(colleagues)}}


BOTH = "ana init P 3/10:00; ana resp bea 4/10:00; ana resp cy 4/11:00"
SAME = [
    ("the same two for three weeks", BOTH, [to(BEA, CY), to(BEA, CY)], ((4, 5), ["Bea", "Cy"])),
    ("for four", BOTH, [to(BEA, CY)] * 3, ((3, 4, 5), ["Bea", "Cy"])),
    ("others before", BOTH, [to(BEA, CY), to(BEA), to(DEE)], ((4, 5), ["Bea", "Cy"])),
    ("for two weeks only", BOTH, [to(BEA, CY)], None),
    ("another one last week", BOTH, [to(BEA, DEE), to(BEA, CY)], None),
    ("a week without a word between", BOTH, [{}, to(BEA, CY), to(CY)], ((3, 4), ["Bea", "Cy"])),
    (
        "always the same one",
        "ana init P 3/10:00; ana resp bea 4/10:00",
        [to(BEA), to(BEA)],
        ((4, 5), ["Bea"]),
    ),
    ("a third this week", f"{BOTH}; ana resp dee 4/12:00", [to(BEA, CY)] * 2, None),
    ("nobody this week yet", "ana init P 3/10:00", [to(BEA, CY)] * 2, None),
    (
        "answering back is no choice",
        f"{BOTH}; dee resp ana 4/12:00; ana answer dee 4/13:00",
        [to(BEA, CY)] * 2,
        ((4, 5), ["Bea", "Cy"]),
    ),
    (
        "nobody else is in the group",
        f"{BOTH}; ana group g1; bea group g1; cy group g1; dee group g2; eli group g2",
        [to(BEA, CY)] * 2,
        None,
    ),
    (
        "withdrawn, and another chosen",
        f"{BOTH}; ana withdraw ana>cy#1 4/12:00; ana resp dee 4/13:00",
        [to(BEA, CY)] * 2,
        None,
    ),
]


@pytest.mark.parametrize(("situation", "events", "weeks", "expected"), SAME)
def test_the_same_colleagues_every_week(situation, events, weeks, expected):
    found = [one for one in seen(events, "5/12:00", *weeks) if one.reason == "same_colleagues"]
    said = [(one.weeks, [person.name for person in one.colleagues]) for one in found]
    assert said == ([expected] if expected else []), situation


def test_the_people_of_these_tables_are_those_of_the_stories():
    assert list(PEOPLE)[:5] == ["ana", "bea", "cy", "dee", "eli"]
    assert Story("", "note -").people["eli"] == ELI


def test_without_earlier_weeks_nothing_is_said_about_them():
    assert seen("note -", "5/12:00") == []
