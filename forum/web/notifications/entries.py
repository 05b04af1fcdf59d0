"""Entries of the list: a notification, or several of one kind and week that stand in a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from forum.notifications import kinds
from forum.notifications.views import View
from forum.notifications.words import Words
from forum.web.presentation import city, clock
from forum.web.translations import translator

#: Names that a group unfolds to; the others are a number.
UNFOLDED = 20
#: Kinds of which one sentence can speak for many. Others stand each by itself: two due times of a
#: week are two things to do.
_GATHERED = {kinds.RESPONSE.name, kinds.QUESTION.name, kinds.ASKED.name}
#: The icon of each kind.
ICONS = {
    kinds.RESPONSE.name: "reply",
    kinds.ELIGIBLE.name: "people",
    kinds.DUE.name: "clock",
    kinds.GRADE.name: "done",
    kinds.ANSWER.name: "info",
    kinds.HIDDEN.name: "hold",
    kinds.EXTENSION.name: "clock",
    kinds.MOVED.name: "clock",
    kinds.DECLINED.name: "info",
    kinds.ENROLLED.name: "people",
    kinds.READY.name: "judge",
    kinds.QUESTION.name: "alert",
    kinds.ASKED.name: "clock",
    kinds.SCARCE.name: "waiting",
    kinds.PLANNED.name: "done",
}


@dataclass(frozen=True)
class Line:
    """One notification as it is said."""

    id: int
    sentence: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One entry: what the newest of ``lines`` leads to, and what is said of all of them.

    ``unfolded`` are the lines shown below it, ``more`` how many there are besides.
    """

    line: Line
    icon: str
    place: str
    zone: ZoneInfo
    is_new: bool
    also: Sequence[int] = ()
    unfolded: Sequence[Line] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """How many notifications it stands for."""
        return 1 + len(self.also)


def list_entries(views: Iterable[View]) -> list[Entry]:
    """The entries of these notifications, in their order."""
    words = Words(translate=translator(), clock=clock, city=city)
    return [_entry(words, list(group)) for _key, group in groupby(views, key=_group_of)]


def _group_of(view: View) -> tuple[object, ...]:
    row = view.row
    alone = None if row.kind in _GATHERED else row.id
    return row.kind, row.course_id, row.prompt_id, row.seen_at is None, alone


def _entry(words: Words, views: Sequence[View]) -> Entry:
    newest = views[0]
    lines = [Line(view.row.id, words.headline(view), view.row.created_at) for view in views]
    return Entry(
        line=Line(newest.row.id, words.headline_of(views), newest.row.created_at),
        icon=ICONS.get(newest.kind, "info"),
        place=words.place(newest),
        zone=newest.course.zone,
        is_new=newest.row.seen_at is None,
        also=[line.id for line in lines[1:]],
        unfolded=lines[:UNFOLDED] if len(lines) > 1 else (),
        more=max(0, len(lines) - UNFOLDED),
    )
