"""What is said before the first letter of a response."""

from __future__ import annotations

import pytest

from forum.rules.facts import REQUIREMENTS
from forum.rules.participation import evaluate
from forum.rules.verdicts import verdict_before_writing, verdicts_by_post
from tests.cases.story import Story

POSTED = "ana init P 3/10:00"


def verdict(events, parent, as_of="4/12:00", setup="", words=None):
    story = Story(setup, events)
    facts = story.facts()
    return verdict_before_writing(
        facts, story.people["ana"], story.post_ids[parent], story.at(as_of), words=words
    )


@pytest.mark.parametrize(
    ("events", "parent", "code", "sentence"),
    [
        (
            POSTED,
            "bea.1",
            None,
            "This will count: Bea visited La Strada International, a different site. "
            "With it, 1 of 2 responses count.",
        ),
        (
            POSTED,
            "eli.1",
            "SAME_SITE",
            "This will not count, because it answers Eli, who visited the same site "
            "(Polaris Project).",
        ),
        (
            f"{POSTED}; ana resp cy 4/09:00",
            "cy.1",
            "REPEAT",
            "This will not count, because it is a further response to Cy; "
            "each colleague counts once.",
        ),
        (
            f"{POSTED}; bea resp ana 3/12:00",
            "bea>ana#1",
            "NESTED",
            "This will not count, because it answers a reply by Bea, not Bea's initial post.",
        ),
        (
            f"fay init - 2/10:00; {POSTED}",
            "fay.1",
            "NO_TARGET_SITE",
            "This may count: it answers Fay, who has not named a site; the instructor will decide.",
        ),
        (
            "note nothing yet",
            "bea.1",
            "NO_OWN_SITE",
            "This will not count yet, because no site has been named in the initial post. "
            "It counts as soon as one is.",
        ),
        (
            f"{POSTED}; ana resp cy 3/13:00; ana resp dee 3/14:00",
            "bea.1",
            "EXTRA",
            "This goes beyond what is asked: 2 of 2 responses count already.",
        ),
    ],
)
def test_said_before_writing(events, parent, code, sentence):
    found = verdict(events, parent)
    assert (found.code, found.counts, found.sentence) == (code, code is None, sentence)


def test_said_when_late_and_when_closed():
    late = verdict(POSTED, "bea.1", "7/12:00")
    assert (late.counts, late.days_late) == (True, 1)
    assert late.sentence == (
        "This will count: Bea visited La Strada International, a different site. "
        "It is 1 day late. With it, 1 of 2 responses count."
    )
    closed = verdict(POSTED, "bea.1", "10/12:00")
    assert closed.code == "TOO_LATE"
    expected = "This will not count, because the discussion closed on Tue 14 Oct 23:59."
    assert closed.sentence == expected


def test_a_draft_is_judged_as_it_stands():
    short = verdict(POSTED, "bea.1", words={"similarities": 20, "differences": 25, "impact": 3})
    assert short.code == "SHORT"
    expected = "This will not count, because it has 3 of 20 words in the part 'impact'."
    assert short.sentence == expected
    full = verdict(POSTED, "bea.1", words={"similarities": 20, "differences": 20, "impact": 20})
    assert full.counts


def test_nothing_is_promised_to_whom_nothing_is_asked_of():
    assert not verdict(POSTED, "bea.1", setup="responses=0").counts
    gone = verdict(f"{POSTED}; ana drops 4/09:00", "bea.1")
    assert gone.sentence == "No responses are asked for."
    old_rules = verdict(f"{POSTED}; prof terms 3/12:00 responses=2", "bea.1", setup="responses=0")
    assert old_rules.sentence.startswith("No responses are asked for. Judged by the rules")
    waived = verdict(POSTED, "ana.1", "13/12:00", setup="bg=0 fallback=waive")
    assert (waived.counts, waived.code) == (False, "TOO_LATE")


def test_an_unknown_post_is_an_error():
    story = Story("", POSTED)
    with pytest.raises(KeyError):
        verdict_before_writing(story.facts(), story.people["ana"], 999, story.at("4/12:00"))


def test_what_is_promised_is_what_is_found():
    story = Story("", f"fay init - 2/10:00; {POSTED}; prof init R 1/09:00")
    at = "4/12:00"
    promised = verdicts_by_post(
        story.facts(), story.people["ana"], list(story.post_ids.values()), story.at(at)
    )
    names = {number: name for name, number in story.post_ids.items()}
    for number, said in promised.items():
        whom = names[number].partition(".")[0]
        after = Story(
            "", f"fay init - 2/10:00; {POSTED}; prof init R 1/09:00; ana resp {whom} {at}"
        )
        findings = evaluate(after.facts(), after.people["ana"], after.at(at))
        found = findings[REQUIREMENTS.index("responses")]
        assert said.counts == bool(found.have), whom
        assert said.code in (None, *(unit.code for unit in found.not_counted))


def test_a_response_to_the_same_site_that_counts_names_the_colleague_alone():
    found = verdict(
        "bea init P 2/10:00; ana init P 3/10:00", "bea.1", as_of="6/12:00", setup="bg=0"
    )
    assert found.sentence == (
        "This will count as a response to Bea. With it, 1 of 1 responses count."
    )
