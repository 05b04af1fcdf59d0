"""Reads of prints and passages. No text is read here but through ``discussion``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, exists, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from forum.discussion.queries.written import (
    Written,
    is_open,
    is_shown,
    revisions_of_lineage,
    saved_until,
)
from forum.integrity.models import Fingerprint, Overlap
from forum.prompts.models import Prompt
from forum.rules.overlap import Kind, Printed

#: A place in a text as it is stored: the key of the part, first character, character after.
Place = tuple[str, int, int]
#: The lists of places that a passage has.
PLACES = ("spans", "shared", "source_spans", "source_shared")


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage of a post that also stands in another one.

    ``spans`` and ``shared`` are places in the post, ``source_spans`` and ``source_shared`` in the
    other (see ``rules.overlap.Passage``). ``source_course_id`` and ``source_prompt_id`` say under
    which prompt the other one stands.
    """

    revision_id: int
    post_id: int
    source_id: int
    source_course_id: int
    source_prompt_id: int
    kind: Kind
    words: int
    spans: tuple[Place, ...]
    shared: tuple[Place, ...]
    source_spans: tuple[Place, ...]
    source_shared: tuple[Place, ...]


def list_passages_of(
    session: Session, prompt_id: int, author_id: int, *, for_author: bool
) -> list[FoundPassage]:
    """The passages in what a person has published under a prompt, in the versions that are shown.

    ``for_author``: only those that also stand in a post which colleagues can read, because the
    author must not learn of posts that were withdrawn, hidden or sent to the instructor alone. One
    statement.
    """
    conditions = [Fingerprint.prompt_id == prompt_id, Fingerprint.author_id == author_id]
    if for_author:
        conditions.append(is_open(Overlap.source_id))
    return _found(session, *conditions)


def list_passages_under(session: Session, prompt_id: int) -> list[FoundPassage]:
    """The passages in all posts under a prompt, in the versions that are shown. One statement."""
    return _found(session, Fingerprint.prompt_id == prompt_id)


def has_passages(
    prompt_id: BindParameter[int], author_id: BindParameter[int]
) -> ColumnElement[bool]:
    """Condition: something was found in what a person wrote under a prompt, in any version."""
    return exists().where(
        Overlap.revision_id == Fingerprint.revision_id,
        Fingerprint.prompt_id == prompt_id,
        Fingerprint.author_id == author_id,
    )


def list_earlier_prints(session: Session, written: Written) -> list[Printed]:
    """The prints of what stood there before a version, in the order of time. One statement.

    Other people's versions, and the author's own in other courses: nobody copies from oneself in
    one and the same course.
    """
    is_elsewhere = or_(
        Fingerprint.author_id != written.author_id, Fingerprint.course_id != written.course_id
    )
    rows = session.execute(
        select(
            Fingerprint.revision_id, Fingerprint.post_id, Fingerprint.author_id, Fingerprint.prints
        )
        .where(
            Fingerprint.lineage == written.lineage,
            Fingerprint.saved_at < written.saved_at,
            is_elsewhere,
        )
        .order_by(Fingerprint.saved_at, Fingerprint.revision_id)
    )
    return [Printed(*row) for row in rows]


def list_unprinted(session: Session, lineage: str, until: datetime) -> Sequence[int]:
    """The versions of a lineage saved until an instant that have no prints yet. One statement."""
    printed = exists().where(Fingerprint.revision_id == literal_column("revision.id"))
    return session.scalars(revisions_of_lineage(lineage).where(saved_until(until), ~printed)).all()


def list_lineages(session: Session, course_id: int | None = None) -> Sequence[str]:
    """The lineages of the prompts of a course, or of all. One statement."""
    statement = select(Prompt.lineage).distinct().order_by(Prompt.lineage)
    if course_id is not None:
        statement = statement.where(Prompt.course_id == course_id)
    return session.scalars(statement).all()


def list_versions_of(session: Session, lineage: str) -> Sequence[int]:
    """All versions of a lineage in the order of time. One statement."""
    return session.scalars(revisions_of_lineage(lineage)).all()


def _found(session: Session, *conditions: ColumnElement[bool]) -> list[FoundPassage]:
    source = aliased(Fingerprint)
    rows = session.execute(
        select(
            Overlap.revision_id,
            Fingerprint.post_id,
            Overlap.source_id,
            source.course_id,
            source.prompt_id,
            Overlap.kind,
            Overlap.words,
            Overlap.places,
        )
        .join(Fingerprint, Fingerprint.revision_id == Overlap.revision_id)
        .join(source, source.revision_id == Overlap.source_id)
        .where(is_shown(Overlap.revision_id), *conditions)
        .order_by(Fingerprint.post_id, Overlap.id)
    )
    return [_as_passage(*row) for row in rows]


def _as_passage(
    revision_id: int,
    post_id: int,
    source_id: int,
    course_id: int,
    prompt_id: int,
    kind: Kind,
    words: int,
    places: Mapping[str, Sequence[Sequence[Any]]],
) -> FoundPassage:
    return FoundPassage(
        revision_id,
        post_id,
        source_id,
        course_id,
        prompt_id,
        kind,
        words,
        **{name: tuple((key, start, end) for key, start, end in places[name]) for name in PLACES},
    )
