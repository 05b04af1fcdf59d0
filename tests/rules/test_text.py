"""Counting words."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.rules.text import count_words
from tests.cases import run
from tests.cases.tables import read_rows

ROWS = read_rows(Path(run.__file__).parent / "words.csv")


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] or "nothing" for row in ROWS])
def test_words_are_those_of_the_table(row):
    assert count_words(row["text"]) == int(row["words"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("don’t stop, don't", 3),
        ("rock 'n' roll", 3),
        ("dashes — and – and...dots", 4),
        ("a--b", 2),
        ("well\u2011being", 1),
        ("e\u0301le\u0301ve", 1),
        ("two\u00a0words\u2028three", 3),
        ("_emphasis_ and **more**", 3),
        ("👩‍👧 😀", 0),
        ("नमस्ते दुनिया", 2),
        ("ความรู้", 5),
        ("日本、東京", 4),
        ("한국 사람", 2),
        ("السلام عليكم", 2),
        ("HTTPS://IJM.ORG/a?b=c, and more", 2),
        ("\x00 \u202e a\u200bb", 2),
        ("---", 0),
        ("-a-", 1),
    ],
)
def test_words_in_any_language(text, words):
    assert count_words(text) == words
