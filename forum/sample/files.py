"""The files of the sample: the course, its rosters, texts, feedback and questions."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from forum.sample.texts import Text, read_text

FOLDER = Path(__file__).parent


@cache
def course() -> dict[str, Any]:
    """What ``course.json`` says of the course: its case, agreements and twelve weeks."""
    found: dict[str, Any] = _json("course.json")["course"]
    return found


@cache
def rubric(name: str) -> dict[str, Any]:
    """A rubric by its key: ``alliances`` of week 6, or ``weekly`` of all other weeks."""
    found: dict[str, Any]
    found = _json("course.json")["rubric"] if name == "alliances" else _json(f"rubric_{name}.json")
    return found


def roster() -> list[dict[str, str]]:
    """The students, with what each does in week 6 and what is found of it at the end."""
    return _rows("demo_roster.csv")


def answers() -> list[dict[str, str]]:
    """Who answers whom in week 6, when, and at what length."""
    return _rows("demo_responses.csv")


def feedback(week: int) -> dict[str, Any]:
    """By student: the levels and the comment of the instructor. Empty for an ungraded week."""
    path = FOLDER / "feedback" / f"week{week:02}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def questions() -> list[dict[str, str]]:
    """The questions students ask about findings of week 6, with the time of each."""
    found: list[dict[str, str]] = _json("questions.json")
    return found


def text(week: int, kind: str, name: str) -> Text:
    """One text of a week; ``kind`` is posts, responses or replies."""
    return read_text(_folder(week, kind) / f"{name}.md")


def names(week: int, kind: str) -> list[str]:
    """The names of a week's texts of one kind, by alphabet."""
    return sorted(path.stem for path in _folder(week, kind).glob("*.md"))


def _folder(week: int, kind: str) -> Path:
    return FOLDER / f"week{week:02}" / kind


def _json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
