"""The form in which the sample's texts are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.sample.texts import parse_text, read_text

POST = """---
site: La Strada International
private: yes
---

## overview

One paragraph.

And another: with a colon.

## steps

The last part.

## references

Hartman, A. (1978). *A title*.

La Strada International. (n.d.). *Website*. https://example.org
"""


def test_a_post_has_a_header_parts_and_references() -> None:
    text = parse_text(POST)

    assert text.header == {"site": "La Strada International", "private": "yes"}
    assert text.is_private
    assert text.parts == {
        "overview": "One paragraph.\n\nAnd another: with a colon.",
        "steps": "The last part.",
    }
    assert text.references == (
        "Hartman, A. (1978). *A title*.",
        "La Strada International. (n.d.). *Website*. https://example.org",
    )
    assert text.body == ""


def test_a_reply_is_plain_text() -> None:
    text = parse_text("A first paragraph.\n\nA second one.\n")

    assert text.body == "A first paragraph.\n\nA second one."
    assert (text.header, text.parts, text.references) == ({}, {}, ())
    assert not text.is_private


def test_a_time_keeps_its_colon() -> None:
    assert parse_text("---\ntime: 3/12:45\n---\n\n## take\n\nWords.\n").header["time"] == "3/12:45"


def test_three_dashes_within_a_text_begin_no_header() -> None:
    assert parse_text("Before.\n\n---\n\nAfter.\n").body == "Before.\n\n---\n\nAfter."


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param("## a\n\nOne.\n\n## a\n\nTwo.\n", "same heading", id="twice"),
        pytest.param("Lost words.\n\n## a\n\nOne.\n", "before the first heading", id="before"),
        pytest.param("---\nprivate\n---\n## a\n\nOne.\n", "no colon", id="no colon"),
    ],
)
def test_a_text_that_would_lose_words_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_text(source)


def test_the_file_is_named_where_its_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quinn.md"
    path.write_text("Words.\n\n## a\n\nOne.\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"quinn\.md: words stand before"):
        read_text(path)
