"""What may lie beside a student's work is asked for at once: each kind is seen alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.discussion.models import Draft
from forum.discussion.queries.readers import OpenedGate
from forum.grading.bank.models import BankComment
from forum.grading.models import DeskLease, PlannedRelease, Rating
from forum.grading.queries.notes import UNKNOWN, find_notes
from forum.grading.queries.rubrics import find_rubric
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension
from tests.integrity.conftest import LOST, check
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, make_prompt, post_initial

NOW = GRADING_TIME


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """A week in which nobody has written yet."""
    return Marking(app, session, clock)


def there(desk: Marking) -> set[str]:
    """The kinds that are found about Ana, besides the rubric."""
    found = find_notes(desk.session, desk.prompt, desk.ana.id, NOW)
    return {name for name, is_there in asdict(found).items() if is_there} - {"rubric"}


def add(desk: Marking, row: object) -> None:
    desk.session.add(row)
    desk.session.flush()


def about(desk: Marking, person: str = "ana") -> dict[str, int]:
    return {"prompt_id": desk.prompt.id, "user_id": getattr(desk, person).id}


def ask(desk: Marking, person: str) -> None:
    add(
        desk,
        Question(
            requirement="parts", sentence="Met.", text="Why?", asked_at=NOW, **about(desk, person)
        ),
    )


def lease(desk: Marking, person: str, minutes: int = 5) -> None:
    ends_at = NOW + timedelta(minutes=minutes)
    add(desk, DeskLease(grader_id=desk.tomas.id, ends_at=ends_at, **about(desk, person)))


def plan(desk: Marking, ended: bool = False) -> None:
    add(
        desk,
        PlannedRelease(
            prompt_id=desk.prompt.id,
            part="all",
            students=[],
            notes={},
            release_at=at(12, "10:00"),
            planned_at=NOW,
            planned_by_id=desk.prof.id,
            version=1,
            ended_at=NOW if ended else None,
        ),
    )


def decide(desk: Marking, person: str) -> None:
    made = {"status": "met", "reason": "On paper.", "set_at": NOW, "set_by_id": desk.prof.id}
    add(desk, Setting(requirement="parts", **made, **about(desk, person)))


def extend(desk: Marking, person: str, ended: bool = False) -> None:
    given = {"set_at": NOW, "set_by_id": desk.prof.id, "ended_at": NOW if ended else None}
    add(desk, Extension(kind="T1", due_at=at(9, "10:00"), **given, **about(desk, person)))


def draft(desk: Marking, person: str, slot: str = "initial", text: str = "Begun.") -> None:
    typed = {"field": "part-overview", "begun_at": NOW, "saved_at": NOW}
    add(desk, Draft(slot=slot, text=text, **typed, **about(desk, person)))


def keep(desk: Marking) -> None:
    row = BankComment(
        course_id=desk.course.id, owner_id=desk.prof.id, text="Good.", saved_at=NOW, shared_at=None
    )
    add(desk, row)


def copy(desk: Marking, person: str) -> None:
    """The person's post has a sentence that a colleague published before."""
    other = desk.bea if person == "ana" else desk.ana
    for author, hour in ((other, "09:00"), (getattr(desk, person), "09:30")):
        text = {"overview": f"{LOST} {author.name}", "ally": ""}
        post = post_initial(desk.session, author, desk.prompt, now=at(2, hour), parts=text)
    check(desk.session, post)


#: What comes along as it is.
BROUGHT = ("rubric", "gate")
FOUND = {
    "a question": (lambda desk: ask(desk, "ana"), {"questions"}),
    "a colleague's question": (lambda desk: ask(desk, "bea"), {"questions"}),
    "a lease": (lambda desk: lease(desk, "bea"), {"leases"}),
    "a lease that is over": (lambda desk: lease(desk, "bea", -1), set()),
    "a planned release": (plan, {"plans"}),
    "a planned release that is over": (lambda desk: plan(desk, ended=True), set()),
    "a grade of a colleague, whose desk is still open": (
        lambda desk: desk.grade(desk.bea, 4),
        {"grades", "leases"},
    ),
    "a decision": (lambda desk: decide(desk, "ana"), {"settings"}),
    "a decision about a colleague": (lambda desk: decide(desk, "bea"), set()),
    "an own due time": (lambda desk: extend(desk, "ana"), {"extensions"}),
    "an own due time taken back": (lambda desk: extend(desk, "ana", ended=True), set()),
    "a colleague's due time": (lambda desk: extend(desk, "bea"), set()),
    "a draft": (lambda desk: draft(desk, "ana"), {"draft"}),
    "an emptied draft": (lambda desk: draft(desk, "ana", text=""), set()),
    "a draft of a response": (lambda desk: draft(desk, "ana", slot="response-1"), set()),
    "a colleague's draft": (lambda desk: draft(desk, "bea"), set()),
    "a kept comment": (keep, {"bank"}),
    "a passage of a colleague's": (lambda desk: copy(desk, "ana"), {"passages"}),
    "a colleague's passage": (lambda desk: copy(desk, "bea"), set()),
    "a post that opened the gate": (
        lambda desk: post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00")),
        {"gate"},
    ),
}


def test_nothing_is_there_at_first(desk):
    assert there(desk) == set()
    kinds = {name: value for name, value in asdict(UNKNOWN).items() if name not in BROUGHT}
    assert all(kinds.values())


@pytest.mark.parametrize("what", FOUND)
def test_each_kind_is_found_by_itself(desk, what):
    make, expected = FOUND[what]
    make(desk)
    assert there(desk) == expected


def test_a_released_grade_is_of_this_week_here_and_of_an_earlier_one_later(desk):
    desk.grade(desk.ana, 4)
    desk.release()
    assert there(desk) == {"grades", "leases", "released"}
    desk.prompt = make_prompt(desk.session, desk.course, week=2)
    assert there(desk) == {"earlier"}


def test_the_rubric_comes_along_as_it_is_by_now(desk):
    def rubric():
        return find_notes(desk.session, desk.prompt, desk.ana.id, NOW).rubric

    before = rubric()
    assert before == find_rubric(desk.session, desk.prompt.id)
    assert rubric() is before
    desk.session.execute(
        update(Rating).values(points=7).where(Rating.criterion_id == before.criteria[0].id)
    )
    assert rubric() == find_rubric(desk.session, desk.prompt.id) != before


def test_a_week_without_a_rubric_has_notes_all_the_same(desk):
    desk.prompt = make_prompt(desk.session, desk.course, week=3)
    found = find_notes(desk.session, desk.prompt, desk.ana.id, NOW)
    assert found.rubric is None
    assert find_rubric(desk.session, desk.prompt.id) is None
    assert there(desk) == set()


def test_the_gate_says_when_it_opened_and_with_what(desk):
    post = post_initial(desk.session, desk.ana, desk.prompt, now=at(2, "10:00"))
    gate = find_notes(desk.session, desk.prompt, desk.ana.id, NOW).gate
    assert gate == OpenedGate(at(2, "10:00"), post.number, 1)
    assert find_notes(desk.session, desk.prompt, desk.bea.id, NOW).gate is None
