"""What may reach a mail: text without the characters that end headers or turn lines around."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# With them what turns text around until somebody turns it back. The single marks of a direction
# (LRM, RLM, ALM) do no harm in a body, and Hebrew and Arabic need them.
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return `text` on one line with single blanks, fit to stand in a header.

    Every kind of line end and blank becomes one blank. Controls go, and so do the marks that turn
    the text around them, by which a name could pretend to be another. A lone half of a surrogate
    pair becomes U+FFFD.
    """
    return " ".join(_BIDI.sub("", body_text(text)).split())


def body_text(text: str) -> str:
    """Return `text` with line feeds as its line ends and nothing that breaks the transport."""
    text = _LINE_ENDS.sub("\n", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", text)


def cut(text: str, longest: int) -> str:
    """Return `text` with at most `longest` characters, ended at a word and with an ellipsis."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    at_word = kept.rpartition(" ")[0]
    # One endless word is cut where it has to be.
    return (at_word if len(at_word) > longest // 2 else kept).rstrip() + "…"
