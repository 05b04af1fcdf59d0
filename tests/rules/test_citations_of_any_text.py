"""Any text is read in bounded time, raises nothing, and is quoted by its own signs."""

import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.rules.citations import (
    ChosenSite,
    Reference,
    check_citations,
    match_citations,
    reference_text,
    split_reference_list,
)

SMITH = Reference("Smith, J.", "2020", "A title", "Journal of Things, 1(2), 3-4")
THREE = Reference("Lee, S., Kim, M., & Park, J.", "2018", "Third title", "Journal, 4, 5-9")
GROUP = Reference("Polaris Project", "n.d.", "Learn the signs", "", "https://polarisproject.org")
LIST = (SMITH, THREE, GROUP)

PIECES = re.split(
    " ",
    "Smith Jones & and et al. , ; ( ) [ ] 2020 2020a n.d. in press J. A. “ ” ' - – see e.g., "
    "World Health Organization [WHO] van der References https://a.org doi:10.1/x . : 1 \\ é 字",
)
typed = st.lists(st.sampled_from([*PIECES, " ", "\n", "\n\n", "\x00", "\ud800"]), max_size=30)


@given(typed.map(" ".join) | st.text(st.characters(codec=None), max_size=60))
def test_nothing_raises(text):
    rows = split_reference_list(text)
    references = tuple(r if isinstance(r, Reference) else r.as_reference() for r in rows)
    report = match_citations(text, references)
    assert report.cited <= report.listed
    assert report.listed + report.unread == len(references)
    assert len(report.unused) == report.listed - report.cited
    for pair in report.pairs:
        assert text[pair.citation.offset : pair.citation.end] == pair.citation.words
    for row in references:
        assert isinstance(reference_text(row), str)


# Written out: texts that are not one thing over and over.
_NAMES = "".join(
    f"(Nam{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} & Lee, {1500 + i % 500}) "
    for i in range(3_000)
)
LONG = {
    "names that differ": _NAMES,
    "deep brackets": "(" * 30_000 + "2020" + ")" * 30_000,
    "deep brackets with years": "(2020 " * 8_000 + ")" * 12_000,
    "both kinds of brackets": "[(" * 15_000 + "Lee 2020" + ")]" * 15_000,
    "brackets that cross": "([)] ",
    "closing brackets": ")",
    "years in one bracket": "(" + "2020, " * 9_000 + ")",
    "segments in a bracket": "(" + "a;" * 1_400 + "2020)",
    "bare years": "2020 ",
    "right to left": "\u202eSmith (2020) ",
    "combining marks": "e" + "\u0301" * 59_999,
    "initials without blanks": "A.",
    "hosts": "a.b.",
    "addresses": "http://a.b/ ",
    "apostrophes": "s' ",
    "one word": "A",
    "ancient": "375 B.C.E./ ",
    "abbreviations": "World Health Organization (WHO) ",
    "first editions": "Original published ",
    "open brackets": "(",
    "brackets": "()",
    "years": "(2020) ",
    "names": "A (2020) ",
    "long names": "And Jones Of The Brown " * 3 + "(2020) ",
    "segments": "(A, 2020; B, 2020; C, 2020) ",
    "definitions": "Of The And " * 8 + "[ABC] ",
    "entries": "Smith, J. (2020). A.\n",
    "wrapped": "Smith, J., Lee, K.,\n",
    "initials": "J. ",
    "stops": ". ",
    "links": "https://a.org ",
    "doi": "10.1000/",
    "retrieved": "Retrieved from on at, ",
    "marks": "*_",
    "quotes": "> ",
    "in press": "in  ",
    "letters": "(Smith, 2020a, " + "b, " * 300,
}


@pytest.mark.parametrize("shape", LONG)
def test_a_long_text_does_not_take_long(shape):
    """Any 60,000 characters; a quadratic step would take minutes. Measured: 1.2 s at most."""
    text = (LONG[shape] * 60_000)[:60_000]
    started = time.process_time()
    for number in range(60_000):
        len(str(number))
    floor = time.process_time() - started
    started = time.process_time()
    rows = split_reference_list(text)
    references = tuple(r if isinstance(r, Reference) else r.as_reference() for r in rows)
    check_citations(text, references, LIST, ChosenSite(("Polaris Project",), GROUP.link))
    assert time.process_time() - started <= 400 * floor


def test_ten_thousand_random_texts_raise_nothing_and_point_at_their_own_signs():
    """Seeded, so that what fails once fails again."""
    chance = random.Random(6)
    signs = [
        *PIECES,
        "\n",
        "\n\n",
        "\x00",
        "\ud800",
        "\u202e",
        "́",
        "Müller",
        "o’Brien’s",
        "2020a–c",
    ]
    for _ in range(10_000):
        text = chance.choice(["", " "]).join(chance.choices(signs, k=chance.randint(0, 24)))
        check = check_citations(text, LIST, (SMITH, GROUP), ChosenSite(("Polaris",), GROUP.link))
        for note in check.notes:
            if note.offset is not None:
                assert text[note.offset : note.offset + len(note.words)] == note.words
        for pair in match_citations(text, LIST).pairs:
            assert text[pair.citation.offset : pair.citation.end] == pair.citation.words
