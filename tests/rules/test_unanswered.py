"""Posts that nobody has answered, and who could answer next, in the language of the case tables."""

from __future__ import annotations

import pytest

from forum.rules.analytics import analyse, next_to_answer
from forum.rules.case import open_case
from forum.rules.exchange import Exchange
from forum.rules.participation import evaluate_class
from forum.rules.room import look
from forum.rules.unanswered import WaitingList, list_waiting
from forum.rules.verdicts import would_count
from tests.cases.demo import at, load
from tests.cases.story import Story

DEMO = load()
ANA = "ana init P 2/09:00"
BEA = "bea init Q 2/10:00"


def waiting(story: Story, when: str) -> WaitingList:
    facts, now = story.facts(), story.at(when)
    return list_waiting(facts, evaluate_class(facts, now), now)


def names(story: Story, ids) -> list[str]:
    by_id = {number: name for name, number in story.people.items()}
    return [by_id[number] for number in ids]


#: What happened, and whose posts wait for an answer on day 5.
POSTS = {
    "nobody has posted": ("note -", []),
    "the oldest first": (f"{BEA}; {ANA}", ["ana", "bea"]),
    "answered": (f"{ANA}; {BEA}; bea resp ana 3/10:00", ["bea"]),
    "the answer was withdrawn": (
        f"{ANA}; {BEA}; bea resp ana 3/10:00; bea withdraw bea>ana#1 4/10:00",
        ["ana", "bea"],
    ),
    "the answer was hidden": (
        f"{ANA}; {BEA}; bea resp ana 3/10:00; prof hide bea>ana#1 4/10:00",
        ["ana", "bea"],
    ),
    "who answered has left": (f"{ANA}; {BEA}; bea resp ana 3/10:00; bea drops 4/10:00", []),
    "only staff answered": (f"{ANA}; prof answer ana 3/10:00 to=ana.1", ["ana"]),
    "only the author wrote on": (f"{ANA}; ana answer ana 3/10:00 to=ana.1", ["ana"]),
    "thanked elsewhere, not answered": (
        f"{ANA}; {BEA}; ana resp bea 3/10:00; bea answer ana 3/11:00",
        ["ana"],
    ),
    "for the instructor alone": (f"{ANA} private; {BEA}", ["bea"]),
    "withdrawn": (f"{ANA}; ana withdraw ana.1 3/10:00; {BEA}", ["bea"]),
    "hidden": (f"{ANA}; prof hide ana.1 3/10:00; {BEA}", ["bea"]),
    "whoever has left waits no more": (f"{ANA}; ana drops 3/10:00; {BEA}", ["bea"]),
    "a post still to come": (f"{ANA}; bea init Q 5/13:00", ["ana"]),
}


@pytest.mark.parametrize("row", POSTS)
def test_whose_posts_wait(row):
    events, expected = POSTS[row]
    story = Story("bg=0", events)
    found = waiting(story, "5/12:00")
    assert names(story, [post.author_id for post in found.posts]) == expected
    figures = analyse(story.facts(), story.at("5/12:00"))
    assert sorted(names(story, figures.nobody_answered)) == sorted(expected)


def test_a_post_names_those_with_most_to_write_first():
    events = f"{ANA}; {BEA}; cy init R 2/11:00; dee init P 2/12:00; cy resp bea 3/10:00"
    story = Story("bg=0", events)
    ana = waiting(story, "5/12:00").posts[0]
    assert (ana.post_id, ana.since) == (story.facts().posts[0].id, story.at("2/09:00"))
    # Dee visited the same site. Bea has two responses to write, Cy one.
    assert names(story, ana.could_answer) == ["bea", "cy"]


#: What happened, when it is looked at, and who still has how many responses to write.
OWING = {
    "both": ("", f"{ANA}; {BEA}", "5/12:00", {"ana": 2, "bea": 2}),
    "one is written": ("", f"{ANA}; {BEA}; ana resp bea 3/10:00", "5/12:00", {"bea": 2, "ana": 1}),
    # By then each of the two is asked only for as many responses as there are colleagues.
    "late, but it would still count": ("", f"{ANA}; {BEA}", "8/12:00", {"ana": 1, "bea": 1}),
    "the close is past": ("", f"{ANA}; {BEA}", "10/12:00", {}),
    "a later close of one's own": (
        "",
        f"{ANA}; {BEA}; prof ext ana T2=11/23:59 close=11/23:59",
        "10/12:00",
        {"ana": 1},
    ),
    "excused": ("", f'{ANA}; {BEA}; prof sets ana responses waived "away"', "5/12:00", {"bea": 2}),
    "nothing is asked": ("responses=0", f"{ANA}; {BEA}", "5/12:00", {}),
}


@pytest.mark.parametrize("row", OWING)
def test_who_still_has_responses_to_write(row):
    setup, events, when, expected = OWING[row]
    story = Story(f"bg=0 {setup}", events)
    owing = [one for one in waiting(story, when).owing if one.has_posted]
    assert {names(story, [one.student_id])[0]: one.left for one in owing} == expected


def test_whoever_has_not_posted_owes_but_can_answer_nobody_yet():
    story = Story("bg=0", BEA)
    found = waiting(story, "5/12:00")
    assert found.posts[0].could_answer == ()
    ana = found.owing[0]
    assert (names(story, [ana.student_id]), ana.has_posted) == (["ana"], False)


#: Who is offered to Ana, fewest answers first: the background are Bea, Cy, Dee and Eli (same site).
OFFERED = {
    "the longest waiting first": ("", ANA, ["bea", "cy", "dee"]),
    "fewest answers first": ("", f"{ANA}; eli resp bea 4/10:00", ["cy", "dee", "bea"]),
    "already answered": ("", f"{ANA}; ana resp bea 4/10:00", ["cy", "dee"]),
    "thanked, but not answered": (
        "",
        f"{ANA}; bea resp ana 4/10:00; ana answer bea 4/11:00",
        ["cy", "dee", "bea"],
    ),
    "somebody who left": ("", f"{ANA}; bea drops 4/10:00", ["cy", "dee"]),
    "somebody without a site": ("", f"{ANA}; bea edit 4/10:00 site=-", ["cy", "dee"]),
    "any site where none is asked for": (
        "different_site=no",
        ANA,
        ["bea", "cy", "dee", "eli"],
    ),
    "another group": ("", f"{ANA}; ana group g1; bea group g1; cy group g2", ["bea"]),
}


@pytest.mark.parametrize("row", OFFERED)
def test_who_is_offered(row):
    setup, events, expected = OFFERED[row]
    story = Story(setup, events)
    found = next_to_answer(story.facts(), story.people["ana"], story.at("5/12:00"))
    assert names(story, found) == expected


@pytest.mark.parametrize("when", ["4/12:00", "5/12:00", "6/20:00", "7/09:00"])
def test_a_response_to_whoever_is_offered_would_count(when):
    now = at(when)
    of = Exchange(look(DEMO.discussion, now))
    owing = list_waiting(DEMO.discussion, evaluate_class(DEMO.discussion, now), now).owing
    assert owing
    for row in owing:
        if not row.has_posted:
            continue
        case = open_case(of.room, of.room.members[row.student_id])
        would = {author for author, post in of.open_posts.items() if would_count(case, post.id)}
        answered = {
            author
            for author, post in of.open_posts.items()
            if (row.student_id, post.id) in of.under
        }
        offered = set(of.next_for(row.student_id, len(of.students)))
        assert offered == would - answered - {row.student_id}
        assert offered.issuperset(row.colleagues)
