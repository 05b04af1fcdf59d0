"""What became otherwise in weeks that students know: a log for everybody, read from that of acts.

Source: SCREENS.md, "Changing a running prompt". Only what concerns the whole class is in it: own
due times, decisions and grades have a subject, and rows with one are never read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.prompts.models import Prompt
from forum.prompts.terms import FOR_EVERYONE, SPARES_DONE
from forum.rules.pattern import UNDO_TIME

Sort = Literal["time", "term", "setting", "text"]

#: Texts of which the log keeps that they changed, by the act: the listed sites, and the rubric.
_WHOLE = {"prompt_sites_set": "sites", "rubric_saved": "rubric"}
_VERBS = ("due_time_set", "terms_set", "prompt_changed", *_WHOLE)


@dataclass(frozen=True)
class Fact:
    """One thing that changed: a time by its kind, a term or a setting by its name, from ``before``
    to ``after`` as the log keeps them (instants in ISO form); of a text only that it changed.
    """

    sort: Sort
    name: str
    before: Any = None
    after: Any = None

    @property
    def due_before(self) -> datetime:
        """The instant that a time was."""
        return datetime.fromisoformat(self.before)

    @property
    def due_after(self) -> datetime:
        """The instant that a time became."""
        return datetime.fromisoformat(self.after)

    @property
    def is_change(self) -> bool:
        """Whether it is another than before; a text always is."""
        return self.sort == "text" or self.before != self.after


@dataclass(frozen=True)
class WeekChange:
    """What one person changed of a week at one instant. ``by`` is their name, "" where nobody did.

    ``binds_all``: changed terms hold for those too who had begun; ``spares_done``: but not for
    those who had done all that was asked.
    """

    prompt_id: int
    at: datetime
    by: str
    facts: tuple[Fact, ...]
    binds_all: bool = False
    spares_done: bool = False

    def of(self, *sorts: Sort) -> tuple[Fact, ...]:
        """The facts of these sorts."""
        return tuple(fact for fact in self.facts if fact.sort in sorts)


@dataclass(frozen=True)
class _Entry:
    """A fact with the row of the log that says it."""

    activity: Activity
    by: str
    fact: Fact

    @property
    def act(self) -> tuple[datetime, int, int]:
        """What one person did in one week at one instant is one change."""
        return self.activity.at, self.activity.prompt_id or 0, self.activity.actor_id or 0

    @property
    def what(self) -> tuple[int | None, str, str]:
        """What of which week it is about."""
        return self.activity.prompt_id, self.fact.sort, self.fact.name

    def overtakes(self, earlier: _Entry) -> bool:
        """Whether one person set the same thing again within half a minute: nobody relied on what
        stood between (``rules.pattern.UNDO_TIME``).
        """
        is_same = earlier.activity.actor_id == self.activity.actor_id
        return is_same and self.activity.at <= earlier.activity.at + UNDO_TIME


# The index over subject and prompt leads to the rows that have no subject.
_ROWS = (
    select(Activity, User.name)
    .outerjoin(User, User.id == Activity.actor_id)
    .where(
        Activity.subject_id.is_(None),
        Activity.prompt_id.in_(bindparam("prompt_ids", expanding=True)),
        Activity.verb.in_(_VERBS),
    )
    .order_by(Activity.id)
)


def list_week_changes(session: Session, prompt: Prompt) -> Sequence[WeekChange]:
    """What changed in a week since it was first published, newest first.

    One statement, and none for a week that was never saved since.
    """
    published_at = prompt.published_at
    if published_at is None or prompt.updated_at <= published_at:
        return ()
    return list_changes(session, [prompt])


def list_changes(session: Session, prompts: Collection[Prompt]) -> Sequence[WeekChange]:
    """What changed in these weeks since each was first published, newest first; one statement."""
    published = {prompt.id: prompt.published_at for prompt in prompts if prompt.published_at}
    found = session.execute(_ROWS, {"prompt_ids": list(published)})
    entries = [
        _Entry(activity, name or "", fact)
        for activity, name in found
        if activity.at > published[activity.prompt_id or 0]
        for fact in _facts(activity)
    ]
    ordered = sorted(_settled(entries), key=lambda entry: entry.act)
    groups = groupby(ordered, key=lambda entry: entry.act)
    return [_change(list(group)) for _act, group in groups][::-1]


def _facts(activity: Activity) -> Iterator[Fact]:
    """What a row of the log says. The first setting of a time is no change of it."""
    detail = activity.detail
    if activity.verb in _WHOLE:
        yield Fact("text", _WHOLE[activity.verb])
    elif activity.verb == "due_time_set":
        if detail["before"] is not None:
            yield Fact("time", detail["kind"], detail["before"], detail["after"])
    else:
        sort: Sort = "term" if activity.verb == "terms_set" else "setting"
        before = detail["before"]  # an old row may lack a term, which had its default
        yield from (Fact(sort, name, before[name], detail["after"][name]) for name in before)
        yield from (Fact("text", name) for name in detail.get("texts", ()))


def _settled(entries: Iterable[_Entry]) -> list[_Entry]:
    """The entries without what stood for less than half a minute, and what it changed back."""
    last: dict[tuple[int | None, str, str], int] = {}
    kept: list[_Entry | None] = []
    for entry in entries:
        at = last.get(entry.what)
        earlier = kept[at] if at is not None else None
        if at is not None and earlier is not None and entry.overtakes(earlier):
            kept[at] = None
            entry = replace(entry, fact=replace(entry.fact, before=earlier.fact.before))
        last[entry.what] = len(kept)
        kept.append(entry)
    return [entry for entry in kept if entry is not None and entry.fact.is_change]


def _change(entries: Sequence[_Entry]) -> WeekChange:
    first = entries[0]
    details = [entry.activity.detail for entry in entries]
    return WeekChange(
        prompt_id=first.activity.prompt_id or 0,
        at=first.activity.at,
        by=first.by,
        facts=tuple(entry.fact for entry in entries),
        binds_all=any(detail.get(FOR_EVERYONE) for detail in details),
        spares_done=any(detail.get(SPARES_DONE) for detail in details),
    )
