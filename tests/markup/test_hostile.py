"""Hostile markup, cleaned, and read again by two parsers that are not bleach's.

The corpus is third-party test data that lies beside the repository; where it does not, a few
vectors of our own stand in. A test in a real browser has its own file.
"""

import json
import os
import random
from html.parser import HTMLParser
from pathlib import Path

import nh3
import pytest

from forum.markup import TooComplex, clean_html, render_markdown
from forum.markup.allowed import PROTOCOLS, TAGS, is_attribute_allowed

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "hostile_markup.jsonl"
SAMPLE = 1_500
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "rel"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "p": {"class"},
    "li": {"class"},
}
OWN = [
    "<img src=x onerror=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<svg><p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<p style='x:expression(alert(1))' onclick=alert(1)>x</p>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "[x](javascript:alert(1)) <javascript:alert(1)> [y]: data:text/html,x",
    "<b/onclick=alert(1)//>x</b><<script>alert(1)</script>",
]


def vectors() -> list[str]:
    if not CORPUS.exists():
        return OWN
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    found = [json.loads(line)["html"] for line in lines]
    # The same sample in every run; the long run takes them all.
    if not os.environ.get("ALL_VECTORS"):
        found = random.Random(2026).sample(found, SAMPLE)
    return OWN + found


class Reader(HTMLParser):
    """Collects what a browser would see that the list does not allow."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.strays: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.strays.append(f"<{tag}>")
        for name, value in attrs:
            if (tag, name) != ("a", "rel") and not is_attribute_allowed(tag, name, value or ""):
                self.strays.append(f"<{tag} {name}={value!r}>")
            if name == "href" and value.split(":")[0].lower() not in PROTOCOLS:
                self.strays.append(f"href {value!r}")

    def handle_comment(self, data):
        self.strays.append(f"comment {data!r}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def strays(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.strays


class Nodes(HTMLParser):
    """Reads the tags and the text, however the parser that wrote them spells an entity."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, sorted(attrs)))

    def handle_data(self, data):
        self.text += data


def nodes(html: str) -> tuple[list[tuple], str]:
    reader = Nodes()
    reader.feed(html)
    reader.close()
    # Parsers differ over entities that stand for no character.
    return reader.tags, "".join(ch for ch in reader.text if ch.isprintable() and not ch.isspace())


def second_opinion(html: str) -> str:
    return nh3.clean(
        html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(PROTOCOLS), link_rel=None
    )


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    return vectors()


@pytest.mark.parametrize("render", [clean_html, render_markdown])
def test_nothing_outside_the_list_is_left(corpus, render):
    rendered = 0
    for vector in corpus:
        try:
            html = str(render(vector))
        except TooComplex:
            continue
        rendered += 1
        assert strays(html) == [], vector
        again = second_opinion(html)
        assert nodes(again) == nodes(html), vector
    assert rendered >= len(corpus) * 0.9


def test_the_reader_sees_what_is_not_allowed():
    assert len(strays("<img onerror=x><p style=a>b</p><!-- c --><a href='javascript:d'>e</a>")) == 6


def test_the_second_opinion_sees_it_too():
    assert nodes(second_opinion("<p onclick=x>a</p>")) != nodes("<p onclick=x>a</p>")
