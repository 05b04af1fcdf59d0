"""The rows that a discussion is judged by, as the database gives them: one statement.

This is the one place besides ``discussion`` that reads posts: it takes times, counts and ids, never
text, and gives them to the rules.

The statement has several parts, most of them of few rows. The versions of posts are many, and most
of them known from an earlier reading: the database writes them all into one text, which takes less
time than a row for each, and is read only where it differs from that of before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    SQLColumnExpression,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from forum.accounts.models import User
from forum.courses.models import Enrollment, Group, GroupMembership
from forum.database import UtcDateTime, in_utc
from forum.discussion.models import Post, PostInterval, Revision
from forum.participation.models import Setting
from forum.prompts.models import Extension, Site, SiteMerge

#: The raw rows of one part.
Rows = tuple[tuple[Any, ...], ...]

_PARTS = range(8)
_MEMBERS, _GROUPS, _INTERVALS, _SITES, _MERGES, _EXTENSIONS, _SETTINGS, _VERSIONS = _PARTS


class EvidenceRows(NamedTuple):
    """Of one prompt, each part in the order of time:

    - members: person, section, enrollment; since, until; role, name;
    - groups of the prompt's set: person, group, -; since, until;
    - intervals: post; since, until; kind;
    - sites of the course: site; listed since, -; name, identity;
    - merges: site, into; since, until;
    - extensions in force: person; due, set; kind;
    - settings in force: person; set; requirement, status, reason.

    Each part has three numbers, two instants and three texts; what it lacks is None. ``versions``
    is the text that ``versions_in`` reads; equal texts say the same.
    """

    members: Rows
    groups: Rows
    intervals: Rows
    sites: Rows
    merges: Rows
    extensions: Rows
    settings: Rows
    versions: str


class VersionRow(NamedTuple):
    """One version of a post. ``words`` has the count of each part; ``copies_id`` is the response of
    the same person under the same prompt that the text nearly repeats.
    """

    post_id: int
    number: int
    author_id: int
    parent_id: int | None
    kind: Any
    words: dict[str, int]
    site_id: int | None
    listed: int
    cited: int
    unread: int
    copies_id: int | None
    saved_at: datetime


class PeopleRows(NamedTuple):
    """Members and groups, as in ``EvidenceRows``."""

    members: Rows
    groups: Rows


def read_evidence(
    session: Session, course_id: int, prompt_id: int, group_set_id: int | None
) -> EvidenceRows:
    """Everything one prompt's discussion is judged by; one statement."""
    asked = {"course_id": course_id, "prompt_id": prompt_id, "group_set_id": group_set_id}
    *parts, written = _by_part(session.execute(_EVIDENCE, asked), _PARTS)
    (*_, text, _, _) = written[0]  # an aggregate is one row, also of nothing
    return EvidenceRows._make([*parts, text or ""])


def versions_in(text: str) -> list[VersionRow]:
    """The versions of all posts that a text of ``read_evidence`` says: by post, then by number."""
    # No two have the same post and number, so that what stands behind them is never compared.
    return [
        VersionRow._make([*values, in_utc(datetime.fromisoformat(saved_at))])
        for *values, saved_at in sorted(json.loads(f"[{text}]"))
    ]


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


class _Filled(FunctionElement[str]):
    """A text with values in the places of its ``%s``."""

    type = Text()
    inherit_cache = True


@compiles(_Filled)
def _say_filled(element: _Filled, compiler: SQLCompiler, **options: Any) -> str:
    # SQLite has always known the function by this name, and by PostgreSQL's only from 3.38 on.
    name = "printf" if compiler.dialect.name == "sqlite" else "format"
    return f"{name}{compiler.process(element.clause_expr, **options)}"


def _version() -> ColumnElement[str]:
    """One version as an array of JSON, in the order of ``VersionRow``."""
    return _Filled(
        # Between quotes stand a kind and an instant, in which nothing has to be escaped.
        literal('[%s,%s,%s,%s,"%s",%s,%s,%s,%s,%s,%s,"%s"]'),
        Post.id,
        Revision.number,
        Post.author_id,
        _or_null(Post.parent_id),
        Post.kind,
        Revision.words,
        _or_null(Revision.site_id),
        Revision.listed,
        Revision.cited,
        Revision.unread,
        _or_null(Revision.copies_id),
        Revision.saved_at,
    )


def _or_null(number: SQLColumnExpression[Any]) -> SQLColumnExpression[str]:
    return func.coalesce(cast(number, Text), "null")


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
_EVIDENCE = union_all(
    *_PARTS_OF_PEOPLE,
    _part(
        _INTERVALS,
        [PostInterval.post_id],
        [PostInterval.started_at, PostInterval.ended_at],
        [PostInterval.kind],
    )
    .join(Post, Post.id == PostInterval.post_id)
    .where(Post.prompt_id == _OF_PROMPT),
    _part(_SITES, [Site.id], [Site.approved_at], [Site.name, Site.identity]).where(
        Site.course_id == _IN_COURSE
    ),
    _part(
        _MERGES,
        [SiteMerge.site_id, SiteMerge.into_id],
        [SiteMerge.merged_at, SiteMerge.ended_at],
    ).where(SiteMerge.course_id == _IN_COURSE),
    _part(
        _EXTENSIONS, [Extension.user_id], [Extension.due_at, Extension.set_at], [Extension.kind]
    ).where(Extension.prompt_id == _OF_PROMPT, Extension.ended_at.is_(None)),
    _part(
        _SETTINGS,
        [Setting.user_id, null(), Setting.id],
        [Setting.set_at],
        [Setting.requirement, Setting.status, Setting.reason],
    ).where(Setting.prompt_id == _OF_PROMPT, Setting.ended_at.is_(None)),
    _part(_VERSIONS, [], texts=[func.aggregate_strings(_version(), ",")])
    .join(Revision, Revision.post_id == Post.id)
    .where(Post.prompt_id == _OF_PROMPT),
).order_by(*_ORDER)
