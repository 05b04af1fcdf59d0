"""Reads the story language of the case tables (docs/rules.md) into the facts of a discussion."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forum.rules.facts import (
    Discussion,
    DueChange,
    Extension,
    Interval,
    Member,
    PartRule,
    PostFacts,
    Scope,
    SettingFact,
    SiteMerge,
    Terms,
    Version,
)
from forum.rules.schedule import due_instant, local_instant

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)

PEOPLE = {
    "ana": ("Ana", "student"),
    "bea": ("Bea", "student"),
    "cy": ("Cy", "student"),
    "dee": ("Dee", "student"),
    "eli": ("Eli", "student"),
    "fay": ("Fay", "student"),
    "prof": ("Prof. Okafor", "instructor"),
    "ta": ("Tomas", "assistant"),
}
SITES = {
    "P": "Polaris Project",
    "Q": "La Strada International",
    "R": "International Justice Mission",
    "S": "Love146",
    "V": "National Human Trafficking Hotline",
}
PARTS = ("overview", "support", "awareness", "ally", "steps")
RESPONSE_PARTS = ("similarities", "differences", "impact")
BACKGROUND = "bea init Q 2/10:00; cy init R 2/11:00; dee init S 3/09:00; eli init P 3/09:30"
TIME = re.compile(r"-?\d+/\d\d:\d\d(:\d\d)?(@\S+)?|\d{4}-\d\d-\d\dT\S+Z")


@dataclass
class _Post:
    """A post while its story is being told."""

    author: str
    kind: str
    parent: str | None
    versions: list[Version]
    withdrawn: list[Interval] = field(default_factory=list)
    hidden: list[Interval] = field(default_factory=list)
    private: list[Interval] = field(default_factory=list)


class Story:
    """One row's setup and events; `facts()` are the discussion they make."""

    def __init__(self, setup: str, events: str) -> None:
        settings = dict(word.split("=", 1) for word in setup.split())
        self.week = date.fromisoformat(settings.pop("week", "2025-10-06"))
        self.zone = ZoneInfo(settings.pop("tz", "America/New_York"))
        self.people = {name: n for n, name in enumerate(PEOPLE, start=1)}
        self.sites = {letter: n for n, letter in enumerate(SITES, start=1)}
        self.posts: dict[str, _Post] = {}
        self.merges: list[SiteMerge] = []
        self.extensions: list[Extension] = []
        self.settings: list[SettingFact] = []
        self.active: dict[str, list[Interval]] = {name: [Interval()] for name in PEOPLE}
        self.scopes: dict[str, list[tuple[datetime | None, str]]] = {}
        self.dues = [
            DueChange(name, self.due(settings.pop(name, default)), BEGINNING)
            for name, default in (("T1", "3/23:59"), ("T2", "6/23:59"), ("close", "9/23:59"))
        ]
        stands_first = settings.pop("bg", "1") != "0"
        self.terms = [_changed(_plain_terms(), settings)]
        for event in _events(f"{BACKGROUND}; {events}" if stands_first else events):
            self._tell(event)

    # -- Reading times ------------------------------------------------------------------------

    def at(self, text: str) -> datetime:
        """A time of the story language as an instant."""
        if text.endswith("Z"):
            return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
        text, _, zone = text.partition("@")
        day, _, clock = text.partition("/")
        on = self.week + timedelta(days=int(day) - 1)
        return local_instant(on, time.fromisoformat(clock), ZoneInfo(zone) if zone else self.zone)

    def due(self, text: str) -> datetime:
        """A due time of the story language: the end of that minute."""
        if text.endswith("Z") or "@" in text:
            return self.at(text) + timedelta(minutes=1)
        day, _, clock = text.partition("/")
        return due_instant(self.week, int(day), time.fromisoformat(clock), self.zone)

    # -- The facts ----------------------------------------------------------------------------

    def facts(self) -> Discussion:
        """The discussion told so far. Posts get their ids in the order of their names."""
        self.post_ids = {name: n for n, name in enumerate(sorted(self.posts), start=1)}
        return Discussion(
            zone=self.zone,
            opens_at=local_instant(self.week, time(0), self.zone),
            terms=tuple(self.terms),
            dues=tuple(self.dues),
            members=tuple(self._member(name) for name in PEOPLE),
            posts=tuple(self._post_facts(name, post) for name, post in self.posts.items()),
            sites=tuple((self.sites[letter], name) for letter, name in SITES.items()),
            merges=tuple(self.merges),
            extensions=tuple(self.extensions),
            settings=tuple(self.settings),
            scoped=bool(self.scopes),
        )

    def _member(self, name: str) -> Member:
        shown, role = PEOPLE[name]
        changes = sorted(self.scopes.get(name, []), key=lambda change: change[0] or BEGINNING)
        ends = [*(start for start, _ in changes[1:]), None]
        scopes = tuple(
            Scope(key, Interval(start, end))
            for (start, key), end in zip(changes, ends, strict=False)
        )
        return Member(self.people[name], shown, shown, role, tuple(self.active[name]), scopes)

    def _post_facts(self, name: str, post: _Post) -> PostFacts:
        return PostFacts(
            id=self.post_ids[name],
            author_id=self.people[post.author],
            parent_id=self.post_ids[post.parent] if post.parent else None,
            kind=post.kind,
            versions=tuple(post.versions),
            withdrawn=tuple(post.withdrawn),
            hidden=tuple(post.hidden),
            private=tuple(post.private),
        )

    # -- Telling ------------------------------------------------------------------------------

    def _tell(self, event: list[str]) -> None:
        actor, verb, *words = event
        if actor == "note":
            return
        if verb not in VERBS:
            raise ValueError(f"unknown verb in {' '.join(event)!r}")
        VERBS[verb](self, actor, words)

    def _init(self, actor: str, words: list[str]) -> None:
        site, when, *options = words
        given, flags = _options(options)
        at = self.at(when)
        start = Version(at, _part_words(PARTS, "60,60,60,60,60"), listed=2, cited=2)
        start = replace(start, site_id=self._site(site))
        post = _Post(actor, "initial", None, [_edited(start, given)])
        if "private" in flags:
            post.private.append(Interval(at))
        self.posts[self._new_name(f"{actor}.")] = post

    def _edit(self, actor: str, words: list[str]) -> None:
        when, *options = words
        given, _ = _options(options)
        versions = self.posts[f"{actor}.1"].versions
        version = replace(versions[-1], saved_at=self.at(when))
        if "site" in given:
            version = replace(version, site_id=self._site(given.pop("site")))
        versions.append(_edited(version, given))

    def _resp(self, actor: str, words: list[str]) -> None:
        whom, when, *options = words
        given, _ = _options(options)
        version = Version(
            self.at(when),
            _part_words(RESPONSE_PARTS, given.get("words", "30,30,30")),
            copies=self.people[given["copyof"]] if "copyof" in given else None,
        )
        parent = given.get("to", f"{whom}.1")
        self._reply(actor, whom, "response", parent, _with_total(version))

    def _answer(self, actor: str, words: list[str]) -> None:
        whom, when, *options = words
        given, _ = _options(options)
        parent = given.get("to", f"{whom}>{actor}#1")
        version = Version(self.at(when), total=int(given.get("words", "40")))
        self._reply(actor, whom, "reply", parent, version)

    def _reply(self, actor: str, whom: str, kind: str, parent: str, version: Version) -> None:
        if parent not in self.posts:
            raise ValueError(f"{actor} answers {parent}, which does not exist")
        name = self._new_name(f"{actor}>{whom}#")
        self.posts[name] = _Post(actor, kind, parent, [version])

    def _redo(self, actor: str, words: list[str]) -> None:
        whom, when, *options = words
        given, _ = _options(options)
        versions = self.posts[f"{actor}>{whom}#{given.get('n', '1')}"].versions
        version = replace(versions[-1], saved_at=self.at(when), copies=None)
        if "words" in given:
            version = replace(version, words=_part_words(RESPONSE_PARTS, given["words"]))
        if "copyof" in given:
            version = replace(version, copies=self.people[given["copyof"]])
        versions.append(_with_total(version))

    def _withdraw(self, actor: str, words: list[str]) -> None:
        self.posts[words[0]].withdrawn.append(Interval(self.at(words[1])))

    def _restore(self, actor: str, words: list[str]) -> None:
        self._end(self.posts[words[0]].withdrawn, words[1:])

    def _hide(self, actor: str, words: list[str]) -> None:
        self.posts[words[0]].hidden.append(Interval(self.at(words[1])))

    def _show(self, actor: str, words: list[str]) -> None:
        self._end(self.posts[words[0]].hidden, words[1:])

    def _end(self, intervals: list[Interval], when: list[str]) -> None:
        """Without a time the state ends as soon as it began."""
        last = intervals.pop()
        intervals.append(Interval(last.start, self.at(when[0]) if when else last.start))

    def _joins(self, actor: str, words: list[str]) -> None:
        intervals = self.active[actor]
        if intervals == [Interval()]:
            intervals.clear()
        intervals.append(Interval(self.at(words[0])))

    def _drops(self, actor: str, words: list[str]) -> None:
        self._end(self.active[actor], words)

    def _group(self, actor: str, words: list[str]) -> None:
        start = self.at(words[1]) if len(words) > 1 else None
        self.scopes.setdefault(actor, []).append((start, words[0]))

    def _due(self, actor: str, words: list[str]) -> None:
        checkpoint, new, set_at = words
        self.dues.append(DueChange(checkpoint, self.due(new), self.at(set_at)))

    def _ext(self, actor: str, words: list[str]) -> None:
        whom, *granted = words
        for checkpoint, new in (word.split("=", 1) for word in granted):
            self.extensions.append(Extension(self.people[whom], checkpoint, self.due(new)))

    def _terms(self, actor: str, words: list[str]) -> None:
        when, *changes = words
        before = replace(self.terms[-1], valid_from=self.at(when))
        self.terms.append(_changed(before, dict(word.split("=", 1) for word in changes)))

    def _merge(self, actor: str, words: list[str]) -> None:
        one, other, when = words
        self.merges.append(SiteMerge(self.sites[one], self.sites[other], self.at(when)))

    def _split(self, actor: str, words: list[str]) -> None:
        one, other, when = words
        pair = (self.sites[one], self.sites[other])
        self.merges = [
            replace(merge, until=self.at(when))
            if (merge.a, merge.b) == pair and merge.until is None
            else merge
            for merge in self.merges
        ]

    def _sets(self, actor: str, words: list[str]) -> None:
        whom, requirement, status, reason, *when = words
        at = self.at(when[0]) if when else BEGINNING
        self.settings.append(SettingFact(self.people[whom], requirement, status, reason, at))

    def _site(self, letter: str) -> int | None:
        return None if letter == "-" else self.sites[letter]

    def _new_name(self, stem: str) -> str:
        taken = Counter(name.startswith(stem) for name in self.posts)[True]
        return f"{stem}{taken + 1}"


