"""Dates written out in prose: which words they are, and which due times they say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.rules.prose_dates import find_written_dates, replace_date

#: The last minutes of a week: Wednesday, Sunday and Wednesday again.
DUES = {
    "post": datetime(2025, 10, 8, 23, 59, tzinfo=UTC),
    "responses": datetime(2025, 10, 12, 18, 30, tzinfo=UTC),
    "close": datetime(2025, 10, 15, 23, 59, tzinfo=UTC),
}
POST, RESPONSES, CLOSE, WEDNESDAYS = ("post",), ("responses",), ("close",), ("post", "close")
NONE: tuple[str, ...] = ()

WORDINGS = [
    # A day, with or without its hour, is one thing to replace.
    ("Post by Wednesday.", "Wednesday", WEDNESDAYS),
    ("Respond by Sunday evening at the latest.", "Sunday evening", RESPONSES),
    ("by Wednesday, October 8", "Wednesday, October 8", POST),
    ("by Wednesday, October 8th, 2025", "Wednesday, October 8th, 2025", POST),
    ("by Wednesday, 8 October, at 11:59 pm", "Wednesday, 8 October, at 11:59 pm", POST),
    ("by Wednesday the 8th at 11:59 PM", "Wednesday the 8th at 11:59 PM", POST),
    ("by 11:59 p.m. on Wednesday, Oct. 8", "11:59 p.m. on Wednesday, Oct. 8", POST),
    ("by Wed, 8 Oct, 23:59", "Wed, 8 Oct, 23:59", POST),
    ("by Wed. Oct 8", "Wed. Oct 8", POST),
    ("Sun 6:30 pm", "Sun 6:30 pm", RESPONSES),
    ("on Sunday by 18:30", "Sunday by 18:30", RESPONSES),
    ("Sunday at 6:30", "Sunday at 6:30", RESPONSES),
    ("on the 8th of October", "8th of October", POST),
    ("on October 15", "October 15", CLOSE),
    ("due 2025-10-08", "2025-10-08", POST),
    ("due 10/8", "10/8", POST),
    ("due 8/10/25", "8/10/25", POST),
    ("Wednesday at midnight", "Wednesday at midnight", WEDNESDAYS),
    ("Wednesday night at 11:59 pm", "Wednesday night at 11:59 pm", WEDNESDAYS),
    # An hour by itself, where a due time has it.
    ("by 11:59 pm", "11:59 pm", WEDNESDAYS),
    ("no later than 6:30pm!", "6:30pm", RESPONSES),
    # Dates of something else, or of another term.
    ("by October 3", "October 3", NONE),
    ("by 3 October 2024", "3 October 2024", NONE),
    ("Wednesday, October 8, 2024", "Wednesday, October 8, 2024", NONE),
    ("Thursday, October 8", "Thursday, October 8", NONE),
    ("Wednesday at noon", "Wednesday at noon", NONE),
    ("on the 3rd of May", "3rd of May", NONE),
    ("on May 3rd", "May 3rd", NONE),
    ("due 2026-10-03", "2026-10-03", NONE),
    # The point that ends a sentence stays with it.
    ("Post by 11:59 p.m. Then read.", "11:59 p.m", WEDNESDAYS),
    ("Post by 11:59 p.m. at the latest.", "11:59 p.m.", WEDNESDAYS),
]


@pytest.mark.parametrize(("text", "words", "says"), WORDINGS, ids=[row[0] for row in WORDINGS])
def test_a_written_date_is_found_whole_with_the_due_times_it_says(
    text: str, words: str, says: tuple[str, ...]
) -> None:
    (found,) = find_written_dates(text, DUES)
    assert (found.words, found.says) == (words, says)
    assert text[found.start :].startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "You may choose two of them.",
        "She works Mondays.",
        "March for justice, and mayors in May",
        "24/7 help lines",
        "by {{post_due}}",
        "Their office opens at 9 am and closes at noon.",
        "The clock struck midnight.",
        "The sun, and they sat. Sat down, I wed.",
        "Read the 3rd chapter, verse 25:70.",
        "See https://example.org/2025/10/08/news and https://example.org/wednesday.",
        "",
    ],
)
def test_no_date_is_seen_where_none_is_meant(text: str) -> None:
    assert find_written_dates(text, DUES) == []


def test_each_of_several_dates_is_found_by_itself() -> None:
    text = "Post by Wednesday, 11:59 pm, respond from Friday to Sunday, October 12."
    found = [(one.words, one.says) for one in find_written_dates(text, DUES)]
    assert found == [
        ("Wednesday, 11:59 pm", WEDNESDAYS),
        ("Friday", NONE),
        ("Sunday, October 12", RESPONSES),
    ]


def test_two_days_with_their_hours_are_two_dates() -> None:
    found = find_written_dates("Wednesday 11:59 pm, Sunday 6:30 pm", DUES)
    assert [one.words for one in found] == ["Wednesday 11:59 pm", "Sunday 6:30 pm"]


def test_without_due_times_dates_are_found_and_say_none() -> None:
    found = find_written_dates("Wednesday, or 11:59 pm", {})
    assert [(one.words, one.says) for one in found] == [("Wednesday", NONE)]


def test_the_first_date_of_these_words_gives_way_to_the_token() -> None:
    text = "By Wednesday, October 8. Not Wednesday."
    assert replace_date(text, "Wednesday", "{{post_due}}", DUES) == (
        "By Wednesday, October 8. Not {{post_due}}."
    )
    assert replace_date(text, "Wednesday, October 8", "{{post_due}}", DUES) == (
        "By {{post_due}}. Not Wednesday."
    )
    assert replace_date(text, "Friday", "{{post_due}}", DUES) == text
    assert replace_date(text, "", "{{post_due}}", DUES) == text


@given(st.text(alphabet=" ,./:0123456789-Wwednsayocthbrpm\n{}", max_size=80))
def test_whatever_is_typed_is_read(text: str) -> None:
    ends = 0
    for found in find_written_dates(text, DUES):
        assert found.words and text[found.start :].startswith(found.words)
        assert found.start >= ends
        ends = found.start + len(found.words)
