"""Marking passages of a typed text in the HTML that was made of it, without touching its tags.

The HTML has other signs than what was typed (no asterisks, no addresses of links), so places in one
are no places in the other. Letters and digits are the same in both: a passage is found by its own,
together with those that stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from markupsafe import Markup

from forum.markup.clean import SafeHtml

_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_SIGN = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);|.", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<a[\s>]", re.IGNORECASE)
#: The address of a Markdown link, which the text does not show.
_ADDRESS = re.compile(r"\]\([^()\s]*\)")
#: How many letters before a passage tell it from others with the same words; fewer where these are
#: not found, as behind something that the text shows otherwise than it was typed.
_LETTERS_BEFORE = (32, 8, 0)


@dataclass(frozen=True)
class Passage:
    """``words`` of a typed text and what was typed ``before`` them, as far back as is at hand.

    The mark gets ``id`` and the class ``look``; ``after`` is put behind it, outside any link.
    """

    words: str
    before: str
    id: str
    look: str
    after: Markup


def mark_passages(html: SafeHtml, passages: Sequence[Passage]) -> tuple[SafeHtml, frozenset[str]]:
    """Clean HTML with ``<mark>`` around passages of its text, and the ids of those that were found.

    ``passages`` are in the order of the text. A passage that runs through tags has a mark in each
    piece of text, so that no tag is ever crossed; its id is on the first. Linear in the text for
    each passage.
    """
    if not passages:
        return html, frozenset()
    text = _Text(html)
    found = frozenset(passage.id for passage in passages if text.mark(passage))
    return text.written(), found


class _Text:
    """The signs of the text between the tags, and what is to be written among them."""

    def __init__(self, html: SafeHtml) -> None:
        self._pieces = _TAG.split(str(html))  # text and tags by turns
        self._signs = [_SIGN.findall(piece) for piece in self._pieces[::2]]
        self._flat = [(piece, sign) for piece, signs in enumerate(self._signs) for sign in signs]
        letters = [
            (place, letter)
            for place, (_, sign) in enumerate(self._flat)
            if (letter := unescape(sign)).isalnum()
        ]
        self._places = [place for place, letter in letters for _ in letter]
        self._letters = "".join(letter for _, letter in letters)
        self._link_ends = list(_ends_of_links(self._pieces[1::2]))
        self._cursor = 0  # among the letters
        self._marked_to = -1  # among the signs
        self._before: dict[int, Markup] = {}  # by sign
        self._behind: dict[int, Markup] = {}
        self._behind_tag: dict[int, Markup] = {}  # by tag

    def mark(self, passage: Passage) -> bool:
        """Mark a passage behind those before it; whether it was found."""
        span = self._find(passage)
        if span is None:
            return False
        runs = [run for run in self._runs(*span) if not self._is_blank(*run)]
        for number, (first, last) in enumerate(runs):
            id_ = "" if number else Markup(' id="{}"').format(passage.id)
            self._before[first] = Markup('<mark{} class="{}">').format(id_, passage.look)
            self._behind[last] = Markup("</mark>")
        self._marked_to = last = runs[-1][1]
        tag = self._link_ends[self._flat[last][0]]
        if tag is None:
            self._behind[last] += passage.after
        else:
            self._behind_tag[tag] = self._behind_tag.get(tag, Markup("")) + passage.after
        return True

    def written(self) -> SafeHtml:
        """The HTML with the marks in it."""
        parts: list[str] = []
        place = 0
        for piece, signs in enumerate(self._signs):
            for sign in signs:
                parts += (self._before.get(place, ""), sign, self._behind.get(place, ""))
                place += 1
            if 2 * piece + 1 < len(self._pieces):
                parts += (self._pieces[2 * piece + 1], self._behind_tag.get(piece, ""))
        return SafeHtml("".join(parts))

    def _find(self, passage: Passage) -> tuple[int, int] | None:
        """The first and the last sign of a passage."""
        words, before = _letters(passage.words), _letters(passage.before)
        if not words:
            return None
        for length in _LETTERS_BEFORE:
            context = before[-length:] if length else ""
            at = self._letters.find(context + words, max(self._cursor - len(context), 0))
            if at >= 0:
                start = at + len(context)
                self._cursor = start + len(words)
                return self._with_signs(
                    self._places[start], self._places[self._cursor - 1], passage.words
                )
        return None

    def _with_signs(self, first: int, last: int, words: str) -> tuple[int, int]:
        """The same with the brackets, stops and quotation marks that it begins and ends with."""
        for typed in reversed(_before_letters(words)):
            if first - 1 > self._marked_to and self._flat[first - 1][1] == typed:
                first -= 1
        for typed in reversed(_before_letters(words[::-1])):
            if last + 1 < len(self._flat) and self._flat[last + 1][1] == typed:
                last += 1
        return first, last

    def _runs(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """First and last sign of what a passage has in each piece of text."""
        begin = first
        for place in range(first + 1, last + 2):
            if place > last or self._flat[place][0] != self._flat[begin][0]:
                yield begin, place - 1
                begin = place

    def _is_blank(self, first: int, last: int) -> bool:
        return not "".join(sign for _, sign in self._flat[first : last + 1]).strip()


def _ends_of_links(tags: Sequence[str]) -> Iterator[int | None]:
    """For each piece of text the tag that ends the link it stands in; None outside of links."""
    yield None
    end = None
    for number, tag in enumerate(tags):
        if _LINK.match(tag):
            rest = range(number + 1, len(tags))
            end = next((later for later in rest if tags[later].lower() == "</a>"), None)
        elif end == number:
            end = None
        yield end


def _letters(typed: str) -> str:
    return "".join(filter(str.isalnum, _ADDRESS.sub("]", typed)))


def _before_letters(words: str) -> str:
    return words[: next((n for n, sign in enumerate(words) if sign.isalnum()), 0)]
