"""The principles of the rules, as properties of random stories."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forum.rules.facts import REQUIREMENTS, Extension, SettingFact
from forum.rules.participation import evaluate, evaluate_class, holds_until
from tests.cases.story import BEGINNING, Story

AS_OF = "13/12:00"
RANK = {"met": 0, "waived": 0, "late": 1, "open": 2, "review": 3, "partial": 4, "unmet": 5}
COLLEAGUES = ("bea", "cy", "dee", "eli")

clocks = st.sampled_from(["00:00", "00:10", "09:00", "12:00", "20:00", "23:59:59"])


def times(first: int, last: int):
    """Times of the story language between two days."""
    return st.builds("{}/{}".format, st.integers(first, last), clocks)


sites = st.sampled_from(["P", "Q", "R", "-"])
words = st.sampled_from(["30,30,30", "30,30,19", "0,30,30", "20,20,20"])
parts = st.sampled_from(["60,60,60,60,60", "60,60,0,60,60", "50,49,60,60,60", "80,80,80,80,80"])
references = st.sampled_from(["2,2", "2,1", "0,0", "1,1", "3,0"])
setups = st.sampled_from(
    [
        "",
        "bg=0",
        "responses=3",
        "response_to=any",
        "fallback=waive",
        "fallback=instructor",
        "different_site=no",
        "bg=0 fallback=waive",
        "answer_back=2",
    ]
)


@st.composite
def stories(draw, colleagues=True, post_by=5, respond_by=11):
    """A setup and the events of ana, and of what the others do to each other's posts."""
    setup = draw(setups)
    there = () if "bg=0" in setup else COLLEAGUES
    events = []
    if "bg=0" in setup:
        for name in draw(st.lists(st.sampled_from(COLLEAGUES), unique=True)):
            there = (*there, name)
            events.append(f"{name} init {draw(sites)} {draw(times(1, 3))}")
    site, when = draw(sites), draw(times(1, post_by))
    events.append(f"ana init {site} {when} parts={draw(parts)} refs={draw(references)}")
    for name in draw(st.lists(st.sampled_from(there), max_size=4)) if there else ():
        events.append(f"ana resp {name} {draw(times(4, respond_by))} words={draw(words)}")
    if draw(st.booleans()):
        events += _talk_under_own_post(draw, there)
    if colleagues and there:
        events += _doings_of(draw, there)
    return setup, "; ".join(events)


def _talk_under_own_post(draw, there):
    wrote = draw(st.lists(st.sampled_from(there), unique=True, max_size=2)) if there else ()
    events = [f"{name} resp ana {draw(times(5, 6))}" for name in wrote]
    events += [f"ana answer {name} {draw(times(6, 9))}" for name in wrote if draw(st.booleans())]
    return events


def _doings_of(draw, there):
    name = draw(st.sampled_from(there))
    when = draw(times(3, 12))
    return draw(
        st.sampled_from(
            [
                [],
                [f"{name} edit {when} site=P"],
                [f"{name} edit {when} site=-"],
                [f"{name} withdraw {name}.1 {when}"],
                [f"prof hide {name}.1 {when}"],
                [f"{name} drops {when}"],
            ]
        )
    )


def tell(setup, events, as_of=AS_OF):
    """The story, its facts, the findings for ana, as of a time of the story."""
    story = Story(setup, events)
    facts = story.facts()
    return story, facts, evaluate(facts, story.people["ana"], story.at(as_of))


def is_no_worse(after, before):
    """Whether a finding is at least as good for the student as another."""
    if RANK[after.status] != RANK[before.status]:
        return RANK[after.status] < RANK[before.status]
    return after.have - after.need >= before.have - before.need


def by_name(findings):
    return {finding.requirement: finding for finding in findings}


@given(stories())
@settings(deadline=None, max_examples=80)
def test_every_requirement_has_its_finding_and_its_words(told):
    _, _, findings = tell(*told)
    assert tuple(finding.requirement for finding in findings) == REQUIREMENTS
    for found in findings:
        assert found.sentence
        assert 0 <= found.have <= found.need or found.status == "waived"
        assert 0 <= found.late_share <= 1
        if found.status in ("met", "late", "waived", "review"):
            assert not found.next_step


@given(stories(colleagues=False), st.data())
@settings(deadline=None, max_examples=120)
def test_nothing_a_colleague_does_takes_credit_away(told, data):
    setup, events = told
    story, _, before = tell(setup, events, "6/23:59:30")
    there = sorted({name.partition(".")[0] for name in story.posts if "." in name} - {"ana"})
    assume(there)
    name = data.draw(st.sampled_from(there))
    later = data.draw(
        st.sampled_from(
            [
                f"{name} edit 6/23:59:40 site=P",
                f"{name} edit 6/23:59:40 site=-",
                f"{name} withdraw {name}.1 6/23:59:40",
                f"prof hide {name}.1 6/23:59:40",
                f"{name} drops 6/23:59:40",
                f"{name} edit 6/23:59:40 site=S; {name} edit 6/23:59:50 site=P",
                "prof merge P Q 6/23:59:40",
                "prof merge Q R 6/23:59:40; prof merge R P 6/23:59:50",
            ]
        )
    )
    _, _, after = tell(setup, f"{events}; {later}", "6/23:59:55")
    for was, now in zip(before, after, strict=True):
        assert is_no_worse(now, was), (was, now)
        assert len(was.counted) <= len(now.counted)


