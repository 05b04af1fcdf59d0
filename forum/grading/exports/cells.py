"""Text that spreadsheets would take for a formula, made harmless."""

from __future__ import annotations

from forum.uploads.formulas import starts_a_formula


def neutralised(text: str) -> str:
    """The text with an apostrophe before it where it might be taken for a formula.

    No two texts become the same, so that what was written can be told from the cell.
    """
    return f"'{text}" if starts_a_formula(text) else text


def restored(text: str) -> str:
    """What was written, of a cell that ``neutralised`` made: the apostrophe is taken off again."""
    return text[1:] if text.startswith("'") and starts_a_formula(text[1:]) else text
