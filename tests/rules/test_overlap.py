"""Passages that also stand in another post: row by row of the table, and what must always hold."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.rules.overlap import (
    CERTAIN,
    EVERYBODYS,
    EXACT_RUN,
    MOST_CANDIDATES,
    Printed,
    aligning,
    find_candidates,
    find_passages,
    read_text,
)
from forum.rules.overlap.aligning import align
from forum.rules.overlap.prints import unpack
from tests.cases.overlap_table import find_all, overlap

CASES = Path(__file__).parents[1] / "cases"
TABLE = list(overlap(CASES / "overlap.json"))
OWN = list(overlap(CASES / "own_overlap.json"))

LOST = (
    "Survivors often wait years before they tell anyone what happened, because shame and fear keep "
    "them silent long after the danger has passed."
)
SHELTER = (
    "A shelter that answers the phone at night, speaks the caller's language and asks for no "
    "papers can be the difference between staying and leaving."
)
MAP = "I chose this site because its map of local groups is clear and easy to use."
COUNTY = "My own county has one caseworker for every ninety families, so our board must move."


@pytest.mark.parametrize(
    ("expected", "got"), [pytest.param(*row[1:], id=row[0]) for row in TABLE + OWN]
)
def test_table(expected, got):
    assert got == expected


def test_the_tables_are_whole():
    assert len(TABLE) == len(json.loads((CASES / "overlap.json").read_text())) == 30
    assert all(case["exact"] for case in json.loads((CASES / "own_overlap.json").read_text()))


def shown(post, source, **how):
    return find_passages(read_text(post), read_text(source), **how)


def test_a_passage_is_shown_where_it_stands_in_both():
    post, source = [MAP, f"{MAP[:20]} {LOST}"], [f"{COUNTY} {LOST}"]
    (passage,) = shown(post, source)
    (here,), (there,) = passage.spans, passage.source_spans
    assert post[here.part][here.start : here.end] == LOST.rstrip(".")
    assert source[there.part][there.start : there.end] == LOST.rstrip(".")
    assert (passage.kind, passage.words) == ("shared", 23)


def test_a_passage_over_two_parts_has_a_place_in_each():
    first, second = LOST[:77].rsplit(" ", 1)[0], LOST[77:]
    (passage,) = shown([first, second], [LOST])
    assert [span.part for span in passage.spans] == [0, 1]


def test_words_that_were_changed_are_inside_the_passage_and_not_among_the_shared():
    post = LOST.replace("years", "decades")
    (passage,) = shown([post], [LOST])
    assert passage.words == 22
    runs = [post[span.start : span.end] for span in passage.shared]
    assert runs[0] == "Survivors often wait"
    assert runs[1].startswith("before they tell")


def test_ones_own_post_of_an_earlier_course_is_called_so():
    assert [passage.kind for passage in shown([LOST], [LOST], whose="self")] == ["self"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (f'She says: "{LOST}" (Mead, 1935, p. 4).', "quoted"),
        (f"Mead (1935) says: “{LOST}”", "quoted"),
        (f"> {LOST}\n\n(Mead, 1935)", "quoted"),
        (f'She says: "{LOST}" I agree.', "uncited"),
        (f"She says: ‘{LOST}’ I agree.", "uncited"),
        (f"> {LOST}\n\nI agree.", "uncited"),
        (f"Elle dit: «{LOST}»", "uncited"),
    ],
)
def test_quotations_are_listed_apart(words, kind):
    assert [passage.kind for passage in shown([words], [LOST])] == [kind]


def test_an_apostrophe_begins_no_quotation():
    text = f"The students' shelter isn't far. {LOST} It's the survivors' own."
    assert [passage.kind for passage in shown([text], [LOST])] == ["shared"]


def test_what_the_author_wrote_before_was_not_taken_from_a_later_post():
    post, before = read_text([f"{MAP} {LOST} {SHELTER}"]), read_text([LOST])
    (passage,) = find_passages(post, read_text([f"{LOST} {SHELTER}"]), before=before)
    assert passage.words == 25
    assert not find_passages(post, read_text([LOST]), before=before)


def test_a_passage_that_everybody_has_is_nobodys():
    texts = [read_text([f"{LOST} My number is {number} of them all."]) for number in range(9)]
    few = [Printed(key, key, key, texts[key].prints) for key in range(1, EVERYBODYS - 1)]
    many = [*few, Printed(8, 8, 8, texts[8].prints)]
    likely = find_candidates(texts[0].hashes, 0, few)
    assert likely.keys == (1, 2, 3)
    assert find_passages(texts[0], texts[1], common=likely.common)
    everybodys = find_candidates(texts[0].hashes, 0, many)
    assert not find_passages(texts[0], texts[1], common=everybodys.common)


def test_of_several_versions_of_a_post_the_one_that_shares_most_is_compared():
    mine = read_text([f"{LOST} {SHELTER}"])
    versions = [[LOST], [f"{LOST} {SHELTER}"], [f"{SHELTER} {LOST}", MAP]]
    earlier = [Printed(key, 7, 1, read_text(text).prints) for key, text in enumerate(versions)]
    assert find_candidates(mine.hashes, 0, earlier).keys == (1,)


def test_no_more_than_so_many_posts_are_compared_word_by_word():
    dice = random.Random(3)
    texts = [" ".join(dice.sample(WORDS, 50)) for _ in range(60)]
    mine = read_text(texts)
    earlier = [Printed(key, key, key, read_text([text]).prints) for key, text in enumerate(texts)]
    assert len(find_candidates(mine.hashes, -1, earlier).keys) == MOST_CANDIDATES


WORDS = [f"{first}{second}a" for first in "bdfgklmnprstvz" for second in ("an", "el", "or", "ist")]


@given(st.data())
def test_a_run_of_the_length_a_passage_needs_is_always_found(data):
    assert CERTAIN == EXACT_RUN
    one = data.draw(st.lists(st.sampled_from(WORDS), min_size=CERTAIN, max_size=60))
    start = data.draw(st.integers(0, len(one) - CERTAIN))
    around = st.lists(st.sampled_from(WORDS), max_size=30)
    other = data.draw(around) + one[start : start + CERTAIN] + data.draw(around)
    mine, theirs = read_text([" ".join(one)]), read_text([" ".join(other)])
    assert set(mine.hashes) & set(unpack(theirs.prints))


ALPHABET = "aAé'’\"“”‘«»() ,.\n>#*_-1\u200d\u0301\u202eあ字ไ𝒜😀\x00\u2028?/:[]"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=200)
SENTENCES = st.sampled_from([LOST, SHELTER, MAP, COUNTY, LOST.upper(), SHELTER.replace(" ", "\n")])
MIXED = st.lists(
    st.one_of(
        TEXTS,
        SENTENCES,
        SENTENCES.map(lambda text: f'"{text}"'),
        SENTENCES.map(lambda text: f"> {text}\n"),
        st.just("(Smith, 2020, p. 7)"),
    ),
    max_size=8,
).map(" ".join)


@given(st.lists(MIXED, max_size=3), st.lists(MIXED, max_size=3), st.sampled_from(["peer", "self"]))
def test_passages_always_point_at_words_that_stand_in_both(post, source, whose):
    mine, theirs = read_text(post), read_text(source)
    for passage in find_passages(mine, theirs, whose=whose):
        assert passage.words == len(passage.positions) >= 8
        assert passage.kind in {"shared" if whose == "peer" else "self", "quoted", "uncited"}
        for span in (*passage.spans, *passage.shared):
            assert 0 <= span.start < span.end <= len(post[span.part])
        for span in (*passage.source_spans, *passage.source_shared):
            assert 0 <= span.start < span.end <= len(source[span.part])
        marks = {mine.words[position].mark for position in passage.positions}
        assert marks == ({"own"} if passage.kind in {"shared", "self"} else {"quoted"})
        for here, there in zip(passage.shared, passage.source_shared, strict=True):
            own = post[here.part][here.start : here.end]
            other = source[there.part][there.start : there.end]
            assert read_text([own]).plain[0] == read_text([other]).plain[0]


@given(MIXED, MIXED)
def test_a_post_shares_nothing_with_what_has_no_run_of_its_words(post, source):
    mine, theirs = read_text([post]), read_text([source])
    if not {*runs_of(mine.plain)} & {*runs_of(theirs.plain)}:
        assert not find_passages(mine, theirs)


def runs_of(words):
    return zip(*(words[start:] for start in range(EXACT_RUN)), strict=False)


def test_ten_thousand_texts_of_any_signs_are_read():
    dice = random.Random(11)
    known = read_text([LOST, SHELTER])
    for _ in range(10_000):
        text = "".join(dice.choices(ALPHABET, k=dice.randrange(80)))
        read = read_text([text])
        assert all(text[word.start : word.end] for word in read.words)
        find_passages(read, known)


HOSTILE = {
    "one word": "word " * 12_000,
    "two words": "one two " * 7_500,
    "one letter": "a" * 60_000,
    "letters": "a b " * 15_000,
    "sentence": f"{LOST} " * 420,
    "brackets": "(" * 30_000 + ")" * 30_000,
    "years": "(2020 " * 10_000,
    "quotes": '"' * 60_000,
    "single quotes": " 'a" * 20_000,
    "lines of quotes": ">\n" * 30_000,
    "headings": "references\n" * 5_000,
    "entries": "Smith, J. (2020)" * 3_700,
    "links": "[a](" * 15_000,
    "accents": "a\u0301" * 30_000,
    "unspaced": "字" * 60_000,
    "addresses": "www." * 15_000,
    "mail": "a@" * 30_000,
    "dots": "a.b" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_more_than_a_bounded_amount_of_work(name, monkeypatch):
    """Counted where the work is: words compared and runs joined, for each word of both texts."""
    text = HOSTILE[name]
    compared = joined = 0
    length, gain = aligning._length, aligning._gain

    def count_length(*given):
        nonlocal compared
        found = length(*given)
        compared += found
        return found

    def count_gain(*given):
        nonlocal joined
        joined += 1
        return gain(*given)

    monkeypatch.setattr(aligning, "_length", count_length)
    monkeypatch.setattr(aligning, "_gain", count_gain)
    one, other = read_text([text]), read_text([text[1:]])
    align(one.plain, other.plain)
    assert compared <= 42 * (len(one.words) + len(other.words))
    assert joined <= 400_000


def test_the_prints_of_a_post_are_small():
    text = read_text([LOST, SHELTER, MAP, COUNTY])
    assert len(text.prints) <= 4 * len(text.words)
    assert list(unpack(text.prints)) == sorted(set(unpack(text.prints)))


def test_the_same_post_gives_the_same_passages_wherever_it_is_compared():
    case = {"prompt": "", "post": f"{LOST} {MAP}", "earlier": [SHELTER, LOST]}
    assert find_all(case) == find_all(case)
    assert unpack(read_text([LOST]).prints)[0] == FIRST_PRINT


#: Stored prints must mean the same for ever: this one was written down once.
FIRST_PRINT = 68412523
