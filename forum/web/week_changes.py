"""What became otherwise in a week, in words for everybody who reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from forum.prompts.changes import Fact, WeekChange
from forum.web.activity_words import NAMES
from forum.web.translations import lazy_gettext as _l

#: What a time is of, where it moved.
TIMES = {
    "opens": _l("It opens"),
    "T1": _l("Posts are due"),
    "T2": _l("Responses are due"),
    "close": _l("It closes"),
}
#: What is asked in numbers, and how lateness counts.
_NUMBERS = {
    "references": _l("References: %(after)s instead of %(before)s"),
    "responses": _l("Responses: %(after)s instead of %(before)s"),
    "pool_lead_hours": _l(
        "Colleagues to respond to are counted %(after)s hours before responses are due, "
        "instead of %(before)s"
    ),
    "days": _l("Days on which something is written: %(after)s instead of %(before)s"),
    "day_words": _l("Words that make a day count: %(after)s instead of %(before)s"),
    "answer_back": _l("Answers to those who wrote to oneself: %(after)s instead of %(before)s"),
    "points": _l("Points: %(after)s instead of %(before)s"),
    "grace_minutes": _l("Minutes of grace: %(after)s instead of %(before)s"),
    "late_rate": _l("A day of lateness takes %(after)s %% instead of %(before)s %%"),
    "late_cap": _l("Lateness takes %(after)s %% at most instead of %(before)s %%"),
    "title": _l("The title: “%(after)s” instead of “%(before)s”"),
}
#: What is asked or not, by what it is now.
_STATES: Mapping[str, Mapping[Any, Any]] = {
    "initial_post": {True: _l("A post is asked for"), False: _l("No post is asked for")},
    "choice": {True: _l("A site has to be named"), False: _l("No site has to be named")},
    "cited": {
        True: _l("References have to be cited in the text"),
        False: _l("References need not be cited in the text"),
    },
    "different_site": {
        True: _l("Responses count to colleagues with a different site only"),
        False: _l("Responses to colleagues with the same site count as well"),
    },
    "response_to": {
        "initial": _l("Responses count to initial posts only"),
        "any": _l("Responses to what was written under a post count as well"),
    },
    "fallback": {
        "same_site": _l("Too few colleagues to respond to: responses to the same site count"),
        "waive": _l("Too few colleagues to respond to: the missing responses are not asked for"),
        "instructor": _l("Too few colleagues to respond to: the instructor decides"),
    },
}
#: Named alone, without what they were.
_NAMES = NAMES | {"sites": _l("the listed sites"), "rubric": _l("how it will be graded")}
#: Said by another fact of the same change.
_SAID_BY = {"asks_site": {"choice"}, "parts": {"parts", "response_parts"}}
#: Parts of the post, and parts of a response.
_PARTS = {
    "parts": {
        "new": _l("New part of the post: “%(part)s”, %(words)s words or more"),
        "longer": _l("“%(part)s”: %(words)s words or more instead of %(was)s"),
        "renamed": _l("The part “%(was)s” is called “%(part)s”"),
        "gone": _l("The part “%(part)s” is not asked for"),
    },
    "response_parts": {
        "new": _l("New part of a response: “%(part)s”, %(words)s words or more"),
        "longer": _l("“%(part)s” of a response: %(words)s words or more instead of %(was)s"),
        "renamed": _l("The part “%(was)s” of a response is called “%(part)s”"),
        "gone": _l("The part “%(part)s” of a response is not asked for"),
    },
}


#: In which order things are said; a database may keep them in any.
_SAID = dict.fromkeys((*_PARTS, *_STATES, *_NUMBERS, *_NAMES))
_ORDER = {name: at for at, name in enumerate(_SAID)}


@dataclass(frozen=True)
class Line:
    """A change as it is said: who, when, which times moved, and everything else in sentences."""

    change: WeekChange
    times: Sequence[Fact]
    sentences: Sequence[str]

    @property
    def at(self) -> datetime:
        """When it was saved."""
        return self.change.at


def say_changes(changes: Sequence[WeekChange], *, times_only: bool = False) -> list[Line]:
    """The changes in their order. Before a week opens, its ``times_only`` may be known."""
    lines = [
        Line(change, change.of("time"), () if times_only else tuple(_sentences(change)))
        for change in changes
    ]
    return [line for line in lines if line.times or line.sentences]


def _sentences(change: WeekChange) -> Iterator[str]:
    terms = _ordered(change.of("term"))
    for said in (one for fact in terms for one in _say(fact)):
        yield _("%(what)s, %(reach)s", what=said, reach=_reach(change))
    if terms and not change.binds_all:
        yield _("Who had begun keeps the better of the old and the new rules")
    others = _ordered(change.of("setting", "text"))
    for fact in others:
        if fact.name in _NUMBERS:
            yield from _say(fact)
    asked = {fact.name for fact in terms}
    named = [
        str(_NAMES.get(name, name))
        for name in dict.fromkeys(fact.name for fact in others)
        if name not in _NUMBERS and not asked & _SAID_BY.get(name, set())
    ]
    if named:
        yield _("Changed: %(what)s", what=", ".join(named))


def _ordered(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: _ORDER.get(fact.name, len(_ORDER)))


def _reach(change: WeekChange) -> str:
    """Whom changed rules bind."""
    if change.spares_done:
        return str(_("for everyone but those who had done all that was asked"))
    if change.binds_all:
        return str(_("for everyone, also those who had begun"))
    return str(_("from now on"))


def _say(fact: Fact) -> Iterator[str]:
    if fact.name in _PARTS:
        yield from _say_parts(fact, _PARTS[fact.name])
    elif fact.name in _STATES:
        yield str(_STATES[fact.name][fact.after])
    else:
        yield str(_NUMBERS[fact.name]) % {"after": fact.after, "before": fact.before}


def _say_parts(fact: Fact, words: Mapping[str, Any]) -> Iterator[str]:
    """Parts that came, went, were renamed or need another number of words."""
    before = {part["key"]: part for part in fact.before or ()}
    after = {part["key"]: part for part in fact.after}
    for key, part in after.items():
        name, minimum = part["name"], part["minimum"]
        was = before.get(key)
        if was is None:
            yield str(words["new"]) % {"part": name, "words": minimum}
            continue
        if was["name"] != name:
            yield str(words["renamed"]) % {"part": name, "was": was["name"]}
        if was["minimum"] != minimum:
            yield str(words["longer"]) % {"part": name, "words": minimum, "was": was["minimum"]}
    for key, part in before.items():
        if key not in after:
            yield str(words["gone"]) % {"part": part["name"]}
