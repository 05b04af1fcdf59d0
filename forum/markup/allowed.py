"""The allow-list of TRUST.md, "What survives in a post", as data and one question per attribute."""

import re

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr b blockquote br caption cite code dd del dl dt em h3 h4 h5 hr i ins li ol p pre "
        "q s strong sub sup table tbody td tfoot th thead tr u ul",
    )
)
PROTOCOLS = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener noreferrer"

# The page owns h1 and h2, and its outline ends at h5.
RENAMED = {"h1": "h3", "h2": "h3", "h6": "h5"}

# Their text is not prose; it goes with the tag.
WITHOUT_CONTENT = frozenset(
    re.findall(
        r"\w+",
        "applet audio canvas embed frameset head iframe math noembed noframes noscript object "
        "script style svg template textarea title video xml xmp",
    )
)
# Their end must not join two paragraphs into one word.
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside center details dialog div fieldset figcaption figure footer form "
        "header main nav section summary",
    )
)

# Absolute, with a host and without a user name: what is before an @ can pass for the host.
_HREF = re.compile(
    r"(?:https?://\w[\w.-]*(?::[0-9]{1,5})?(?:[/?#]|\Z)|mailto:[^\s@:/]+@[^\s@]+\Z)", re.IGNORECASE
)
_SMALL_NUMBER = re.compile(r"[1-9][0-9]?")
_START = re.compile(r"-?[0-9]{1,9}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


def is_attribute_allowed(tag: str, name: str, value: str) -> bool:
    """Say whether `<tag name="value">` may stand; the value is judged as it is written."""
    if name == "lang":
        return _LANGUAGE.fullmatch(value) is not None
    if name == "dir":
        return value in {"ltr", "rtl", "auto"}
    if name == "class":
        return tag in {"p", "li"} and value == "ref"
    if tag == "a":
        return name == "href" and _HREF.match(value) is not None
    if tag == "abbr":
        return name == "title"
    if tag == "ol":
        return name == "start" and _START.fullmatch(value) is not None
    if tag in {"td", "th"} and name in {"colspan", "rowspan"}:
        return _SMALL_NUMBER.fullmatch(value) is not None and int(value) <= 50
    return tag == "th" and name == "scope" and value in {"col", "row"}
