"""Text that spreadsheets would take for a formula, whether it is brought here or leaves."""

from __future__ import annotations

import re

# What programs skip before they look for a formula: blanks, marks without width, quotation marks.
_SKIPPED = "\\s\u200b\u200e\u200f\u2060\ufeff\"'“”‘’"
# As typed, and as an input method for Chinese or Japanese writes them.
_FORMULA = re.compile(f"[{_SKIPPED}]*[=+\\-@|%＝＋－＠]")


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate or split the cell instead of showing it.

    ``= + - @ | %`` and their full-width forms, behind blanks and quotation marks too, and any text
    that begins with a tab or the end of a line.
    """
    return text[:1] in ("\t", "\r", "\n") or _FORMULA.match(text) is not None
