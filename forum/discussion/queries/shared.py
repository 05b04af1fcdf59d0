"""Statements that are built once for all readers who are asked alike, and sent with their values.

To build a statement of thirty columns costs more than to answer it. A policy's filter depends on a
few properties of the reader (role, gate, groups or sections) and otherwise only puts the reader's
ids into the statement; here it is given placeholders for these ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import BindParameter, Integer, Select, bindparam

from forum.courses.policy import Viewer
from forum.discussion.policy import Reader

Build = Callable[[Reader], Any]
#: A statement and the values to send with it: ``session.execute(*whole(reader))``.
Filled = tuple[Select[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class _Kind:
    """What the policies ask of a reader besides ids."""

    viewer: Viewer
    gate_is_open: bool
    has_group_set: bool
    has_group: bool
    by_section: bool


def shared(build: Build) -> Callable[[Reader], Filled]:
    """Build a reader's statement once for all readers of one kind.

    ``build`` may use the reader's ids and the prompt's (``id``, ``course_id``, ``group_set_id``) as
    values in the statement only, never to decide what stands in it.
    """
    built = lru_cache(maxsize=128)(lambda kind: build(_placeholder(kind)))
    return lambda reader: (built(_kind_of(reader)), _values_of(reader))


def _kind_of(reader: Reader) -> _Kind:
    return _Kind(
        viewer=replace(reader.viewer, user_id=0, name="", section_id=None),
        gate_is_open=reader.gate_is_open,
        has_group_set=reader.prompt.group_set_id is not None,
        has_group=reader.group_id is not None,
        by_section=reader.by_section,
    )


def _placeholder(kind: _Kind) -> Reader:
    """A reader of this kind whose ids are parameters."""
    prompt = SimpleNamespace(
        id=_id("reader_prompt"),
        course_id=_id("reader_course"),
        group_set_id=_id("reader_group_set") if kind.has_group_set else None,
    )
    return Reader(
        viewer=replace(
            kind.viewer,
            user_id=cast(int, _id("reader_user")),
            section_id=cast(int, _id("reader_section")),
        ),
        prompt=cast(Any, prompt),
        gate_is_open=kind.gate_is_open,
        group_id=cast(int, _id("reader_group")) if kind.has_group else None,
        by_section=kind.by_section,
    )


def _values_of(reader: Reader) -> dict[str, int | None]:
    prompt = reader.prompt
    return {
        "reader_user": reader.viewer.user_id,
        "reader_section": reader.viewer.section_id,
        "reader_group": reader.group_id,
        "reader_prompt": prompt.id,
        "reader_course": prompt.course_id,
        "reader_group_set": prompt.group_set_id,
    }


def _id(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer())
