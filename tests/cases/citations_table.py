"""Runs citations.json and seed_citations.json: what each text cites, and which entry it means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forum.rules.citations import (
    CitationReport,
    Reference,
    Unreadable,
    match_citations,
    split_document,
    split_reference_list,
)

SEED = "001_c6119e01efe3f4db.txt"


def as_rows(found: tuple[Reference | Unreadable, ...]) -> tuple[Reference, ...]:
    """The rows of a form: a line that cannot be read is kept as such a row."""
    return tuple(item if isinstance(item, Reference) else item.as_reference() for item in found)


def read_document(text: str) -> CitationReport:
    """The report on a whole paper, its list of references at the end."""
    body, listed = split_document(text)
    return match_citations(body, as_rows(split_reference_list(listed)))


def citations(path: Path) -> Iterator[tuple[str, object, object]]:
    """Index of the entry, year and status of each citation, in the order of the text."""
    for case in json.loads(path.read_text(encoding="utf-8")):
        document = "\n\n".join([case["body"], case.get("heading", "References"), *case["refs"]])
        expected = tuple((row["ref"], row["year"], row["status"]) for row in case["expect"])
        report = read_document(document)
        got = tuple((pair.index, pair.citation.year, pair.status) for pair in report.pairs)
        yield case["id"], expected, got


def part_of_seed(text: str, source: str) -> str:
    """The part of the file that `source` names: from "…" to before "…"."""
    _, start, _, end, _ = source.split('"')
    first = text.index(start)
    return text[first : text.index(end, first + 1)]


def seed_citations(path: Path) -> Iterator[tuple[str, object, object]]:
    """Where the two real posts cite, whom, and whether anything is missing or unused.

    The posts lie in a folder "seeds" beside the folder of the table, or in "shared" beside the
    repository; without them nothing is run.
    """
    places = (path.resolve().parents[1], Path(__file__).parents[3] / "shared")
    found = [place / "seeds" / SEED for place in places if (place / "seeds" / SEED).exists()]
    if not found:
        return
    whole = found[0].read_text(encoding="utf-8")
    for name, gold in json.loads(path.read_text(encoding="utf-8")).items():
        report = read_document(part_of_seed(whole, gold["source"]))
        ids = [row["id"] for row in gold["refs"]]
        yield f"{name} citations", _expected(gold), _found(report, ids)
        cited = tuple(bool(row["cited"]) for row in gold["refs"])
        got = tuple(number not in report.unused for number in range(report.listed))
        yield f"{name} references", (cited, 0, ()), (got, report.unread, report.missing)


def _expected(gold: dict[str, Any]) -> tuple[object, ...]:
    return tuple(
        (row["start"], row["end"], row["text"], row["ref"], row["status"]) for row in gold["cites"]
    )


def _found(report: CitationReport, ids: list[str]) -> tuple[object, ...]:
    return tuple(
        (
            pair.citation.offset,
            pair.citation.end,
            pair.citation.words,
            None if pair.index is None else ids[pair.index],
            pair.status,
        )
        for pair in report.pairs
    )
