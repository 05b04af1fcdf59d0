"""Cells of a roster file: cleaned as what people type is, and refused where a file could hurt."""

from __future__ import annotations

import re
import unicodedata

from forum.accounts.identity import IdentityError, clean_email, clean_name
from forum.uploads.formulas import starts_a_formula
from forum.uploads.problems import Problem
from forum.uploads.separated import Limits

#: Less than a form may hold, so that it is said by us. Ten thousand people are about 700 KB.
LARGEST_FILE = 3 * 1024 * 1024
LIMITS = Limits(size=LARGEST_FILE, rows=20_001, columns=100, cells=400_000, cell=1_000)
#: As many problems as are said of one file.
MOST_PROBLEMS = 50
LONGEST_SECTION = 80

# Tags, and what is left of a name that went through a web page: "O&#39;Brien".
_HTML = re.compile(r"[<>]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);")
_BREAK = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]")
_SHOWN = 40


class BadCell(Exception):
    """A cell cannot be taken; ``code`` names the sentence, ``value`` what stands there."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = shown(text)

    def at(self, line: int, file: str = "") -> Problem:
        """The problem of the line in which it stands."""
        return Problem(self.code, line, self.value, file)


def shown(text: str) -> str:
    """As much of a cell as is repeated in a sentence, without what cannot be seen."""
    seen = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[: _SHOWN + 1])
    return seen if len(seen) <= _SHOWN else f"{seen[:_SHOWN]}…"


def read_email(text: str) -> str:
    """The address in lower case. Raises BadCell."""
    if not text:
        raise BadCell("email_missing")
    _check(text, "email")
    try:
        return clean_email(text)
    except IdentityError as error:
        raise BadCell("email", text) from error


def read_name(first: str, last: str) -> str:
    """First and last name as one; one of them may be empty. Raises BadCell."""
    for text in (first, last):
        _check(text, "name")
    try:
        return clean_name(f"{first} {last}")
    except IdentityError as error:
        raise BadCell(error.problem.value, f"{first} {last}") from error


def read_section(text: str) -> str | None:
    """The name of a section with single spaces; None for an empty cell. Raises BadCell."""
    if not text:
        return None
    _check(text, "section")
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name.isprintable():
        raise BadCell("section", text)
    if len(name) > LONGEST_SECTION:
        raise BadCell("section_long", text)
    return name


def _check(text: str, what: str) -> None:
    """No tags, no formulas, no line breaks: nothing that does harm where it is shown or exported.

    Raises BadCell.
    """
    if _BREAK.search(text):
        raise BadCell(f"{what}_break", text)
    if _HTML.search(text):
        raise BadCell(f"{what}_html", text)
    if text and starts_a_formula(text):
        raise BadCell(f"{what}_formula", text)
