"""Letters made comparable: sign by sign where offsets must stay true, folded elsewhere."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = str.maketrans(
    "‘’‚‛ʼ´`“”„‟«»‐‑‒–—―−\u00a0\u2002\u2003\u2007\u2009\u202f\t（）［］，；．＆",
    "'''''''\"\"\"\"\"\"-------       ()[],;.&",
)
_ASCII_SIGNS = {sign: kept for sign, kept in _SIGNS.items() if sign < 128}
# Letters that no decomposition turns into those people type instead.
_LETTERS = str.maketrans(
    dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_SEPARATORS = re.compile(r"[\W_]+")
_SIZE = 3

YEAR = (
    r"(?:(?:1[5-9]|20)\d\d(?:/(?:1[5-9]|20)\d\d)?[a-z]?(?![\w/])"
    r"|(?<![^\W_])n\.\s?d\.?(?:-[a-z](?![^\W_]))?(?![^\W_])|(?<![^\W_])nd(?![^\W_])"
    r"|(?<![^\W_])(?:(?:in\s+press|forthcoming)(?:-[a-z])?|no\s+date)(?![^\W_]))"
)


def plain(text: str) -> str:
    """Return `text` with straight quotes, hyphens and blanks, every sign at its old place."""
    return text.translate(_ASCII_SIGNS if text.isascii() else _SIGNS)


def fold(text: str) -> str:
    """Return the words of `text` in lower case without accents, marks and apostrophes."""
    letters = plain(text).replace("'", "").lower()
    if not letters.isascii():
        parts = unicodedata.normalize("NFKD", letters)
        base = "".join(sign for sign in parts if not unicodedata.combining(sign))
        letters = base.translate(_LETTERS)
    return _SEPARATORS.sub(" ", letters).strip()


def fold_year(year: str) -> str:
    """Return "2020a", "n.d.", "n.d.-a", "inpress", "1900/1953": one spelling for each year."""
    compact = re.sub(r"\s+", "", plain(year).lower())
    compact = "n.d." if compact == "nodate" else compact
    match = re.fullmatch(r"n\.?d\.?(-[a-z])?", compact)
    return f"n.d.{match[1] or ''}" if match else compact


def is_one_slip_apart(a: str, b: str) -> bool:
    """Say whether two surnames differ by a slip: one letter, two from eight letters on, a swap."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < _SIZE or len(longer) > 40:
        return False
    return _distance(shorter, longer) <= (2 if len(shorter) >= 8 else 1)


def _distance(a: str, b: str) -> int:
    """Changed, missing, extra and swapped letters; stops counting where it no longer matters."""
    if len(b) - len(a) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, sign in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
