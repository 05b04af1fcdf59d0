"""Text that SQLite, PostgreSQL, JSON and a page can all keep, with nothing lost that people see."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markup import TooComplex, clean_text, excerpt, plain_text, render_markdown

KEPT = {
    "family emoji": "👩\u200d👩\u200d👧\u200d👦",
    "flag and skin": "🇺🇬 👍🏽",
    "Arabic": "مرحبا بالعالم",
    "Hebrew with marks of direction": "\u200fשלום\u200e (abc)",
    "Persian with a non-joiner": "می\u200cخواهم",
    "Hindi": "नमस्ते",
    "override": "a\u202eb\u202c",
    "combining": "e" + "\u0301" * 5_000,
    "no-break and soft hyphen": "a\xa0b\xadc",
    "tab and line": "a\tb\nc",
    "beyond the plane": "𝒳 𠮷",
}
CHANGED = {
    "NUL": ("a\x00b", "ab"),
    "byte order mark": ("\ufeffa", "a"),
    "controls": ("a\x01\x08\x1b\x7f\x9fb", "ab"),
    "noncharacters": ("a\uffff\ufdd0b", "ab"),
    "lone surrogate": ("a\ud800b", "a\ufffdb"),
    "halves of a pair": ("a\ud83d\ude00b", "a😀b"),
    "Windows lines": ("a\r\nb\rc", "a\nb\nc"),
    "Word and Unicode lines": ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
}


@pytest.mark.parametrize("name", KEPT)
def test_kept(name):
    assert clean_text(KEPT[name]) == KEPT[name]
    assert KEPT[name].split()[0] in render_markdown(KEPT[name])


@pytest.mark.parametrize("name", CHANGED)
def test_changed(name):
    source, expected = CHANGED[name]
    assert clean_text(source) == expected


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_can_be_stored_and_cleaning_twice_changes_nothing(source):
    text = clean_text(source)
    assert text.encode("utf-8").decode("utf-8") == text
    assert json.loads(json.dumps(text)) == text
    assert "\x00" not in text
    assert clean_text(text) == text


@given(st.text(st.sampled_from("ab *_~`[]()<>|#-+!&;:\\\"'\n\t1.@/w\x00\ud800é"), max_size=80))
def test_any_text_renders_or_is_refused(source):
    try:
        html = render_markdown(source)
    except TooComplex:
        return
    assert "\x00" not in html
    assert plain_text(source) is not None
    assert excerpt(source, 5) is not None


PLAIN = {
    "paragraphs": ("*a* **b**\nc\n\nd", "a b\nc\n\nd"),
    "heading": ("# a\n\nb", "a\n\nb"),
    "quote": ("a\n\n> b\n>\n> c\n\nd", "a\n\n> b\n>\n> c\n\nd"),
    "list": ("a\n\n- b\n- c\n\n1. d\n2. e", "a\n\n- b\n- c\n\n1. d\n2. e"),
    "list in list": ("1. a\n   - b\n     c\n2. d", "1. a\n  - b\n    c\n2. d"),
    "numbers go on": ("7. a\n8. b", "7. a\n8. b"),
    "two paragraphs in an item": ("- a\n\n  b", "- a\n\n  b"),
    "link": ("[a](https://b.org) c", "a (https://b.org) c"),
    "address": ("see https://b.org and a@b.org", "see https://b.org and a@b.org"),
    "code": ("`a`\n\n```\nb\n```", "a\n\nb"),
    "rule": ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
    "break": ("a  \nb", "a\nb"),
    "table": ("|a|b|\n|-|-|\n|c|d|\n\ne", "a | b\nc | d\n\ne"),
    "entities": ("&amp; &lt;b&gt; <i>", "& <b> <i>"),
    "too complex": ("*a* " * 2_000, ("*a* " * 2_000).strip()),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_text(name):
    source, expected = PLAIN[name]
    assert plain_text(source) == expected


@pytest.mark.parametrize(
    ("source", "words", "expected"),
    [
        ("one **two** three four", 2, "one two…"),
        ("one **two**", 2, "one two"),
        ("one\n\ntwo\n", 5, "one two"),
        ("", 5, ""),
        ("word " * 50_000, 3, "word word word…"),
        ("x" * 1_000, 3, "x" * 120 + "…"),
    ],
)
def test_excerpt(source, words, expected):
    assert excerpt(source, words) == expected
