"""The guard before Markdown and bleach: what would take them long is refused, in linear time.

bleach alone needs seconds for 20 KB of nested lists, and Markdown a second for a page of brackets.
The limits lie far above what people write and keep the worst case near a tenth of a second.
"""

import re
from collections import Counter
from collections.abc import Iterator

from forum.markup.allowed import BLOCKS, RENAMED, TAGS, WITHOUT_CONTENT, is_attribute_allowed

# Measured on this guard's tests: each keeps its worst text below 0.1 s of CPU, most far below.
MAX_RAW = 200_000
MAX_CHARACTERS = 60_000
MAX_TAGS = 2_200
MAX_DEPTH = 25
MAX_ATTRIBUTES = 40
MAX_WORD = 2_000
MAX_ENTITIES = 2_000
# Of Markdown: lines with something on them, characters that mean something, starts of links.
MAX_LINES = 1_000
MAX_MARKS = 2_000
MAX_BRACKETS = 600
MAX_OPEN_BRACKETS = 50
MAX_LINKS = 400

_LONG_WORD = re.compile(rf"(?<![!-~])[!-~]{{{MAX_WORD + 1}}}")
_LINE = re.compile(r"^[^\S\n]*\S", re.MULTILINE)
_MARK = re.compile(r"[\[\]*_`~<>|&\\#]")
_BRACKET = re.compile(r"[\[\]]")
# Markdown looks for the end of each of these to the end of the paragraph.
_OPEN_BRACKET = re.compile(r"\[(?![^\[\]]*\])")
_LINK = re.compile(r"://|www\.|@|\]\(", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s<>/]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>`]+)))?""")
# Their end tag may be left out, so they do not count as open.
_SELF_CLOSING = frozenset(
    ["br", "hr", "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot"]
)


class TooComplex(ValueError):
    """The text would take too long to render; nothing is wrong with its words.

    `str(error)` is the sentence for the writer. Forms answer 422 and keep the text.
    """

    sentence = "This formatting is too complex, paste as plain text."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class TooLong(TooComplex):
    """There is more text than one field can hold."""

    sentence = "This text is too long: up to 60,000 characters fit here."


def check_source(source: str) -> None:
    """Let Markdown through that can be parsed quickly. Raises `TooLong` or `TooComplex`."""
    if len(source) > MAX_CHARACTERS:
        raise TooLong
    limits = (
        (_LONG_WORD, 0),
        (_LINE, MAX_LINES),
        (_MARK, MAX_MARKS),
        (_BRACKET, MAX_BRACKETS),
        (_OPEN_BRACKET, MAX_OPEN_BRACKETS),
        (_LINK, MAX_LINKS),
    )
    for pattern, limit in limits:
        if len(pattern.findall(source)) > limit:
            raise TooComplex


def prepare_html(html: str) -> str:
    """Return `html` with unknown tags and attributes dropped, small enough to be cleaned quickly.

    Headings are moved to the levels a post may use. What comes out is still not safe: it is only
    quick to clean. Raises `TooLong` or `TooComplex`.
    """
    if len(html) > MAX_RAW:
        raise TooLong
    prepared = "".join(_known_parts(_without_comments(html)))
    _check_prepared(prepared)
    return prepared


def _without_comments(html: str) -> str:
    """Cut comments and declarations by plain search: a regular expression would be quadratic."""
    parts = []
    position = 0
    while (start := html.find("<!", position)) >= 0:
        parts.append(html[position:start])
        ending = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(ending, start + 2)
        if end < 0:
            return "".join(parts) + html[start + 2 :]
        position = end + len(ending)
    return "".join(parts) + html[position:]


def _known_parts(html: str) -> Iterator[str]:
    """Yield the text and the known tags of `html`, each tag with its allowed attributes only."""
    position = 0
    never_closed: set[str] = set()
    while match := _TAG.search(html, position):
        yield html[position : match.start()]
        position = match.end()
        name = match[2].lower()
        if name in WITHOUT_CONTENT and not match[1] and name not in never_closed:
            end = _closing_tag(html, name, position)
            if end is None:
                never_closed.add(name)
            else:
                position = end
        elif name in BLOCKS or name == "body":
            yield "\n"
        else:
            yield _known_tag(match[1], RENAMED.get(name, name), match[3])
    yield html[position:]


def _closing_tag(html: str, name: str, position: int) -> int | None:
    """Return where `</name…>` ends, or None when the element is never closed."""
    match = re.compile(rf"</{re.escape(name)}[^<>]*>", re.IGNORECASE).search(html, position)
    return match.end() if match else None


def _known_tag(slash: str, name: str, attributes: str) -> str:
    if name not in TAGS:
        return ""
    if slash:
        return f"</{name}>"
    kept = []
    for number, found in enumerate(_ATTRIBUTE.finditer(attributes)):
        if number >= MAX_ATTRIBUTES:
            raise TooComplex
        key, value = found[1].lower(), found[2] or found[3] or found[4] or ""
        if is_attribute_allowed(name, key, value):
            quoted = value.replace('"', "&quot;")
            kept.append(f' {key}="{quoted}"')
    return f"<{name}{''.join(kept)}>"


def _check_prepared(html: str) -> None:
    # Markdown may double a text of the longest kind: links, entities, table cells.
    if len(html) > 2 * MAX_CHARACTERS:
        raise TooLong
    if _LONG_WORD.search(html) or html.count("&") > MAX_ENTITIES or html.count("<") > MAX_TAGS:
        raise TooComplex
    if _depth(html) > MAX_DEPTH:
        raise TooComplex


def _depth(html: str) -> int:
    """Return the largest number of elements open at once; an end tag closes only its own name."""
    depth = deepest = 0
    is_open: Counter[str] = Counter()
    for slash, name, _ in _TAG.findall(html):
        if name in _SELF_CLOSING:
            continue
        if not slash:
            is_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif is_open[name]:
            is_open[name] -= 1
            depth -= 1
    return deepest
