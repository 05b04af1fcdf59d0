"""Waiting for somebody to respond to, told in the language of the case tables."""

from __future__ import annotations

import pytest

from forum.rules.waiting import released_by, waiting, waits_since
from tests.cases.story import Story

ANA = "ana init P 2/09:00"
#: No background: the posts of a row are all there are.
EMPTY = "bg=0"


def names(story: Story, ids: list[int]) -> list[str]:
    by_id = {number: name for name, number in story.people.items()}
    return sorted(by_id[number] for number in ids)


@pytest.mark.parametrize(
    ("events", "who"),
    [
        ("note nobody has posted", []),
        (ANA, ["ana"]),
        (f"{ANA}; eli init P 2/10:00", ["ana", "eli"]),
        (f"{ANA}; bea init Q 2/10:00", []),
        (f"{ANA}; bea init Q 2/10:00 private", ["ana"]),  # Bea may answer Ana
        (f"{ANA}; bea init Q 2/10:00; bea withdraw bea.1 2/11:00", ["ana"]),
        (f"{ANA}; bea init Q 2/10:00; prof hide bea.1 2/11:00", ["ana"]),
        (f"{ANA}; bea init Q 2/10:00; bea drops 2/12:00", ["ana"]),
        (f"{ANA}; eli init P 2/10:00; prof sets ana responses waived 'away'", ["eli"]),
        (f"{ANA}; bea init Q 2/10:00; ana resp bea 2/11:00", ["ana"]),  # one of two, nobody else
    ],
)
def test_who_waits(events: str, who: list[str]) -> None:
    story = Story(EMPTY, events.replace("'", '"'))
    assert names(story, waiting(story.facts(), story.at("2/20:00"))) == who


def test_nobody_waits_where_nothing_is_asked() -> None:
    story = Story(f"{EMPTY} responses=0", ANA)
    assert waiting(story.facts(), story.at("2/20:00")) == []


def test_nobody_waits_after_the_due_time() -> None:
    story = Story(EMPTY, ANA)
    assert waiting(story.facts(), story.at("8/12:00")) == []


@pytest.mark.parametrize(
    ("events", "post", "came", "who"),
    [
        (f"{ANA}; bea init Q 2/10:00", "bea.1", "2/10:00", ["ana"]),
        # The same site helps nobody.
        (f"{ANA}; eli init P 2/10:00", "eli.1", "2/10:00", []),
        # Ana was there when Bea posted, so Bea never waited.
        (f"{ANA}; bea init Q 2/10:00", "ana.1", "2/09:00", []),
        # Two at once are one piece of news, in whatever order they are carried.
        (f"{ANA}; bea init Q 2/10:00; cy init R 2/10:05", "bea.1", "2/10:00", ["ana"]),
        (f"{ANA}; bea init Q 2/10:00; cy init R 2/10:05", "cy.1", "2/10:05", []),
        # Another site, saved later, can be what somebody waited for.
        (f"{ANA}; bea init P 2/10:00; bea edit 2/12:00 site=Q", "bea.1", "2/12:00", ["ana"]),
        # What is out of sight is no news.
        (f"{ANA}; bea init Q 2/10:00 private", "bea.1", "2/10:00", []),
        (f"{ANA}; bea init Q 2/10:00; prof hide bea.1 2/10:30", "bea.1", "2/10:00", []),
        # Groups that do not read each other.
        (
            f"ana group g1; bea group g2; {ANA}; bea init Q 2/10:00",
            "bea.1",
            "2/10:00",
            [],
        ),
    ],
)
def test_whom_a_post_lets_wait_no_more(events: str, post: str, came: str, who: list[str]) -> None:
    story = Story(EMPTY, events)
    found = released_by(story.facts(), story.post_ids[post], story.at(came), story.at("2/20:00"))
    assert names(story, found) == who


def test_a_response_lets_nobody_wait_no_more() -> None:
    story = Story(EMPTY, f"{ANA}; bea init Q 2/10:00; ana resp bea 2/11:00")
    facts, came, now = story.facts(), story.at("2/11:00"), story.at("2/20:00")
    assert released_by(facts, story.post_ids["ana>bea#1"], came, now) == []
    assert released_by(facts, -5, came, now) == []


@pytest.mark.parametrize(
    ("events", "since"),
    [
        ("note nobody has posted", None),
        (ANA, "2/09:00"),
        (f"{ANA}; eli init P 2/10:00", "2/09:00"),  # the same site helps nobody
        (f"{ANA}; bea init Q 2/10:00", None),
        (f"{ANA}; bea init Q 2/10:00; bea withdraw bea.1 2/11:00", "2/11:00"),
        (f"{ANA}; bea init Q 2/10:00; prof hide bea.1 2/12:00", "2/12:00"),
        (f"{ANA}; bea init Q 2/10:00; bea drops 2/13:00", "2/13:00"),
        (f"{ANA}; bea init Q 2/10:00; ana resp bea 2/14:00", "2/14:00"),
        (f"{ANA}; prof sets ana responses waived 'away'", None),
    ],
)
def test_since_when_somebody_waits(events: str, since: str | None) -> None:
    story = Story(EMPTY, events.replace("'", '"'))
    ana = story.people["ana"]
    found = waits_since(story.facts(), ana, story.at("2/20:00"))
    assert found == (story.at(since) if since else None)
    waits = ana in waiting(story.facts(), story.at("2/20:00"))
    assert waits == (found is not None)


def test_staff_and_strangers_wait_for_nobody() -> None:
    story = Story(EMPTY, ANA)
    for number in (story.people["prof"], 10**6):
        assert waits_since(story.facts(), number, story.at("2/20:00")) is None


def test_nobody_waits_where_no_response_is_asked() -> None:
    story = Story(f"{EMPTY} responses=0", ANA)
    ana = story.people["ana"]
    assert waits_since(story.facts(), ana, story.at("2/20:00")) is None
