"""The rows that a discussion is judged by, as the database gives them: two statements.

This is the one place besides ``discussion`` that reads posts: it takes times, counts and ids, never
text, and gives them to the rules.

Everything but the versions of posts is little, and comes in one statement of several parts. Values
are left raw, so that rows can be compared with those of an earlier reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    DateTime,
    Integer,
    Row,
    Select,
    SQLColumnExpression,
    String,
    Text,
    bindparam,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import TypeEngine

from forum.accounts.models import User
from forum.courses.models import Enrollment, Group, GroupMembership
from forum.database import UtcDateTime
from forum.discussion.models import Post, PostInterval, Revision
from forum.participation.models import Setting
from forum.prompts.models import Extension, Site, SiteMerge

#: The raw rows of one part, or of the versions.
Rows = tuple[tuple[Any, ...], ...]

_MEMBERS, _GROUPS, _INTERVALS, _SITES, _MERGES, _EXTENSIONS, _SETTINGS = range(7)


class EvidenceRows(NamedTuple):
    """Of one prompt, each part in the order of time:

    - members: person, section, enrollment; since, until; role, name;
    - groups of the prompt's set: person, group, -; since, until;
    - intervals: post; since, until; kind;
    - sites of the course: site; -, -; name;
    - merges: site, into; at;
    - extensions in force: person; due, set; kind;
    - settings in force: person; set; requirement, status, reason;
    - versions: post, author, parent, kind, saved, words (JSON), site, listed, cited, unread, the
      colleague whom the copied response answered.

    Each part but the last has three numbers, two instants and three texts; what it lacks is None.
    """

    members: Rows
    groups: Rows
    intervals: Rows
    sites: Rows
    merges: Rows
    extensions: Rows
    settings: Rows
    versions: Rows


class PeopleRows(NamedTuple):
    """Members and groups, as in ``EvidenceRows``."""

    members: Rows
    groups: Rows


def read_evidence(
    session: Session, course_id: int, prompt_id: int, group_set_id: int | None
) -> EvidenceRows:
    """Everything one prompt's discussion is judged by; two statements."""
    asked = {"course_id": course_id, "prompt_id": prompt_id, "group_set_id": group_set_id}
    parts = _by_part(session.execute(_CIRCUMSTANCES, asked), range(_SETTINGS + 1))
    versions = session.execute(_VERSIONS, {"prompt_id": prompt_id})
    return EvidenceRows._make([*parts, tuple(map(tuple, versions))])


def read_people(session: Session, course_id: int, group_set_id: int | None) -> PeopleRows:
    """Who belongs to the course, and to the groups of one set; one statement."""
    asked = {"course_id": course_id, "group_set_id": group_set_id}
    return PeopleRows._make(_by_part(session.execute(_PEOPLE, asked), (_MEMBERS, _GROUPS)))


def _by_part(rows: Iterable[Row[Any]], parts: Iterable[int]) -> list[Rows]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row[1:]))
    return [tuple(found[part]) for part in parts]


def _part(
    part: int,
    numbers: Sequence[SQLColumnExpression[Any]],
    instants: Sequence[SQLColumnExpression[Any]] = (),
    texts: Sequence[SQLColumnExpression[Any]] = (),
) -> Select[Any]:
    """One part of the statement."""
    columns = [
        *_filled("abc", numbers, Integer()),
        *_filled(("at", "until"), instants, UtcDateTime()),
        *_filled("xyz", texts, String()),
    ]
    return select(literal(part, Integer()).label("part"), *columns)


def _filled(
    names: Sequence[str], columns: Sequence[SQLColumnExpression[Any]], kind: TypeEngine[Any]
) -> list[SQLColumnExpression[Any]]:
    """The columns under these names; what a part lacks is NULL of the right type."""
    lacking = [cast(null(), kind) for _ in names[len(columns) :]]
    pairs = zip(names, [*columns, *lacking], strict=True)
    return [column.label(name) for name, column in pairs]


_IN_COURSE = bindparam("course_id", type_=Integer())
_OF_PROMPT = bindparam("prompt_id", type_=Integer())
# Built once: every page that says what counts sends them.
_PARTS_OF_PEOPLE = (
    _part(
        _MEMBERS,
        [Enrollment.user_id, Enrollment.section_id, Enrollment.id],
        [Enrollment.started_at, Enrollment.ended_at],
        [Enrollment.role, User.name],
    )
    .join(User, User.id == Enrollment.user_id)
    .where(Enrollment.course_id == _IN_COURSE),
    _part(
        _GROUPS,
        [GroupMembership.user_id, GroupMembership.group_id],
        [GroupMembership.started_at, GroupMembership.ended_at],
    )
    .join(Group, Group.id == GroupMembership.group_id)
    .where(Group.group_set_id == bindparam("group_set_id", type_=Integer())),
)
_ORDER = ("part", "at", "c", "a")
_PEOPLE = union_all(*_PARTS_OF_PEOPLE).order_by(*_ORDER)
_CIRCUMSTANCES = union_all(
    *_PARTS_OF_PEOPLE,
    _part(
        _INTERVALS,
        [PostInterval.post_id],
        [PostInterval.started_at, PostInterval.ended_at],
        [PostInterval.kind],
    )
    .join(Post, Post.id == PostInterval.post_id)
    .where(Post.prompt_id == _OF_PROMPT),
    _part(_SITES, [Site.id], texts=[Site.name]).where(Site.course_id == _IN_COURSE),
    _part(_MERGES, [SiteMerge.site_id, SiteMerge.into_id], [SiteMerge.merged_at]).where(
        SiteMerge.course_id == _IN_COURSE
    ),
    _part(
        _EXTENSIONS, [Extension.user_id], [Extension.due_at, Extension.set_at], [Extension.kind]
    ).where(Extension.prompt_id == _OF_PROMPT, Extension.ended_at.is_(None)),
    _part(
        _SETTINGS,
        [Setting.user_id, null(), Setting.id],
        [Setting.set_at],
        [Setting.requirement, Setting.status, Setting.reason],
    ).where(Setting.prompt_id == _OF_PROMPT, Setting.ended_at.is_(None)),
).order_by(*_ORDER)

_COPIED, _COPIED_FROM = aliased(Post), aliased(Post)
_VERSIONS = (
    select(
        Post.id,
        Post.author_id,
        Post.parent_id,
        Post.kind,
        # As the database gives it: a class has hundreds, and most are known from the last reading.
        type_coerce(Revision.saved_at, DateTime(timezone=True)),
        cast(Revision.words, Text),
        Revision.site_id,
        Revision.listed,
        Revision.cited,
        Revision.unread,
        _COPIED_FROM.author_id,
    )
    .join(Revision, Revision.post_id == Post.id)
    .outerjoin(_COPIED, _COPIED.id == Revision.copies_id)
    .outerjoin(_COPIED_FROM, _COPIED_FROM.id == _COPIED.parent_id)
    .where(Post.prompt_id == _OF_PROMPT)
    .order_by(Post.id, Revision.number)
)
