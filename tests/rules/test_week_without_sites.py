"""A prompt that asks for no site: colleagues can be answered although they name none."""

from __future__ import annotations

from forum.rules.participation import evaluate
from tests.cases.story import Story


def responses_of(setup: str, events: str):
    story = Story(setup, events)
    findings = evaluate(story.facts(), story.people["ana"], story.at("13/12:00"))
    return next(finding for finding in findings if finding.requirement == "responses")


def test_responses_are_asked_for_where_colleagues_named_no_site():
    finding = responses_of(
        "bg=0 different_site=no",
        "bea init - 2/10:00; cy init - 2/11:00; ana init - 3/10:00",
    )
    assert (finding.status, finding.have, finding.need) == ("unmet", 0, 2)


def test_a_site_is_still_needed_where_sites_must_differ():
    finding = responses_of("bg=0", "bea init - 2/10:00; cy init - 2/11:00; ana init P 3/10:00")
    assert (finding.status, finding.need) == ("waived", 0)
