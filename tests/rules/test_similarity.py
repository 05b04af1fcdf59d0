"""Two responses of one author: which are nearly one text (RULES.md, COPY)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.rules.similarity import is_near_copy

TO_BEA = (
    "Thank you for your post, Bea. Both our sites begin with the rights of the people they serve, "
    "and both keep a telephone line open through the night. Where yours speaks of the law that "
    "makes calling dangerous, mine speaks of the person who calls. Your line about help that asks "
    "for nothing in return changed my second step: I will ask the shelter in my town what happens "
    "to somebody who refuses to testify."
)
TO_CY = (
    "Thank you for your post, Cy. What struck me is how far apart our starting points lie. I read "
    "about farm workers who wrote their own code and made buyers sign it; you read about lawyers "
    "who bring single cases abroad. I wonder which of the two lasts longer once the cameras have "
    "gone. You made me look again at my plan to write to the supermarket, because a letter without "
    "the workers' names behind it is only paper."
)


def change(text: str, count: int) -> str:
    words = text.split()
    for number, place in enumerate(random.Random(7).sample(range(len(words)), count)):
        words[place] = f"other{number}"
    return " ".join(words)


@pytest.mark.parametrize(
    "copy",
    [
        TO_BEA,
        TO_BEA.replace("Bea", "Dee"),
        TO_BEA.upper().replace(",", ";").replace(".", " !"),
        TO_BEA.replace("Bea", "Dee").replace("town", "city").replace("night", "week"),
        change(TO_BEA, 6),
        TO_BEA + " I also liked the colours of the page very much, and its tone.",
        " ".join(reversed(TO_BEA.split(". "))),
        "> a line of yours\n" + TO_BEA + "\n > and one more, quoted at some length here for all",
    ],
    ids=["same", "name", "case", "words", "six words", "longer", "sentences", "quotes"],
)
def test_copies(copy):
    assert is_near_copy(TO_BEA, copy)
    assert is_near_copy(copy, TO_BEA)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TO_BEA, TO_CY),
        ("I enjoyed reading your post this week, thank you for sharing it. " + TO_BEA[:200],
         "I enjoyed reading your post this week, thank you for sharing it. " + TO_CY[:200]),
        ("> " + TO_BEA.replace(". ", ".\n> ") + "\nI agree with the first line.",
         "> " + TO_BEA.replace(". ", ".\n> ") + "\nYour last step is one I would not dare."),
        (TO_BEA, change(TO_BEA, 40)),
        (TO_BEA, "Thank you for your post, Bea."),
        ("", ""),
        ("> a b c", "> a b c"),
        ("Great post!", "Great work!"),
        ("one", "one two three four"),
    ],
    ids=["honest", "one opening", "one quotation", "rewritten", "opening only", "empty",
         "only quotes", "two words", "lengths"],
)  # fmt: skip
def test_no_copies(one, other):
    assert not is_near_copy(one, other)
    assert not is_near_copy(other, one)


def test_two_words_are_a_copy_of_the_same_two():
    assert is_near_copy("Great post!", "great POST")


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_order_of_the_two_does_not_matter(one, other):
    assert is_near_copy(one, other) == is_near_copy(other, one)


@given(st.text(st.characters(codec=None), max_size=80))
def test_a_text_is_a_copy_of_itself_unless_it_has_no_words(text):
    has_words = any(
        sign.isalnum() for line in text.splitlines() if not line.lstrip().startswith(">")
        for sign in line
    )  # fmt: skip
    assert is_near_copy(text, text) or not has_words
