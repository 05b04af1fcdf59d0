"""A writing form as it was sent: read once, given back whole, turned into a Writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import abort, request
from werkzeug.datastructures import MultiDict

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
#: Lengths of the small fields; texts are limited by the guard.
_LONGEST = {"own_site_name": 200, "own_site_address": 2048, "content_note": 200}


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

    def parts(self, parts: Sequence[Part]) -> dict[str, str]:
        """The texts of the prompt's parts by key."""
        return {part.key: self.get(f"part-{part.key}") for part in parts}


def read_form(parts: Sequence[Part]) -> Typed:
    """The writing form of this request; a pasted list of references becomes rows."""
    form = request.form
    fields = {f"part-{part.key}": clean_text(form.get(f"part-{part.key}", "")) for part in parts}
    for name in _SINGLE:
        value = clean_text(form.get(name, ""))
        fields[name] = value[: _LONGEST.get(name, 40)]
    rows = _rows_in(form)
    rows += [_row_of(item) for item in split_reference_list(form.get("references-pasted", ""))]
    removed = form.get("remove", "")
    if removed.isdecimal() and int(removed) < len(rows):
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
    """The text as the actions take it."""
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
    """The one-use key of the form. Answers 422 where it is missing or no key of ours."""
    key = request.form.get("submission_key", "")
    if not (16 <= len(key) <= 64 and key.isascii() and key.replace("-", "").isalnum()):
        abort(422)
    return key


def tried_at(now: datetime) -> datetime | None:
    """When the writer's clock says the first attempt was made: evidence, never a decision.

    Kept only where it lies in the two days before the arrival.
    """
    try:
        tried = datetime.fromisoformat(request.form.get("tried_at", ""))
    except ValueError:
        return None
    if tried.tzinfo is None:
        return None
    tried = tried.astimezone(UTC)
    return tried if now - timedelta(days=2) < tried < now else None


def _rows_in(form: MultiDict[str, str]) -> list[dict[str, str]]:
    rows = []
    for index in range(MOST_ROWS):
        row = {
            slot: clean_text(form.get(f"references-{index}-{slot}", ""))[:1000]
            for slot in REFERENCE_SLOTS
        }
        if any(value.strip() for value in row.values()):
            rows.append(row)
    return rows


def _row_of(item: Reference | Unreadable) -> dict[str, str]:
    if isinstance(item, Reference):
        return row_of_reference(item)
    return dict.fromkeys(REFERENCE_SLOTS, "") | {"title": item.line}
