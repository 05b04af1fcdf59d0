"""Counting words, in any language and without a dictionary."""

from __future__ import annotations

import re
import unicodedata

# An address is shown, not read: it is no word, with or without its scheme.
_ADDRESS = re.compile(r"(?:\b(?:https?|ftp)://|\bwww\.)\S+", re.IGNORECASE)

# Signs that hold two halves of one word together when they stand between letters or digits:
# apostrophes, hyphens, the soft hyphen, the joiners of Indic and Arabic writing.
_JOINERS = frozenset("'’‘ʼ-‐‑_·\u00ad\u200c\u200d")

# Scripts written without spaces (Thai to Khmer, Japanese, Chinese): every letter is counted.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)


def count_words(text: str) -> int:
    """Words in a text, addresses left out.

    A word is a run of letters and digits of any script, with apostrophes and hyphens inside it:
    "person-in-environment" is one. Every other sign parts words: "24/7", "e.g." and "18,000" are
    two each. In scripts written without spaces every letter counts.
    """
    words = 0
    inside = joined = False
    for sign in unicodedata.normalize("NFC", _ADDRESS.sub(" ", text)):
        if _is_mark(sign):
            continue
        if _UNSPACED.match(sign):
            words += sign.isalnum()
            inside = joined = False
        elif sign.isalnum():
            words += not (inside or joined)
            inside, joined = True, False
        else:
            joined = inside and sign in _JOINERS
            inside = False
    return words


def _is_mark(sign: str) -> bool:
    """Accents and vowel signs belong to the letter before them."""
    return sign > "\u02ff" and unicodedata.category(sign)[0] == "M"
