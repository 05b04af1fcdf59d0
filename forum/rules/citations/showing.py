"""An entry as it is shown: the order and the italics of APA, no more."""

from __future__ import annotations

import re

from forum.rules.citations.models import Part, Reference

# "Pediatrics, 135(4), 1-9": the title of a journal is set in italics, and its article is not.
_JOURNAL = re.compile(r"([^\d]{3,}?,\s*\d{1,4})(?=\s*[(,.]|\s*$)")
_LINKED = re.compile(r"https?://\w", re.IGNORECASE)


def format_reference(reference: Reference) -> tuple[Part, ...]:
    """Return the runs of a formatted entry; one that cannot be read is shown as it was typed."""
    if not reference.is_readable:
        typed = (reference.year, reference.source, reference.link)
        return (Part(reference.raw or " ".join(filter(None, typed))),)
    parts = [Part(f"{_stopped(reference.authors)} ")] if reference.authors else []
    year = f"({reference.year or 'n.d.'}). "
    journal = _JOURNAL.match(reference.source)
    if reference.title:
        parts += [Part(year), Part(_stopped(reference.title), is_italic=not journal)]
    else:
        parts.append(Part(year.strip()))
    if journal:
        rest = reference.source[journal.end() :]
        parts += [Part(" "), Part(journal[0], is_italic=True), Part(_stopped(rest))]
    elif reference.source:
        parts.append(Part(f" {_stopped(reference.source)}"))
    if reference.link:
        href = reference.link if _LINKED.match(reference.link) else ""
        parts += [Part(" "), Part(reference.link, href=href)]
    return tuple(parts)


def is_journal(source: str) -> bool:
    """Say whether a source is a journal with its volume, rather than a publisher."""
    return _JOURNAL.match(source) is not None


def reference_text(reference: Reference) -> str:
    """Return a formatted entry as plain text, for mail and tables."""
    return "".join(part.text for part in format_reference(reference))


def _stopped(text: str) -> str:
    text = text.strip() if text[:1] != "(" else text
    return text if text.endswith((".", "?", "!")) else f"{text}."
