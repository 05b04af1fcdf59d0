"""Placeholders of kept comments, and how a given comment is recognised, as tables."""

from __future__ import annotations

import pytest

from forum.rules.comments import carries, fill

VALUES = {"first_name": "Ana", "site": "Love146", "reply_1_to": "", "missing": "a\n {site}  b"}

FILLED = [
    ("Dear {first_name}, {site}.", "Dear Ana, Love146."),
    ("{first_name}{first_name}", "AnaAna"),
    ("Answer {reply_1_to} again.", "Answer {reply_1_to} again."),
    ("{reply_9_to} {nobody} {Site} { site }", "{reply_9_to} {nobody} {Site} { site }"),
    ("What is missing: {missing}", "What is missing: a {site} b"),
    ("{{site}}", "{Love146}"),
    ("No brackets", "No brackets"),
    ("", ""),
]


@pytest.mark.parametrize(("kept", "filled"), FILLED)
def test_placeholders_are_filled_in_or_stay_in_their_brackets(kept, filled):
    assert fill(kept, VALUES) == filled


CARRIED = [
    ("Good work.", "Good work.", True),
    ("First.\n\nGood   work.  And more.", "Good work.", True),
    ("Dear Ana, look at Love146.", "Dear {first_name}, look at {site}.", True),
    ("Dear {first_name}, look at Love146.", "Dear {first_name}, look at {site}.", True),
    ("look at Love146. Dear Ana,", "Dear {first_name}, look at {site}.", False),
    ("Good", "Good work.", False),
    ("", "Good work.", False),
    ("Ana", "{first_name}", False),
    ("one one", "one {site} one", True),
    ("one", "one {site} one", False),
]


@pytest.mark.parametrize(("given", "kept", "is_carried"), CARRIED)
def test_a_kept_comment_is_recognised_by_its_words_in_their_order(given, kept, is_carried):
    assert carries(given, kept) is is_carried
    assert carries(fill(kept, VALUES), kept) is (kept != "{first_name}")
