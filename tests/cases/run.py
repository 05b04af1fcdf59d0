"""Runs the case tables of a folder: python -m tests.cases.run FOLDER

One line per row that differs, a closing "N passed, N failed", and a non-zero exit when one does.
A new kind of table is one more entry in RUNNERS.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from forum.rules.facts import REQUIREMENTS, Finding
from forum.rules.grading import late_points, rounded
from forum.rules.participation import evaluate
from forum.rules.suggestions import Kind, Suggestion, has_something_to_read, suggest
from forum.rules.text import count_words
from tests.cases.citations_table import citations, seed_citations
from tests.cases.overlap_table import overlap
from tests.cases.sites_table import sites
from tests.cases.story import Story
from tests.cases.tables import read_rows

# Of each row: its id, what the table expects, what the rules give. Equal means passed.
Outcome = tuple[str, object, object]
CENT = Decimal("0.01")
AS_OF = "13/12:00"

# The rubric of the suggestion table: 100 points in five criteria.
CRITERIA: dict[str, tuple[Kind, Decimal]] = {
    "responsive": ("answers", Decimal(25)),
    "understanding": ("understanding", Decimal(25)),
    "sources": ("sources", Decimal(15)),
    "responses": ("responses", Decimal(25)),
    "writing": ("writing", Decimal(10)),
}


def run_story(row: dict[str, str]) -> Finding:
    """The finding a row of participation.csv is about."""
    story = Story(row["setup"], row["events"])
    findings = evaluate(story.facts(), story.people["ana"], story.at(row["as_of"]))
    return findings[REQUIREMENTS.index(row["requirement"])]


def participation(path: Path) -> Iterator[Outcome]:
    """Status, have, need, not-counted codes in any order, late share."""
    for row in read_rows(path):
        share = Decimal(row["late_share"] or 0).quantize(CENT)
        expected = (
            row["status"],
            int(row["have"] or 0),
            int(row["need"] or 0),
            sorted(row["not_counted_codes"].split()),
            str(share),
        )
        yield row["id"], expected, _attempt(lambda row=row: _participation_found(row))


def _participation_found(row: dict[str, str]) -> tuple[object, ...]:
    found = run_story(row)
    codes = sorted(unit.code for unit in found.not_counted)
    return found.status, found.have, found.need, codes, str(found.late_share.quantize(CENT))


def _attempt(run: Callable[[], object]) -> object:
    """What the rules give, or why the story cannot be read: one bad row must not stop the rest."""
    try:
        return run()
    except (ValueError, LookupError) as error:
        return f"{type(error).__name__}: {error}"


def suggestions(path: Path) -> Iterator[Outcome]:
    """Suggested level and ceiling of each criterion, points off for lateness."""
    for row in read_rows(path):
        expected = tuple(row[f"{name} suggested/ceiling"] for name in CRITERIA)
        expected += (str(Decimal(row["late points off 100"]).quantize(CENT)),)
        yield row["id"], expected, _attempt(lambda row=row: _suggestions_found(row))


def _suggestions_found(row: dict[str, str]) -> tuple[str, ...]:
    given, late = run_suggestions(row)
    return (*(f"{_level(s.level)}/{_level(s.ceiling)}" for s in given.values()), str(late))


def _level(level: int | None) -> str:
    return "-" if level is None else str(level)


def run_suggestions(row: dict[str, str]) -> tuple[dict[str, Suggestion], Decimal]:
    """What a row of suggestions.csv gives, by criterion, and the points lateness takes of 100."""
    story = Story(row["setup"], row["events"])
    facts, student = story.facts(), story.people["ana"]
    now = story.at(row.get("as_of") or AS_OF)
    findings = evaluate(facts, student, now)
    can_be_read = has_something_to_read(facts, student, now)
    given = {
        name: suggest(kind, findings, can_be_read=can_be_read)
        for name, (kind, _) in CRITERIA.items()
    }
    return given, rounded(late_points(CRITERIA.values(), findings))


def words(path: Path) -> Iterator[Outcome]:
    """How many words each text has."""
    for row in read_rows(path):
        yield repr(row["text"]), int(row["words"]), count_words(row["text"])


RUNNERS: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "citations.json": citations,
    "overlap.json": overlap,
    "own_sites.tsv": sites,
    "own_citations.json": citations,
    "participation.csv": participation,
    "seed_citations.json": seed_citations,
    "sites.tsv": sites,
    "suggestions.csv": suggestions,
    "words.csv": words,
}


def run_folder(folder: Path) -> tuple[list[str], int]:
    """The lines to print for rows that differ, and how many rows passed."""
    differing: list[str] = []
    passed = 0
    for name in sorted(RUNNERS):
        path = folder / name
        for id_, expected, got in RUNNERS[name](path) if path.exists() else ():
            if expected == got:
                passed += 1
            else:
                differing.append(f"{id_}: expected {_shown(expected)}, got {_shown(got)}")
    return differing, passed


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def main(arguments: list[str]) -> int:
    """0 when every row is as the table says."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Name the folder of the tables: python -m tests.cases.run FOLDER", file=sys.stderr)
        return 2
    differing, passed = run_folder(Path(arguments[0]))
    for line in differing:
        print(line)
    print(f"{passed} passed, {len(differing)} failed")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
