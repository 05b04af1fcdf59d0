"""What a roster file would do to a course: one step for each person, nothing written.

Pure: what is there comes in as plain values (``Standing``), so the preview and the carrying out
reach the same plan, and ``Plan.seen`` tells whether they did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from forum.courses.imports.lines import Line, Roster
from forum.rules.roles import Role

#: What becomes of a person. JOINS: never here before. RETURNS: was here and left. MOVES: to another
#: section. STAYS: nothing changes. OTHER_ROLE: staff or observer here; a file changes nothing of
#: it. LEAVES: the file takes them out. MISSING: a student here of whom a whole roster says nothing.
JOINS, RETURNS, MOVES, STAYS, OTHER_ROLE, LEAVES, MISSING = (
    "joins",
    "returns",
    "moves",
    "stays",
    "other_role",
    "leaves",
    "missing",
)
KINDS = (JOINS, RETURNS, MOVES, LEAVES, MISSING, OTHER_ROLE, STAYS)
#: So many memberships may end by a tick. Beyond, and beyond a fifth of the students, the number has
#: to be typed: a file of the wrong course would empty this one.
ENDED_LIGHTLY = 5
_SHARE = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's present membership."""

    enrollment_id: int
    user_id: int
    email: str
    name: str
    role: str
    section_id: int | None


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who was in the course and left; the name is known to its staff."""

    user_id: int
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Present:
    """How the course stands: sections by id, present members and former ones by address."""

    sections: Mapping[int, str]
    members: Mapping[str, Standing]
    former: Mapping[str, Former]


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one person. ``line`` is 0 where the file says nothing of them.

    ``section`` is the section afterwards, ``before`` that of now (both by name, "" for none);
    ``name`` is the account's, where this course knows it, and else the file's; ``file_name`` what
    the file calls somebody who is known by another name.
    """

    kind: str
    line: int
    email: str
    name: str
    section: str
    before: str = ""
    file_name: str = ""
    role: str = ""
    user_id: int | None = None
    enrollment_id: int | None = None
    source_id: str = ""

    @property
    def begins(self) -> bool:
        """Whether a membership begins: of somebody new, or in another section."""
        return self.kind in (JOINS, RETURNS, MOVES)


@dataclass(frozen=True)
class Plan:
    """Every step by kind, in the order of the file; ``students`` are those of now."""

    steps: tuple[Step, ...]
    new_sections: tuple[str, ...]
    students: int
    by_kind: Mapping[str, tuple[Step, ...]] = field(init=False)

    def __post_init__(self) -> None:
        kinds: dict[str, list[Step]] = {kind: [] for kind in KINDS}
        for step in self.steps:
            kinds[step.kind].append(step)
        object.__setattr__(self, "by_kind", {kind: tuple(steps) for kind, steps in kinds.items()})

    @cached_property
    def seen(self) -> str:
        """A word for what the plan does; another one as soon as it would do something else."""
        said = [
            [step.kind, step.email, step.section, step.before, step.enrollment_id]
            for step in self.steps
        ]
        return hashlib.sha256(json.dumps([said, self.new_sections]).encode()).hexdigest()

    def ending(self, *, with_missing: bool) -> tuple[Step, ...]:
        """The steps that end memberships for good."""
        return self.by_kind[LEAVES] + (self.by_kind[MISSING] if with_missing else ())

    def is_grave(self, number: int) -> bool:
        """Whether the number of memberships that end has to be typed."""
        return number > max(ENDED_LIGHTLY, self.students // _SHARE)

    def changes(self, *, with_missing: bool) -> int:
        """How many people something changes for."""
        begun = sum(len(self.by_kind[kind]) for kind in (JOINS, RETURNS, MOVES))
        return begun + len(self.ending(with_missing=with_missing))


def make_plan(roster: Roster, present: Present) -> Plan:
    """Compare a file with a course. The same file again, once it was carried out, only STAYS."""
    sections = _Sections(present.sections.values())
    steps = [_step(line, present, sections) for line in roster.lines]
    named = {line.email for line in roster.lines}
    students = [one for one in present.members.values() if one.role == Role.STUDENT.value]
    if roster.is_whole:
        missing = (one for one in students if one.email not in named)
        in_order = sorted(missing, key=lambda one: (one.name.casefold(), one.user_id))
        steps += [_of_member(MISSING, Line(0, one.email), one, present) for one in in_order]
    return Plan(tuple(steps), tuple(sections.new), len(students))


def _step(line: Line, present: Present, sections: _Sections) -> Step:
    member = present.members.get(line.email)
    if member is not None:
        return _for_member(line, member, present, sections)
    former = present.former.get(line.email)
    known = former.name if former else line.name
    return Step(
        # Whether somebody who was never here has an account is told to nobody who prepares a file.
        kind=STAYS if line.is_ended else (RETURNS if former else JOINS),
        line=line.line,
        email=line.email,
        name=known or line.email,
        section="" if line.is_ended else sections.take(line.section),
        file_name=line.name if line.name and line.name != known else "",
        user_id=former.user_id if former else None,
        source_id=line.source_id,
    )


def _for_member(line: Line, member: Standing, present: Present, sections: _Sections) -> Step:
    if member.role != Role.STUDENT.value:
        return _of_member(OTHER_ROLE, line, member, present)
    if line.is_ended:
        return _of_member(LEAVES, line, member, present)
    before = _section_of(member, present)
    after = sections.take(line.section) if line.section is not None else before
    return _of_member(STAYS if after == before else MOVES, line, member, present, after)


def _of_member(
    kind: str, line: Line, member: Standing, present: Present, section: str | None = None
) -> Step:
    before = _section_of(member, present)
    return Step(
        kind=kind,
        line=line.line,
        email=member.email,
        name=member.name,
        section=before if section is None else section,
        before=before,
        file_name=line.name if line.name and line.name != member.name else "",
        role=member.role,
        user_id=member.user_id,
        enrollment_id=member.enrollment_id,
        source_id=line.source_id,
    )


def _section_of(member: Standing, present: Present) -> str:
    return present.sections[member.section_id] if member.section_id is not None else ""


class _Sections:
    """Names of sections: one that the course has in another spelling of case is that one."""

    def __init__(self, names: Iterable[str]) -> None:
        self.exact = set(names)
        self.folded = {name.casefold(): name for name in sorted(self.exact, reverse=True)}
        self.new: list[str] = []

    def take(self, name: str | None) -> str:
        """The section's name as the course has it or will have it; "" for none."""
        if name is None:
            return ""
        if name in self.exact:
            return name
        folded = name.casefold()
        if folded not in self.folded:
            self.folded[folded] = name
            self.exact.add(name)
            self.new.append(name)
        return self.folded[folded]
