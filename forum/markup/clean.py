"""The only module that calls bleach: one Cleaner, one allow-list, one type for what comes out."""

import threading
from collections.abc import Iterator
from typing import Any

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from markupsafe import Markup

from forum.markup.allowed import PROTOCOLS, REL, TAGS, is_attribute_allowed
from forum.markup.guard import prepare_html


class SafeHtml(Markup):
    """HTML that has been through bleach; Jinja shows it as it is.

    Made by `render_markdown` and `clean_html`. Around a stored column it says: this column is
    only ever filled with what they returned.
    """

    __slots__ = ()


def clean_html(html: str) -> SafeHtml:
    """Return `html` with nothing in it but the allowed tags, attributes and addresses.

    Raises `TooComplex` beyond the limits of the guard.
    """
    cleaned: str = _cleaner().clean(prepare_html(html))
    return SafeHtml(cleaned.strip())


class _Links(Filter):
    """Every link says what it is to robots and opens nothing; a link to nowhere is its text."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        open_links: list[bool] = []
        for token in super().__iter__():
            is_link = token["type"] in {"StartTag", "EndTag"} and token["name"] == "a"
            if not is_link:
                yield token
            elif token["type"] == "StartTag":
                open_links.append((None, "href") in token["data"])
                if open_links[-1]:
                    token["data"][(None, "rel")] = REL
                    yield token
            elif open_links.pop():
                yield token


# A Cleaner keeps its parser's state, so threads do not share one.
_local = threading.local()


def _cleaner() -> Cleaner:
    if not hasattr(_local, "cleaner"):
        _local.cleaner = Cleaner(
            tags=TAGS,
            attributes=is_attribute_allowed,
            protocols=PROTOCOLS,
            strip=True,
            filters=[_Links],
        )
    return _local.cleaner
