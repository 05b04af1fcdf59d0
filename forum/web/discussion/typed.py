"""A writing form as it was sent: read once, given back whole, turned into a Writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from flask import request
from werkzeug.datastructures import MultiDict

from forum.discussion.actions.refusals import Refused
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Revision
from forum.discussion.queries.posts import PostView
from forum.markup import clean_text
from forum.rules.citations import Reference, Unreadable, parse_reference, split_reference_list

#: The columns of a reference row, in the order of the form.
REFERENCE_SLOTS = ("author", "year", "title", "source", "url")
#: Empty rows offered, and rows accepted at most.
BLANK_ROWS = 2
MOST_ROWS = 60

_SINGLE = ("site", "own_site_name", "own_site_address", "private", "content_note", "alternative")
#: Characters of the small fields; texts are limited by the guard.
_LONGEST = {"own_site_name": 200, "own_site_address": 2048, "content_note": 200}
LONGEST_CELL = 1000


class KeyMissing(Refused):
    """The form's one-use key is missing or none of ours."""


class LineTooLong(Refused):
    """A small field (``control``) holds more than ``most`` characters."""

    def __init__(self, control: str, most: int) -> None:
        super().__init__(control, most)
        self.control = control
        self.most = most


class Part(Protocol):
    """A field of the form, known by its key."""

    @property
    def key(self) -> str: ...


@dataclass(frozen=True)
class Typed:
    """Every field of a writing form by name, cleaned of what no database can keep."""

    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        """The text of one field; empty where it was not sent."""
        return self.fields.get(name, "")

    @property
    def reference_rows(self) -> list[dict[str, str]]:
        """The reference rows that hold anything, in their order."""
        rows = []
        for index in range(MOST_ROWS):
            row = {slot: self.get(f"references-{index}-{slot}").strip() for slot in REFERENCE_SLOTS}
            if any(row.values()):
                rows.append(row)
        return rows

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references the rows hold."""
        return tuple(reference_of(row) for row in self.reference_rows)

    @property
    def shown_rows(self) -> list[dict[str, str]]:
        """The rows for the form: those with content and a few blank ones."""
        blank = dict.fromkeys(REFERENCE_SLOTS, "")
        return [*self.reference_rows, *(dict(blank) for _ in range(BLANK_ROWS))]

    @property
    def lines(self) -> str:
        """What was typed apart from the parts, to be copied: own site, note, references."""
        small = [self.get(name) for name in _LONGEST]
        rows = [", ".join(filter(None, row.values())) for row in self.reference_rows]
        return "\n".join(filter(None, (*small, *rows)))

    def check_lines(self) -> None:
        """Raise LineTooLong where a small field holds more than can be stored."""
        for name, text in self.fields.items():
            most = LONGEST_CELL if name.startswith("references-") else _LONGEST.get(name)
            if most is not None and len(text) > most:
                raise LineTooLong(name, most)

    def parts(self, parts: Sequence[Part]) -> dict[str, str]:
        """The texts of the prompt's parts by key."""
        return {part.key: self.get(f"part-{part.key}") for part in parts}


def read_form(parts: Sequence[Part]) -> Typed:
    """The writing form of this request; a pasted list of references becomes rows."""
    form = request.form
    fields = {f"part-{part.key}": clean_text(form.get(f"part-{part.key}", "")) for part in parts}
    for name in _SINGLE:
        value = clean_text(form.get(name, ""))
        fields[name] = value if name in _LONGEST else value[:40]
    rows = _rows_in(form)
    pasted = clean_text(form.get("references-pasted", ""))
    rows += [_row_of(item) for item in split_reference_list(pasted)]
    removed = form.get("remove", "")
    if removed.isdecimal() and len(removed) < 4 and int(removed) < len(rows):
        del rows[int(removed)]
    for index, row in enumerate(rows[:MOST_ROWS]):
        for slot in REFERENCE_SLOTS:
            fields[f"references-{index}-{slot}"] = row[slot]
    return Typed(fields)


def typed_from_draft(texts: Mapping[str, str]) -> Typed:
    """The form as the draft holds it."""
    return Typed(texts)


def typed_from_post(post: PostView, revision: Revision) -> Typed:
    """The form for editing a published post."""
    fields = {f"part-{key}": text for key, text in revision.parts.items()}
    fields["site"] = str(revision.site_id or "")
    fields["private"] = "1" if post.is_private else ""
    fields["content_note"] = post.content_note
    fields["alternative"] = "1" if post.uses_alternative else ""
    for index, row in enumerate(revision.references):
        shown = row_of_reference(Reference.from_row(row))
        for slot in REFERENCE_SLOTS:
            fields[f"references-{index}-{slot}"] = shown[slot]
    return Typed(fields)


def to_writing(typed: Typed, parts: Sequence[Part], site_id: int | None, now: datetime) -> Writing:
    """The text as the actions take it. Raises LineTooLong."""
    typed.check_lines()
    return Writing(
        parts=typed.parts(parts),
        site_id=site_id,
        references=typed.references,
        is_private=bool(typed.get("private")),
        content_note=typed.get("content_note").strip(),
        uses_alternative=bool(typed.get("alternative")),
        tried_at=tried_at(now),
    )


def reference_of(row: Mapping[str, str]) -> Reference:
    """A reference from a row of the form; one long cell alone is read as a pasted line."""
    filled = [slot for slot in REFERENCE_SLOTS if row[slot]]
    if len(filled) == 1 and filled[0] != "url":
        parsed = parse_reference(row[filled[0]])
        if isinstance(parsed, Reference):
            return parsed
        return Reference(raw=parsed.line)
    return Reference(
        authors=row["author"],
        year=row["year"],
        title=row["title"],
        source=row["source"],
        link=row["url"],
    )


def row_of_reference(reference: Reference) -> dict[str, str]:
    """The row of the form that shows a reference; an unreadable line stands in the title."""
    return {
        "author": reference.authors,
        "year": reference.year,
        "title": reference.title or reference.raw,
        "source": reference.source,
        "url": reference.link,
    }


def submission_key() -> str:
    """The one-use key of the form. Raises KeyMissing where there is none of ours."""
    key = request.form.get("submission_key", "")
    if not _is_key(key):
        raise KeyMissing
    return key


def next_key() -> str:
    """The key for the form on this page: the one it was sent with, so that it stays one post."""
    key = request.form.get("submission_key", "")
    return key if _is_key(key) else uuid4().hex


def tried_at(now: datetime) -> datetime | None:
    """When the writer's clock says the first attempt was made: evidence, never a decision.

    Kept only where it lies in the two days before the arrival.
    """
    try:
        tried = datetime.fromisoformat(request.form.get("tried_at", ""))
        if tried.tzinfo is None:
            return None
        tried = tried.astimezone(UTC)
    except (ValueError, OverflowError):  # no date, or one beside the calendar's ends
        return None
    return tried if now - timedelta(days=2) < tried < now else None


def _is_key(key: str) -> bool:
    return 16 <= len(key) <= 64 and key.isascii() and key.replace("-", "").isalnum()


def _rows_in(form: MultiDict[str, str]) -> list[dict[str, str]]:
    rows = []
    for index in range(MOST_ROWS):
        row = {
            slot: clean_text(form.get(f"references-{index}-{slot}", "")) for slot in REFERENCE_SLOTS
        }
        if any(value.strip() for value in row.values()):
            rows.append(row)
    return rows


def _row_of(item: Reference | Unreadable) -> dict[str, str]:
    if isinstance(item, Reference):
        return row_of_reference(item)
    return dict.fromkeys(REFERENCE_SLOTS, "") | {"title": item.line}
