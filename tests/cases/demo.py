"""The class of 26 of the sample course, from its rosters, as the facts of one discussion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from forum.rules.facts import (
    Discussion,
    DueChange,
    Extension,
    Interval,
    Member,
    PartRule,
    PostFacts,
    Terms,
    Version,
)
from forum.rules.schedule import due_instant, local_instant
from tests.cases.story import BEGINNING, RESPONSE_PARTS
from tests.cases.tables import read_rows

FOLDER = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")
WEEK = date(2025, 10, 6)
PARTS = (("overview", 80), ("support", 80), ("awareness", 60), ("ally", 60), ("steps", 40))

# What demo_expected.json calls the organisations.
SITE_KEYS = {
    "Polaris Project": "polaris",
    "Coalition of Immokalee Workers": "ciw",
    "La Strada International": "lastrada",
    "HEAL Trafficking": "heal",
    "Anti-Slavery International": "antislavery",
    "Love146": "love146",
    "Survivor Alliance": "survivor",
    "International Justice Mission": "ijm",
    "Freedom Network USA": "freedom",
    "Free the Slaves": "free",
    "Verité": "verite",
    "DHS Blue Campaign": "blue",
    "GEMS": "gems",
    "Shared Hope International": "sharedhope",
    "Cast LA": "cast",
    "Walk Free": "walkfree",
}


@dataclass(frozen=True)
class Demo:
    """The discussion, and the ids of its students and sites by their short names."""

    discussion: Discussion
    students: dict[str, int]
    sites: dict[str, int]


def at(text: str) -> datetime:
    """ "3/19:30": the third day of the week, 19:30 course time."""
    day, _, clock = text.partition("/")
    return local_instant(WEEK + timedelta(days=int(day) - 1), time.fromisoformat(clock), ZONE)


def due(text: str) -> datetime:
    """The end of that minute."""
    day, _, clock = text.partition("/")
    return due_instant(WEEK, int(day), time.fromisoformat(clock), ZONE)


def load() -> Demo:
    """The whole class, with everything it will ever write."""
    roster = read_rows(FOLDER / "demo_roster.csv")
    students = {row["id"]: n for n, row in enumerate(roster, start=1)}
    sites = {key: n for n, key in enumerate(SITE_KEYS.values(), start=1)}
    initials = {
        row["id"]: _initial(row, students[row["id"]], sites[SITE_KEYS[row["organisation"]]])
        for row in roster
        if "/" in row["initial_post_day/time"]
    }
    discussion = Discussion(
        zone=ZONE,
        opens_at=at("1/00:00"),
        terms=(
            Terms(
                BEGINNING,
                parts=tuple(PartRule(key, key, minimum) for key, minimum in PARTS),
                response_parts=tuple(PartRule(key, key, 20) for key in RESPONSE_PARTS),
                days=3,
                answer_back=1,
            ),
        ),
        dues=tuple(
            DueChange(checkpoint, due(when), BEGINNING)
            for checkpoint, when in (("T1", "3/23:59"), ("T2", "6/23:59"), ("close", "9/23:59"))
        ),
        members=tuple(
            Member(students[row["id"]], row["name"], row["name"].split()[0]) for row in roster
        ),
        posts=(*initials.values(), *_replies(students, initials)),
        sites=tuple((sites[key], name) for name, key in SITE_KEYS.items()),
        extensions=(
            Extension(students["xime"], "T1", due("5/23:59")),
            Extension(students["xime"], "T2", due("8/23:59")),
        ),
    )
    return Demo(discussion, students, sites)


def _initial(row: dict[str, str], author: int, site: int) -> PostFacts:
    words = [int(count) for count in row["words_per_part"].split(",")]
    listed, cited = map(int, row["references_listed,cited"].split(","))
    published = at(row["initial_post_day/time"])
    version = Version(published, (), site, listed, cited)
    versions = [_worded(version, words)]
    if row["id"] == "owen":
        # One part a few words short, lengthened a day late.
        lengthened = replace(version, saved_at=at("4/20:00"))
        versions = [_worded(version, [*words[:-1], words[-1] - 6]), _worded(lengthened, words)]
    private = (Interval(published),) if row["id"] == "yara" else ()
    return PostFacts(author, author, None, "initial", tuple(versions), private=private)


def _worded(version: Version, words: list[int]) -> Version:
    keys = [key for key, _ in PARTS]
    return replace(version, words=tuple(zip(keys, words, strict=True)), total=sum(words))


def _replies(students: dict[str, int], initials: dict[str, PostFacts]) -> list[PostFacts]:
    posts: dict[str, PostFacts] = {}
    for number, row in enumerate(read_rows(FOLDER / "demo_responses.csv"), start=101):
        words = [int(count) for count in row["words"].split(",")]
        version = Version(at(row["day/time"]), total=sum(words))
        kind, _, answers = row["kind"].partition(" to ")
        if kind == "response":
            parts = tuple(zip(RESPONSE_PARTS, words, strict=True))
            version = replace(version, words=parts)
            parent = initials[row["to"]].id
            name = f"{row['from']}>{row['to']}#1"
        else:
            parent, name = posts[answers].id, f"{row['from']}>{answers}"
        author = students[row["from"]]
        posts[name] = PostFacts(number, author, parent, kind, (version,))
    return list(posts.values())