VERBS: dict[str, Callable[[Story, str, list[str]], None]] = {
    "init": Story._init,
    "edit": Story._edit,
    "resp": Story._resp,
    "answer": Story._answer,
    "redo": Story._redo,
    "withdraw": Story._withdraw,
    "restore": Story._restore,
    "hide": Story._hide,
    "show": Story._show,
    "joins": Story._joins,
    "drops": Story._drops,
    "group": Story._group,
    "due": Story._due,
    "ext": Story._ext,
    "terms": Story._terms,
    "merge": Story._merge,
    "split": Story._split,
    "sets": Story._sets,
}


def _events(text: str) -> list[list[str]]:
    """The events as lists of words; what stands in double quotes is one word."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";")
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    events: list[list[str]] = [[]]
    for word in lexer:
        if word == ";":
            events.append([])
        else:
            events[-1].append(word)
    return [event for event in events if event]


def _options(words: list[str]) -> tuple[dict[str, str], set[str]]:
    given = dict(word.split("=", 1) for word in words if "=" in word)
    return given, {word for word in words if "=" not in word}


def _edited(version: Version, given: dict[str, str]) -> Version:
    if "parts" in given:
        version = replace(version, words=_part_words(PARTS, given["parts"]))
    if "refs" in given:
        listed, _, cited = given["refs"].partition(",")
        version = replace(version, listed=int(listed), cited=int(cited or listed))
    if "unread" in given:
        version = replace(version, unread=int(given["unread"]))
    return _with_total(version)


def _with_total(version: Version) -> Version:
    if not version.words:
        return version
    return replace(version, total=sum(count for _, count in version.words))


def _part_words(names: tuple[str, ...], counts: str) -> tuple[tuple[str, int], ...]:
    return tuple(zip(names, map(int, counts.split(",")), strict=False))


def _plain_terms() -> Terms:
    return Terms(
        BEGINNING,
        parts=tuple(PartRule(name, name, 50) for name in PARTS),
        response_parts=tuple(PartRule(name, name, 20) for name in RESPONSE_PARTS),
        days=3,
        answer_back=1,
    )


def _changed(terms: Terms, changes: dict[str, str]) -> Terms:
    for key, value in changes.items():
        if key not in TERMS:
            raise ValueError(f"unknown setting {key}={value}")
        terms = TERMS[key](terms, value)
    return terms


def _minimum(rules: tuple[PartRule, ...], value: str) -> tuple[PartRule, ...]:
    return tuple(replace(rule, minimum=int(value)) for rule in rules)


def _number(name: str) -> Callable[[Terms, str], Terms]:
    return lambda terms, value: replace(terms, **{name: int(value)})


def _word(name: str) -> Callable[[Terms, str], Terms]:
    return lambda terms, value: replace(terms, **{name: value})


def _yes(name: str) -> Callable[[Terms, str], Terms]:
    return lambda terms, value: replace(terms, **{name: value in ("yes", "1", "true", "on")})


TERMS: dict[str, Callable[[Terms, str], Terms]] = {
    "part_words": lambda terms, value: replace(terms, parts=_minimum(terms.parts, value)),
    "response_part_words": lambda terms, value: replace(
        terms, response_parts=_minimum(terms.response_parts, value)
    ),
    "refs": _number("references"),
    "refs_cited": _yes("cited"),
    "responses": _number("responses"),
    "different_site": _yes("different_site"),
    "response_to": _word("response_to"),
    "fallback": _word("fallback"),
    "pool_lead_hours": _number("pool_lead_hours"),
    "days": _number("days"),
    "day_words": _number("day_words"),
    "answer_back": _number("answer_back"),
    "choice": _yes("choice"),
}
