"""The facts a discussion is judged by, and the findings that come out.

Every instant is an aware UTC datetime. A due instant is the *first late* instant: "23:59" is kept
as the start of the next minute. Ids are the integers of the database; scopes are strings such as
"group:4" or "section:2".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

Requirement = Literal[
    "initial_post", "choice", "parts", "references", "responses", "active_days", "answer_back"
]
Status = Literal["met", "late", "partial", "unmet", "open", "review", "waived"]
Checkpoint = Literal["T1", "T2", "close"]
Kind = Literal["initial", "response", "reply"]
MemberRole = Literal["student", "assistant", "instructor", "observer"]
Code = Literal[
    "WITHDRAWN",
    "HIDDEN",
    "TOO_LATE",
    "SELF",
    "STAFF",
    "NESTED",
    "NOT_ACTIVE",
    "OTHER_GROUP",
    "EMPTY",
    "SHORT",
    "REPEAT",
    "COPY",
    "NO_OWN_SITE",
    "NO_TARGET_SITE",
    "SAME_SITE",
    "EXTRA",
]

REQUIREMENTS: tuple[Requirement, ...] = (
    "initial_post",
    "choice",
    "parts",
    "references",
    "responses",
    "active_days",
    "answer_back",
)


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time, start <= t < end; None is open on that side."""

    start: datetime | None = None
    end: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether the instant lies inside."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class PartRule:
    """One part of a post: its key in `Version.words`, its name in sentences, its least words."""

    key: str
    name: str
    minimum: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the prompt asks from `valid_from` on. False, 0 or an empty tuple: not asked for."""

    valid_from: datetime
    initial_post: bool = True
    choice: bool = True
    parts: tuple[PartRule, ...] = ()
    references: int = 2
    cited: bool = True
    responses: int = 2
    different_site: bool = True
    response_parts: tuple[PartRule, ...] = ()
    response_to: Literal["initial", "any"] = "initial"
    fallback: Literal["same_site", "waive", "instructor"] = "same_site"
    pool_lead_hours: int = 24
    days: int = 0
    day_words: int = 20
    answer_back: int = 0


@dataclass(frozen=True, slots=True)
class DueChange:
    """From `set_at` on, the checkpoint was due at `due_at` (the first late instant)."""

    checkpoint: Checkpoint
    due_at: datetime
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """One student's own later due instant (the first late instant)."""

    student_id: int
    checkpoint: Checkpoint
    due_at: datetime


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """Share of the points per day late and unit, the most it can reach, and the grace."""

    rate: Decimal = Decimal("0.10")
    cap: Decimal = Decimal("0.50")
    grace: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Version:
    """One saved text of a post.

    `words` are the words of each part by key, `total` those of the whole post. `listed`, `cited`
    and `unread` count references: in the list, listed and cited in the text, lines nobody could
    read. `copies` is the colleague whom another response of the same student answered with nearly
    this text.
    """

    saved_at: datetime
    words: tuple[tuple[str, int], ...] = ()
    site_id: int | None = None
    listed: int = 0
    cited: int = 0
    unread: int = 0
    copies: int | None = None
    total: int = 0

    def words_in(self, key: str) -> int:
        """Words of one part; 0 where it is missing."""
        return next((count for part, count in self.words if part == key), 0)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A published post: its versions (at least one) and when it was out of sight.

    `kind` is "response" where the response parts were filled in, "reply" for plain talk.
    `private` posts are seen by the instructor only.
    """

    id: int
    author_id: int
    parent_id: int | None
    kind: Kind
    versions: tuple[Version, ...]
    withdrawn: tuple[Interval, ...] = ()
    hidden: tuple[Interval, ...] = ()
    private: tuple[Interval, ...] = ()

    @property
    def published_at(self) -> datetime:
        """When the server received the first version."""
        return self.versions[0].saved_at


@dataclass(frozen=True, slots=True)
class Scope:
    """Membership of a group or section for a while."""

    key: str
    during: Interval = Interval()


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the course. `short_name` is the one used in sentences; `active` when enrolled."""

    id: int
    name: str
    short_name: str
    role: MemberRole = "student"
    active: tuple[Interval, ...] = (Interval(),)
    scopes: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteMerge:
    """The instructor declared two sites the same, from `at` on, and took that back at `until`."""

    a: int
    b: int
    at: datetime
    until: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether the two are the same at the instant."""
        return self.at <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class SettingFact:
    """An instructor's decision on one requirement of one student. The last (by `at`) stands."""

    student_id: int
    requirement: Requirement
    status: Status
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Discussion:
    """Everything one discussion is judged by. Rows may come in any order; `sites` are (id, name).

    `dues` holds at least one DueChange for T1, T2 and close. With `scoped`, only people of the
    same group or section (`Member.scopes`) can answer each other.
    """

    zone: ZoneInfo
    opens_at: datetime
    terms: tuple[Terms, ...]
    dues: tuple[DueChange, ...]
    members: tuple[Member, ...]
    posts: tuple[PostFacts, ...] = ()
    sites: tuple[tuple[int, str], ...] = ()
    merges: tuple[SiteMerge, ...] = ()
    #: (id, key of ``rules.sites``, whether staff listed it): sites that may be one organisation
    #: count as two, and staff are told.
    site_keys: tuple[tuple[int, str, bool], ...] = ()
    extensions: tuple[Extension, ...] = ()
    settings: tuple[SettingFact, ...] = ()
    policy: LatePolicy = field(default_factory=LatePolicy)
    scoped: bool = False
    #: The students that lists and figures are about, None: all. What is found of one of them goes
    #: by what everybody did.
    about: frozenset[int] | None = None

    def is_about(self, student_id: int) -> bool:
        """Whether a student is among those that lists and figures are about."""
        return self.about is None or student_id in self.about


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit that counts, complete since `at`: a post, or in it the part or reference `unit`."""

    post_id: int
    at: datetime
    days_late: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A unit that does not count, and the first test it failed. `unit`: the key of the part."""

    post_id: int
    code: Code
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about one requirement of one student.

    `sentence` is for student and staff alike, `next_step` for the student, `note` for staff; each
    may be "". `late_share` is a share of 1. `listed` are the references in the list, cited or
    not. `computed` is what the rules found where an instructor's setting stands instead.
    """

    requirement: Requirement
    status: Status
    have: int
    need: int
    counted: tuple[Counted, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    late_share: Decimal = Decimal(0)
    sentence: str = ""
    next_step: str = ""
    note: str = ""
    listed: int = 0
    computed: Finding | None = None
