"""A whole class at once: who is in it, and the statuses of everybody's findings.

Pages about one student show how the class stands beside it (how many are late, who comes next), so
what the rules say of the class is kept for a minute, by the facts it was said of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from forum.participation.queries import Standing, Translate, get_standing, get_standings
from forum.rules.analytics import ClassFigures, analyse
from forum.rules.attention import Attention, list_attention
from forum.rules.case import has_left
from forum.rules.facts import Discussion, Member
from forum.rules.roles import Role
from forum.rules.sentences import as_written
from forum.rules.waiting import waits_since


def students_of(discussion: Discussion) -> dict[int, Member]:
    """Everybody the discussion is about who is or was a student, by id."""
    return {
        row.id: row
        for row in discussion.members
        if row.role == Role.STUDENT.value and discussion.is_about(row.id)
    }


def present_students(discussion: Discussion, now: datetime) -> list[Member]:
    """The present students by name: everybody, those without work too."""
    present = (row for row in students_of(discussion).values() if not has_left(row, now))
    return sorted(present, key=lambda row: (row.name.casefold(), row.id))


def get_class_standings(discussion: Discussion, now: datetime) -> Mapping[int, Standing]:
    """The findings of every student for their statuses and numbers; sentences are untranslated.

    What was found of the same facts within the same minute is given again: due times are whole
    minutes, and a change of the facts is a new question.
    """
    return _standings(_Asked(discussion, now))


def list_class_attention(discussion: Discussion, now: datetime) -> Sequence[Attention]:
    """Whom to look at first (``rules.attention``); kept as ``get_class_standings`` keeps."""
    return _attention(_Asked(discussion, now))


def get_class_figures(discussion: Discussion, now: datetime) -> ClassFigures:
    """The figures of the class (``rules.analytics``); kept as ``get_class_standings`` keeps."""
    return _figures(_Asked(discussion, now))


def get_own_standing(
    discussion: Discussion, student_id: int, now: datetime, translate: Translate
) -> Standing:
    """The findings of one student (``get_standing``); kept as ``get_class_standings`` keeps."""
    of_class = _of_class(_Asked(discussion, now))
    key = (student_id, translate)
    found = of_class.own.get(key)
    if found is None:
        found = of_class.own[key] = get_standing(discussion, student_id, now, translate)
    return found


def find_waits_since(discussion: Discussion, student_id: int, now: datetime) -> datetime | None:
    """Since when a student waits (``rules.waiting``); kept as ``get_class_standings`` keeps."""
    waits = _of_class(_Asked(discussion, now)).waits
    if student_id not in waits:
        own = get_class_standings(discussion, now).get(student_id)
        waits[student_id] = waits_since(discussion, student_id, now, own.findings) if own else None
    return waits[student_id]


class _Asked:
    """A question to the rules; two are equal when the facts are, and the minute."""

    def __init__(self, discussion: Discussion, now: datetime) -> None:
        self.discussion = discussion
        self.now = now
        self.minute = now.replace(second=0, microsecond=0)

    def __hash__(self) -> int:
        # Few discussions are kept: to go through a class's facts costs more than to compare twice.
        # Equality does not: where nothing changed, the parts are the same objects as before.
        facts = self.discussion
        return hash((facts.opens_at, len(facts.posts), len(facts.members), self.minute))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Asked)
            and self.minute == other.minute
            and self.discussion == other.discussion
        )


@dataclass
class _OfClass:
    """What was found of single students of a class: as long as the class itself is kept."""

    own: dict[tuple[int, Translate], Standing] = field(default_factory=dict)
    waits: dict[int, datetime | None] = field(default_factory=dict)


@lru_cache(maxsize=8)
def _of_class(_asked: _Asked) -> _OfClass:
    return _OfClass()


@lru_cache(maxsize=8)
def _standings(asked: _Asked) -> Mapping[int, Standing]:
    return get_standings(asked.discussion, asked.now, as_written)


@lru_cache(maxsize=8)
def _attention(asked: _Asked) -> Sequence[Attention]:
    found = {row.student_id: row.findings for row in _standings(asked).values()}
    return list_attention(asked.discussion, found, asked.now)


@lru_cache(maxsize=8)
def _figures(asked: _Asked) -> ClassFigures:
    return analyse(asked.discussion, asked.now)
