"""What a grade rests on, and what is said to have changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from forum.rules.facts import (
    Discussion,
    DueChange,
    Extension,
    Finding,
    Interval,
    Member,
    PostFacts,
    SettingFact,
    Terms,
    Version,
)
from forum.rules.grade_evidence import Difference, differences, evidence_of, fingerprint

START = datetime(2025, 10, 6, 4, tzinfo=UTC)
ANA = Member(1, "Ana Lopez", "Ana")
NOW = START + timedelta(days=10)
POST = PostFacts(7, 1, None, "initial", (Version(START + timedelta(days=1)),))
FINDING = Finding("responses", "partial", 1, 2)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


DISCUSSION = Discussion(
    zone=ZoneInfo("America/New_York"),
    opens_at=START,
    terms=(Terms(START),),
    dues=(
        DueChange("T1", day(3), START),
        DueChange("T2", day(6), START),
        DueChange("close", day(9), START),
    ),
    members=(ANA,),
    posts=(POST,),
)


def of(discussion=DISCUSSION, findings=(FINDING,), now=NOW):
    own = [post for post in discussion.posts if post.author_id == 1]
    return evidence_of(discussion, ANA, own, findings, now)


def with_post(**values):
    return replace(DISCUSSION, posts=(replace(POST, **values),))


def setting(status, at, reason="Ill."):
    return SettingFact(1, "responses", status, reason, at)


CHANGES = {
    "an edit": (with_post(versions=(*POST.versions, Version(day(9.5)))), "posts", "7"),
    "a post withdrawn": (with_post(withdrawn=(Interval(day(9.5)),)), "posts", "7"),
    "a post hidden": (with_post(hidden=(Interval(day(9.5)),)), "posts", "7"),
    "a new post": (
        replace(DISCUSSION, posts=(POST, replace(POST, id=9, parent_id=3, kind="response"))),
        "posts",
        "9",
    ),
    "an extension": (
        replace(DISCUSSION, extensions=(Extension(1, "T1", day(5)),)),
        "dues",
        "T1",
    ),
    "a due time that moved": (
        replace(DISCUSSION, dues=(*DISCUSSION.dues, DueChange("T2", day(7), day(9.5)))),
        "dues",
        "T2",
    ),
    "a decision": (
        replace(DISCUSSION, settings=(setting("met", day(9.5)),)),
        "settings",
        "responses",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_the_evidence_changes_its_fingerprint_and_is_named(change):
    changed, area, key = CHANGES[change]
    before, after = of(), of(changed)
    assert fingerprint(before) != fingerprint(after)
    assert (area, key) in {(found.area, found.key) for found in differences(before, after)}


UNTOUCHED = {
    "the same again": DISCUSSION,
    "somebody else's decision": replace(
        DISCUSSION, settings=(SettingFact(2, "responses", "met", "Ill.", day(9)),)
    ),
    "somebody else's extension": replace(DISCUSSION, extensions=(Extension(2, "T1", day(5)),)),
    "a post that was hidden for a while and is shown again": with_post(
        hidden=(Interval(day(2), day(3)),)
    ),
    "a decision of tomorrow": replace(DISCUSSION, settings=(setting("met", day(11)),)),
}


@pytest.mark.parametrize("change", UNTOUCHED)
def test_what_is_not_about_this_student_now_changes_nothing(change):
    before, after = of(), of(UNTOUCHED[change])
    assert fingerprint(before) == fingerprint(after)
    assert differences(before, after) == ()


def test_a_finding_is_compared_by_its_status_its_numbers_and_its_lateness():
    after = of(findings=(Finding("responses", "met", 2, 2),))
    assert differences(of(), after) == (
        Difference("findings", "responses", ["partial", 1, 2, "0"], ["met", 2, 2, "0"]),
    )


def test_words_of_a_finding_are_no_evidence():
    said = replace(FINDING, sentence="Responses that count: 1 of 2.", note="Look here.")
    assert fingerprint(of()) == fingerprint(of(findings=(said,)))


def test_the_decision_that_stands_is_the_last_one():
    decided = replace(
        DISCUSSION, settings=(setting("unmet", day(9.5), "Both."), setting("met", day(9)))
    )
    assert of(decided)["settings"] == {"responses": ["unmet", "Both."]}


def test_what_is_gone_is_named_with_nothing_after_it():
    decided = replace(DISCUSSION, settings=(setting("met", day(9)),))
    (found,) = differences(of(decided), of())
    assert found == Difference("settings", "responses", ["met", "Ill."], None)
