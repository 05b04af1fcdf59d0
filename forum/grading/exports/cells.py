"""Text that spreadsheets would take for a formula, made harmless."""

from __future__ import annotations

from forum.uploads.formulas import starts_a_formula


def neutralised(text: str) -> str:
    """The text with an apostrophe before it where it might be taken for a formula.

    No two texts become the same, so that what was written can be told from the cell.
    """
    return f"'{text}" if starts_a_formula(text) else text
