"""Stored HTML as plain text."""

from __future__ import annotations

import pytest

from forum.markup import SafeHtml, plain_text, render_markdown, text_of_html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("A *precise* ending.", "A precise ending."),
        ("One\n\nTwo", "One\n\nTwo"),
        ("One\ntwo", "One two"),
        ("One  \ntwo", "One\ntwo"),
        ("Look at:\n\n- Ana & Bea\n- 1 < 2", "Look at:\n\n- Ana & Bea\n- 1 < 2"),
        ("See [the site](https://a.example/x).", "See the site (https://a.example/x)."),
        ("https://a.example/x", "https://a.example/x"),
        ("> Quoted\n\nSaid", "Quoted\n\nSaid"),
    ],
)
def test_paragraphs_items_and_addresses_stay_readable(typed, said):
    assert text_of_html(render_markdown(typed)) == said


@pytest.mark.parametrize("typed", ["Plain words.", "One\n\nTwo", "- a\n- b", "Fish & <chips>"])
def test_it_says_what_the_text_itself_says(typed):
    assert text_of_html(render_markdown(typed)) == plain_text(typed)


def test_broken_html_is_read_as_far_as_it_goes():
    assert text_of_html(SafeHtml("<p>One</a> <b>two")) == "One two"
