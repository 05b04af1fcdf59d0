"""What may be stored: text without the characters that databases, parsers and screens choke on."""

import re

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(source: str) -> str:
    """Return `source` as SQLite and PostgreSQL alike can keep it and a page can show it.

    Every kind of line end becomes a line feed (Word sends vertical tabs). NUL, other control
    characters, byte order marks and noncharacters go. Halves of a surrogate pair are joined; a
    lone half becomes U+FFFD, so that the loss can be seen. Emoji, joiners, soft hyphens,
    no-break spaces, combining marks and marks of direction stay as typed.
    """
    text = _LINE_ENDS.sub("\n", source)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", text)
