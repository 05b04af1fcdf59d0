"""Names in clean HTML are replaced in the text, and in nothing else."""

from __future__ import annotations

import pytest

from forum.markup import SafeHtml, replace_names

NAMES = {
    "Ana Lopez": "Student 1",
    "Ana": "Student 1",
    "Will": "Student <2>",
    "O'Neil": "Student 3",
    "lt": "Student 4",
}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Ana Lopez wrote to Ana.</p>", "<p>Student 1 wrote to Student 1.</p>"),
        ("<p>Anatomy and banana</p>", "<p>Anatomy and banana</p>"),
        ("<p>Will, will you?</p>", "<p>Student &lt;2&gt;, will you?</p>"),
        ('<a href="https://ana.org/Ana">Ana</a>', '<a href="https://ana.org/Ana">Student 1</a>'),
        ("<p>O'Neil &amp; Ana</p>", "<p>Student 3 &amp; Student 1</p>"),
        ("<p>1 &lt; 2, lt</p>", "<p>1 &lt; 2, Student 4</p>"),
    ],
)
def test_whole_words_of_the_text_are_replaced(html, expected):
    assert replace_names(SafeHtml(html), NAMES) == expected


def test_without_names_nothing_is_done():
    html = SafeHtml("<p>Ana</p>")
    assert replace_names(html, {}) is html
