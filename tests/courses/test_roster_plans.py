"""What a roster would do to a course: found purely, and nothing the second time."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.courses.imports.lines import Line, Roster
from forum.courses.imports.plans import (
    ENDED_LIGHTLY,
    JOINS,
    LEAVES,
    MISSING,
    MOVES,
    OTHER_ROLE,
    RETURNS,
    STAYS,
    Former,
    Plan,
    Present,
    Standing,
    make_plan,
)

NAMES = ("ana", "bea", "cy", "dee", "eve")


def address(name: str) -> str:
    return f"{name}@example.org"


def course(**members: tuple[str, int | None]) -> Present:
    """A course with sections Day (1) and Evening (2): who is there as what, in which section; the
    role "former" is for those who left.
    """
    standing, former = {}, {}
    for number, (name, (role, section)) in enumerate(sorted(members.items()), 1):
        email = address(name)
        if role == "former":
            former[email] = Former(number, email, name.title())
        else:
            standing[email] = Standing(10 + number, number, email, name.title(), role, section)
    return Present({1: "Day", 2: "Evening"}, standing, former)


def roster(*lines: tuple[str, str | None], is_whole: bool = True) -> Roster:
    """A file of people and their sections."""
    made = [
        Line(number, address(name), name.title(), section)
        for number, (name, section) in enumerate(lines, 2)
    ]
    return Roster(tuple(made), is_whole=is_whole)


#: How somebody stands, what the file says of the section, and what becomes of it: kind, section.
CASES = [
    (None, None, JOINS, ""),
    (None, "Day", JOINS, "Day"),
    (("former", None), "Day", RETURNS, "Day"),
    (("student", 1), "Day", STAYS, "Day"),
    (("student", 1), None, STAYS, "Day"),
    (("student", None), None, STAYS, ""),
    (("student", 1), "Evening", MOVES, "Evening"),
    (("student", None), "Evening", MOVES, "Evening"),
    (("student", 1), "DAY", STAYS, "Day"),  # another spelling of case is the same section
    (("student", 1), "Night", MOVES, "Night"),
    (("assistant", 1), "Evening", OTHER_ROLE, "Day"),
    (("instructor", None), "Day", OTHER_ROLE, ""),
    (("observer", None), None, OTHER_ROLE, ""),
]


@pytest.mark.parametrize(("stands", "section", "kind", "after"), CASES)
def test_what_becomes_of_somebody(stands, section, kind, after):
    present = course(ana=stands) if stands else course()
    (step,) = make_plan(roster(("ana", section)), present).steps
    assert (step.kind, step.section) == (kind, after)


def test_students_of_whom_a_whole_roster_says_nothing_are_named_and_staff_are_not():
    present = course(ana=("student", 1), bea=("student", 2), cy=("instructor", None))
    plan = make_plan(roster(("ana", None)), present)
    assert [step.name for step in plan.by_kind[MISSING]] == ["Bea"]
    assert make_plan(roster(("ana", None), is_whole=False), present).by_kind[MISSING] == ()


@pytest.mark.parametrize(
    ("students", "number", "is_grave"),
    [(10, ENDED_LIGHTLY, False), (10, ENDED_LIGHTLY + 1, True), (100, 20, False), (100, 21, True)],
)
def test_many_memberships_end_only_where_their_number_is_typed(students, number, is_grave):
    assert Plan((), (), students).is_grave(number) is is_grave


def test_a_section_that_is_new_is_made_once_in_its_first_spelling():
    plan = make_plan(roster(("ana", "Night"), ("bea", "night"), ("cy", "NIGHT")), course())
    assert plan.new_sections == ("Night",)
    assert {step.section for step in plan.steps} == {"Night"}


def carried_out(plan: Plan, present: Present, *, with_missing: bool) -> Present:
    """The course after the plan."""
    ids = count(1000)
    sections = dict(present.sections) | {next(ids): name for name in plan.new_sections}
    by_name = {name: number for number, name in sections.items()} | {"": None}
    members, former = dict(present.members), dict(present.former)
    for step in plan.ending(with_missing=with_missing):
        gone = members.pop(step.email)
        former[step.email] = Former(gone.user_id, gone.email, gone.name)
    for step in plan.steps:
        if step.begins:
            former.pop(step.email, None)
            user_id = step.user_id or next(ids)
            members[step.email] = Standing(
                next(ids), user_id, step.email, step.name, "student", by_name[step.section]
            )
    return Present(sections, members, former)


ROLES = st.sampled_from(["student", "student", "student", "assistant", "observer", "former"])
PLACES = st.none() | st.tuples(ROLES, st.sampled_from([None, 1, 2]))
MEMBERS = st.fixed_dictionaries(dict.fromkeys(NAMES, PLACES))
SAID = st.none() | st.tuples(st.sampled_from([None, "Day", "evening", "Night"]), st.booleans())
LINES = st.fixed_dictionaries(dict.fromkeys(NAMES, SAID))


@given(MEMBERS, LINES, st.booleans(), st.booleans())
def test_the_same_file_again_changes_nothing_and_staff_stay(members, lines, is_whole, with_missing):
    present = course(**{name: place for name, place in members.items() if place})
    named = {name: said for name, said in lines.items() if said}
    file = roster(*((name, section) for name, (section, _out) in named.items()), is_whole=is_whole)
    if not is_whole:
        outs = (out for _section, out in named.values())
        ended = (replace(line, is_ended=out) for line, out in zip(file.lines, outs, strict=True))
        file = replace(file, lines=tuple(ended))
    plan = make_plan(file, present)
    assert make_plan(file, present).seen == plan.seen
    after = carried_out(plan, present, with_missing=with_missing)
    again = make_plan(file, after)
    kinds = {step.kind for step in again.steps}
    assert kinds <= {STAYS, OTHER_ROLE, *(() if with_missing else (MISSING,))}
    assert not again.new_sections
    if plan.changes(with_missing=with_missing):
        assert again.seen != plan.seen
    staff = {mail: one for mail, one in present.members.items() if one.role != "student"}
    assert {mail: one for mail, one in after.members.items() if one.role != "student"} == staff
    assert LEAVES not in kinds
