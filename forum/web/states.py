"""How every state looks and is called, on every screen: one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from forum.web.translations import current_language, lazy_gettext


class Look(NamedTuple):
    """How a state looks: the name of its icon, its colour class without ``is-``, its word."""

    icon: str
    kind: str
    word: Any


# One table for every screen (SCREENS.md, "One evaluator"). The statuses of a Finding, the states of
# a prompt and those of a grade are entered under their own names, so that no page translates them.
STATES: dict[str, Look] = {
    "todo": Look("todo", "", lazy_gettext("To do")),
    "draft": Look("draft", "draft", lazy_gettext("In your draft")),
    "done": Look("done", "done", lazy_gettext("Done")),
    "late": Look("late", "late", lazy_gettext("Done late")),
    "partly": Look("partly", "partly", lazy_gettext("Partly done")),
    "not": Look("not", "not", lazy_gettext("Not done")),
    "waiting": Look("waiting", "waiting", lazy_gettext("Waiting")),
    "nocount": Look("nocount", "late", lazy_gettext("Does not count")),
    "hold": Look("hold", "", lazy_gettext("On hold")),
    "excused": Look("excused", "", lazy_gettext("Excused")),
    "judge": Look("judge", "", lazy_gettext("You judge")),
    "review": Look("judge", "", lazy_gettext("Your instructor will look at this")),
    "open": Look("todo", "", lazy_gettext("To do")),
    "met": Look("done", "done", lazy_gettext("Done")),
    "partial": Look("partly", "partly", lazy_gettext("Partly done")),
    "unmet": Look("not", "not", lazy_gettext("Not done")),
    "waived": Look("excused", "", lazy_gettext("Not asked")),
    "withdrawn": Look("excused", "", lazy_gettext("Withdrawn")),
    "private": Look("lock", "", lazy_gettext("Private")),
    "prompt-draft": Look("draft", "draft", lazy_gettext("Draft, not published")),
    "prompt-scheduled": Look("clock", "", lazy_gettext("Not open yet")),
    "prompt-open": Look("todo", "waiting", lazy_gettext("Open")),
    "prompt-closed": Look("lock", "", lazy_gettext("Closed")),
    "prompt-archived": Look("lock", "", lazy_gettext("Archived")),
    "ungraded": Look("todo", "", lazy_gettext("Not graded")),
    "held": Look("hold", "", lazy_gettext("Held, not released")),
    "graded": Look("done", "done", lazy_gettext("Graded")),
    "released": Look("done", "done", lazy_gettext("Released")),
    # Of the gradebook, beside held, released and excused.
    "later": Look("clock", "", lazy_gettext("Not open yet")),
    "no-work": Look("not", "not", lazy_gettext("No work")),
    "to-grade": Look("todo", "", lazy_gettext("To grade")),
    "in-hand": Look("hold", "", lazy_gettext("Held")),
    "waits": Look("waiting", "waiting", lazy_gettext("Graded, waits")),
    "changed": Look("alert", "late", lazy_gettext("Changed")),
}


class Looks(Mapping[str, Look]):
    """``STATES`` as templates see it, with the words of the reader's language."""

    def __getitem__(self, code: str) -> Look:
        return _look(code, current_language())

    def __iter__(self) -> Iterator[str]:
        return iter(STATES)

    def __len__(self) -> int:
        return len(STATES)


# A class of three hundred shows the same few states thousands of times, and looking up a word is
# slow, so each is kept by language.
@lru_cache(maxsize=512)
def _look(code: str, _language: str) -> Look:
    look = STATES[code]
    return look._replace(word=str(look.word))