@given(stories(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_the_order_of_rows_does_not_matter(told, shuffler: random.Random):
    story, facts, findings = tell(*told)
    mixed = replace(
        facts,
        posts=tuple(
            replace(post, versions=tuple(_shuffled(post.versions, shuffler)))
            for post in _shuffled(facts.posts, shuffler)
        ),
        members=tuple(_shuffled(facts.members, shuffler)),
        dues=tuple(_shuffled(facts.dues, shuffler)),
        terms=tuple(_shuffled(facts.terms, shuffler)),
        extensions=tuple(_shuffled(facts.extensions, shuffler)),
    )
    assert evaluate(mixed, story.people["ana"], story.at(AS_OF)) == findings


def _shuffled(rows, shuffler):
    rows = list(rows)
    shuffler.shuffle(rows)
    return rows


@given(stories(colleagues=False, post_by=3, respond_by=6), times(7, 9), parts, references, sites)
@settings(deadline=None, max_examples=120)
def test_a_later_edit_never_loses_what_was_in_time(told, when, edited, refs, site):
    """What was completed late may be undone by its author until the close; see row C08."""
    setup, events = told
    _, _, before = tell(setup, events)
    edit = f"ana edit {when} parts={edited} refs={refs} site={site}"
    _, _, after = tell(setup, f"{events}; {edit}")
    for was, now in zip(before, after, strict=True):
        assert now.status in ("met", "waived") or was.status != "met", (was, now)
        assert _count_in_time(was) <= _count_in_time(now)


def _count_in_time(found):
    return sum(not unit.days_late for unit in found.counted)


@given(stories(), st.integers(3, 9), st.integers(6, 12), st.sampled_from(["T1", "T2", "close"]))
@settings(deadline=None, max_examples=120)
def test_an_extension_never_asks_for_more(told, day, later_day, checkpoint):
    story, facts, before = tell(*told)
    ana = story.people["ana"]
    granted = tuple(
        Extension(ana, checkpoint, story.due(f"{when}/23:59")) for when in (day, later_day)
    )
    for extensions in (granted[:1], granted):
        after = evaluate(replace(facts, extensions=extensions), ana, story.at(AS_OF))
        for was, now in zip(before, after, strict=True):
            assert now.need <= was.need or RANK[now.status] <= RANK[was.status]
            assert is_no_worse(now, was) or now.have >= was.have, (was, now)


@given(stories(), times(1, 12))
@settings(deadline=None, max_examples=100)
def test_nothing_after_now_is_seen(told, now):
    story, facts, _ = tell(*told)
    at = story.at(now)
    seen = replace(
        facts,
        posts=tuple(
            replace(post, versions=known)
            for post in facts.posts
            if (known := tuple(v for v in post.versions if v.saved_at <= at))
        ),
        merges=tuple(merge for merge in facts.merges if merge.at <= at),
    )
    for student in story.people.values():
        assert evaluate(facts, student, at) == evaluate(seen, student, at)


@given(stories(), st.sampled_from(REQUIREMENTS), st.sampled_from(sorted(RANK)))
@settings(deadline=None, max_examples=60)
def test_a_setting_stands_and_keeps_what_was_computed(told, requirement, status):
    story, facts, before = tell(*told)
    ana = story.people["ana"]
    older = SettingFact(ana, requirement, "partial", "an older one", BEGINNING)
    setting = SettingFact(ana, requirement, status, "talked about it", story.at("12/10:00"))
    facts = replace(facts, settings=(setting, older))
    after = by_name(evaluate(facts, ana, story.at(AS_OF)))
    assert after[requirement].status == status
    assert after[requirement].computed == by_name(before)[requirement]
    assert after[requirement].sentence.endswith(
        f"Set to “{status}” by the instructor: talked about it"
    )
    others = [name for name in REQUIREMENTS if name != requirement]
    assert [after[name] for name in others] == [by_name(before)[name] for name in others]


@given(st.integers(1, 5), st.integers(0, 5), st.integers(1, 2))
@settings(deadline=None, max_examples=40)
def test_lateness_is_counted_per_unit(late_parts, in_time, days):
    late_parts = min(late_parts, 5)
    first = ",".join(["0"] * late_parts + ["60"] * (5 - late_parts))
    events = f"ana init P 3/10:00 parts={first}; ana edit {3 + days}/20:00 parts=60,60,60,60,60"
    _, _, findings = tell("", events)
    found = by_name(findings)["parts"]
    assert found.status == "late"
    assert found.late_share * 5 == late_parts * days * found.late_share.__class__("0.10")


@given(stories())
@settings(deadline=None, max_examples=40)
def test_the_class_at_once_gives_the_same(told):
    story, facts, _ = tell(*told)
    at_once = evaluate_class(facts, story.at(AS_OF))
    students = [member.id for member in facts.members if member.role == "student"]
    assert dict(at_once) == {one: evaluate(facts, one, story.at(AS_OF)) for one in students}


@given(stories(), times(1, 9))
@settings(deadline=None, max_examples=80)
def test_findings_hold_until_they_are_said_to(told, now):
    story, facts, _ = tell(*told)
    at = story.at(now)
    until = holds_until(facts, at)
    if until is not None:
        middle = at + (until - at) / 2
        ana = story.people["ana"]
        assert evaluate(facts, ana, middle) == evaluate(facts, ana, at)


@pytest.mark.parametrize("as_of", ["20/12:00"])
def test_nothing_changes_any_more_at_the_end(as_of):
    story, facts, _ = tell("", "ana init P 3/10:00")
    assert holds_until(facts, story.at(as_of)) is None
