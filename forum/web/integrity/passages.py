"""Passages as pages show them: a sentence, the own words, and for staff the other post's beside.

An author reads that "another post of this prompt" has the passage, and neither whose nor its text.
Staff read both, as far as the other post is theirs to read (``discussion.policy``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import g, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.queries import list_memberships
from forum.database import utc_now
from forum.discussion.policy import Reader
from forum.discussion.queries.readers import list_readers
from forum.discussion.queries.written import SeenVersion, list_seen_versions
from forum.integrity.policy import can_compare, can_know_of_passages
from forum.integrity.queries import FoundPassage, list_passages_of
from forum.markup import SafeHtml, replace_names
from forum.prompts.models import Prompt
from forum.rules.overlap import Kind
from forum.rules.roles import Permission
from forum.web.access import signed_in_user
from forum.web.integrity.excerpts import Excerpt, beginning_of, cut_excerpts
from forum.web.integrity.sentences import say_passage


@dataclass(frozen=True)
class Other:
    """The other post for those who may read it; ``course`` is its course where that is another."""

    author_id: int
    author_name: str
    number: int
    url: str
    published_at: datetime
    course: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True)
class ShownPassage:
    """A passage of post ``number``; ``other`` is None for its author, and where it is out of reach.

    ``sentence`` says what was found, the same to author and staff; ``begins`` quotes the first
    words.
    """

    kind: Kind
    words: int
    number: int
    author_id: int
    author_name: str
    sentence: str
    begins: str
    excerpts: tuple[Excerpt, ...]
    other: Other | None = None

    @property
    def line(self) -> str:
        """The sentence with the first words, which tells this passage from others."""
        said = {"sentence": self.sentence, "words": self.begins}
        return _("%(sentence)s It begins: “%(words)s”", **said)


def own_passages(session: Session, reader: Reader) -> list[ShownPassage]:
    """What the viewer is told about the own posts under a prompt. One statement, two where there is
    something."""
    if not can_know_of_passages(reader):
        return []
    found = list_passages_of(session, reader.prompt.id, reader.viewer.user_id, for_author=True)
    texts = _own(session, reader, found)
    return _once([_shown(row, texts[row.revision_id]) for row in found if row.revision_id in texts])


def compared_passages(
    session: Session, reader: Reader, found: Sequence[FoundPassage]
) -> list[ShownPassage]:
    """Passages for staff, the other post beside each as far as it is theirs to read.

    None of posts that are not. Two statements where something was found; where it stands in other
    courses too, four more and one for each of their prompts.
    """
    texts = _own(session, reader, found)
    others = _others(session, reader, found)
    return [
        replace(_shown(row, texts[row.revision_id]), other=_other(row, others))
        for row in found
        if row.revision_id in texts
    ]


def _own(session: Session, reader: Reader, found: Sequence[FoundPassage]) -> dict[int, SeenVersion]:
    return _seen(session, reader, {row.revision_id for row in found})


def without_names(
    passages: Sequence[ShownPassage], labels: Mapping[int, str], names: Mapping[str, str]
) -> list[ShownPassage]:
    """The same with ``labels`` for those who wrote, by their ids, and ``names`` replaced in what
    they wrote; who has no label is nobody of this class."""

    def excerpts(rows: tuple[Excerpt, ...]) -> tuple[Excerpt, ...]:
        return tuple(
            replace(
                row,
                pieces=tuple(
                    replace(piece, text=replace_names(SafeHtml(piece.text), names))
                    for piece in row.pieces
                ),
            )
            for row in rows
        )

    def other(row: Other) -> Other:
        said = labels.get(row.author_id, "")
        return replace(row, author_name=said, excerpts=excerpts(row.excerpts))

    return [
        replace(
            row,
            author_name=labels.get(row.author_id, ""),
            excerpts=excerpts(row.excerpts),
            other=other(row.other) if row.other else None,
        )
        for row in passages
    ]


Others = Mapping[int, tuple[SeenVersion, str, str]]


def _others(session: Session, reader: Reader, found: Sequence[FoundPassage]) -> Others:
    """By version, the other posts that the viewer may read, with the address and the title of their
    course; the title is empty for the course one is in."""
    prompt = reader.prompt
    here = [row.source_id for row in found if row.source_prompt_id == prompt.id]
    seen = {
        key: (version, g.place.course.slug, "")
        for key, version in _seen(session, reader, here).items()
    }
    elsewhere = {row.source_prompt_id for row in found} - {prompt.id}
    if elsewhere:
        seen |= _taught_elsewhere(session, elsewhere, [row.source_id for row in found])
    return seen


def _taught_elsewhere(
    session: Session, prompt_ids: Collection[int], revision_ids: Collection[int]
) -> dict[int, tuple[SeenVersion, str, str]]:
    """The same of other courses that the viewer teaches."""
    taught = {
        row.course.id: row
        for row in list_memberships(session, signed_in_user())
        if row.viewer.can(Permission.READ_VERSIONS)
    }
    prompts = session.scalars(
        select(Prompt).where(Prompt.id.in_(prompt_ids), Prompt.course_id.in_(taught))
    ).all()
    viewers = {course_id: row.viewer for course_id, row in taught.items()}
    courses = {course_id: row.course for course_id, row in taught.items()}
    readers = list_readers(session, viewers, courses, prompts, excused=(), closes={}, now=utc_now())
    found = {}
    for prompt in prompts:
        course = courses[prompt.course_id]
        said = f"{course.title}, {course.term.name}"
        for key, version in _seen(session, readers[prompt.id], revision_ids).items():
            found[key] = (version, course.slug, said)
    return found


def _seen(
    session: Session, reader: Reader, revision_ids: Collection[int]
) -> dict[int, SeenVersion]:
    """The versions in sight whose author is somebody the viewer works with."""
    if not revision_ids:
        return {}
    versions = list_seen_versions(session, reader, revision_ids)
    return {
        key: version
        for key, version in versions.items()
        if version.author_id == reader.viewer.user_id
        or can_compare(reader.viewer, version.author_id)
    }


def _shown(row: FoundPassage, version: SeenVersion) -> ShownPassage:
    excerpts = cut_excerpts(version.parts, row.spans, row.shared)
    return ShownPassage(
        kind=row.kind,
        words=row.words,
        number=version.number,
        author_id=version.author_id,
        author_name=version.author_name,
        sentence=say_passage(row.kind, row.words),
        begins=beginning_of(version.parts, row.spans),
        excerpts=excerpts,
    )


def _other(row: FoundPassage, others: Others) -> Other | None:
    if row.source_id not in others:
        return None
    version, slug, course = others[row.source_id]
    return Other(
        author_id=version.author_id,
        author_name=version.author_name,
        number=version.number,
        url=url_for("discussion.post", slug=slug, number=version.number),
        published_at=version.published_at,
        course=course,
        excerpts=cut_excerpts(version.parts, row.source_spans, row.source_shared),
    )


def _once(passages: Sequence[ShownPassage]) -> list[ShownPassage]:
    """For the author one row for each passage, in however many posts it stands."""
    found: dict[tuple[int, Kind, str], ShownPassage] = {}
    for row in passages:
        text = "".join(piece.text for excerpt in row.excerpts for piece in excerpt.pieces)
        found.setdefault((row.number, row.kind, text), row)
    return list(found.values())
