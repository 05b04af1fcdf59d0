"""What changed since a grade was given, in words: before and now, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from forum.rules.grade_evidence import Difference
from forum.web.discussion.filters import requirement
from forum.web.grade_words import DECISIONS, EXTENSIONS
from forum.web.grading.scene import StudentDesk
from forum.web.presentation import clock, last_minute, percent
from forum.web.states import STATES

_SIGHTS = {"withdrawn": "withdrawn", "hidden": "hold"}


@dataclass(frozen=True)
class Compared:
    """One thing that is not what it was when the grade was given."""

    what: str
    before: str
    now: str
    href: str = ""


def compare_evidence(desk: StudentDesk, numbers: Mapping[int, int]) -> list[Compared]:
    """The differences of a student's sheet; ``numbers`` are the short numbers of posts by id."""
    return [_compared(desk, row, numbers) for row in desk.sheet.differences]


def _compared(desk: StudentDesk, row: Difference, numbers: Mapping[int, int]) -> Compared:
    if row.area == "findings":
        return Compared(
            requirement(row.key), _finding(row.before), _finding(row.after), "#evidence"
        )
    if row.area == "settings":
        what = _("Decision: %(what)s", what=requirement(row.key))
        return Compared(what, _setting(row.before), _setting(row.after), "#evidence")
    if row.area == "dues":
        return Compared(EXTENSIONS[row.key], _due(desk, row.before), _due(desk, row.after))
    number = numbers.get(int(row.key))
    what = _("Post #%(number)s", number=number) if number else _("A post")
    href = f"#p{number}" if number else ""
    return Compared(what, _post(desk, row.before), _post(desk, row.after), href)


def _finding(value: Sequence[Any] | None) -> str:
    if value is None:
        return _("not asked")
    status, have, need, late = value
    said = str(STATES[status].word)
    if need:
        said = _("%(state)s, %(have)d of %(need)d", state=said, have=have, need=need)
    share = Decimal(late)
    return _("%(said)s, lateness %(share)s", said=said, share=percent(share, 1)) if share else said


def _setting(value: Sequence[str] | None) -> str:
    if value is None:
        return _("none")
    status, reason = value
    words = {str(known): word for known, word in DECISIONS.items()}
    return _("%(status)s: %(reason)s", status=words.get(status, status), reason=reason)


def _due(desk: StudentDesk, value: str | None) -> str:
    if value is None:
        return _("none")
    return clock(last_minute(datetime.fromisoformat(value)), desk.scene.zone, desk.scene.now)


def _post(desk: StudentDesk, value: Sequence[Any] | None) -> str:
    if value is None:
        return _("not published")
    number, saved_at, sight = value
    at = clock(datetime.fromisoformat(saved_at), desk.scene.zone, desk.scene.now)
    said = _("version %(number)d of %(time)s", number=number, time=at)
    if sight in _SIGHTS:
        return f"{said}, {STATES[_SIGHTS[sight]].word}"
    return said
