"""Passages of what was typed are marked in the HTML that was made of it, and no tag is crossed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from forum.markup import Passage, SafeHtml, TooComplex, mark_passages, render_markdown
from tests.markup.test_hostile import Reader, vectors

NOTE = Markup('<a class="cite" href="#r">1</a>')
OURS = re.compile(r"<mark[^>]*>|</mark>|" + re.escape(str(NOTE)))


def passage(typed: str, words: str, number: int = 1, start: int = 0) -> Passage:
    """The words as they stand in what was typed, from ``start`` on."""
    at = typed.index(words, start)
    return Passage(words, typed[:at], f"m{number}", "cites", NOTE)


def marked(typed: str, *words: str) -> str:
    """The HTML of what was typed, each of these marked as ``[words]`` and its link as ``^``."""
    passages, start = [], 0
    for number, one in enumerate(words, start=1):
        passages.append(passage(typed, one, number, start))
        start = typed.index(one, start) + len(one)
    html, found = mark_passages(render_markdown(typed), passages)
    assert found == {row.id for row in passages}
    short = html.replace(NOTE, "^").replace("</mark>", "]")
    return re.sub(r"<mark[^>]*>", "[", re.sub(r' rel="[^"]*"', "", short))


@pytest.mark.parametrize(
    ("typed", "words", "expected"),
    [
        ("As said (Mead, 1935).", ["(Mead, 1935)"], "<p>As said [(Mead, 1935)]^.</p>"),
        (
            "Beck & Lee (2015) say.",
            ["Beck & Lee (2015)"],
            "<p>[Beck &amp; Lee (2015)]^ say.</p>",
        ),
        (
            "See (*Polaris*, n.d.) there.",
            ["(*Polaris*, n.d.)"],
            "<p>See [(]<em>[Polaris]</em>[, n.d.)]^ there.</p>",
        ),
        (
            "The [Lee (2011)](https://a.org/?a=1) says.",
            ["Lee (2011)"],
            '<p>The <a href="https://a.org/?a=1">[Lee (2011)]</a>^ says.</p>',
        ),
        (
            "Of ([Lee](https://a.org/2020), 2011) too.",
            ["([Lee](https://a.org/2020), 2011)"],
            '<p>Of [(]<a href="https://a.org/2020">[Lee]</a>[, 2011)]^ too.</p>',
        ),
        (
            "In (2020) it rained. Smith said so (2020).",
            ["(2020)."],
            "<p>In (2020) it rained. Smith said so [(2020).]^</p>",
        ),
        (
            "(A, 2001; B, 2002; A, 2001)",
            ["A, 2001", "B, 2002", "A, 2001"],
            "<p>([A, 2001]^; [B, 2002]^; [A, 2001]^)</p>",
        ),
        (
            "Said\n(Mead,\n1935).",
            ["(Mead,\n1935)"],
            "<p>Said\n[(Mead,\n1935)]^.</p>",
        ),
        (
            "> Quoted (Mead, 1935)\n\n- and (Lee, 2011)",
            ["(Mead, 1935)", "(Lee, 2011)"],
            "<blockquote>\n<p>Quoted [(Mead, 1935)]^</p>\n</blockquote>\n"
            "<ul>\n<li>and [(Lee, 2011)]^</li>\n</ul>",
        ),
        ("1 < 2 & (Ö, 2020a)", ["(Ö, 2020a)"], "<p>1 &lt; 2 &amp; [(Ö, 2020a)]^</p>"),
    ],
)
def test_a_passage_is_marked_where_it_stands(typed, words, expected):
    assert marked(typed, *words) == expected


def test_a_passage_that_is_not_there_is_not_marked_and_the_others_are():
    typed = "One (Mead, 1935) and two (Lee, 2011)."
    html, found = mark_passages(
        SafeHtml("<p>One and two (Lee, 2011).</p>"),
        [passage(typed, "(Mead, 1935)", 1), passage(typed, "(Lee, 2011)", 2)],
    )
    assert found == {"m2"}
    assert html.count("<mark") == 1


def test_a_passage_without_a_letter_or_digit_is_nowhere():
    html = SafeHtml("<p>(?)</p>")
    assert mark_passages(html, [Passage("(?)", "", "m1", "cites", NOTE)]) == (html, frozenset())


def test_what_names_a_mark_is_escaped():
    html, _ = mark_passages(SafeHtml("<p>a</p>"), [Passage("a", "", '"><b>', "x", Markup(""))])
    assert "<b>" not in html


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    return vectors()


def test_in_hostile_markup_nothing_is_added_but_the_marks(corpus):
    for vector in corpus:
        try:
            html = render_markdown(vector)
        except TooComplex:
            continue
        words = re.findall(r"\w+", vector)[:6]
        passages = [
            Passage(word, "", f"m{n}", "cites", NOTE) for n, word in enumerate(words, start=1)
        ]
        made, _ = mark_passages(html, passages)
        assert OURS.sub("", made) == html
        assert links_in_links(made) == 0


def links_in_links(html: str) -> int:
    """How many links begin inside another one."""

    class Links(Reader):
        depth = nested = 0

        def handle_starttag(self, tag, attrs):
            if tag == "a":
                self.depth += 1
                self.nested += self.depth > 1

        def handle_endtag(self, tag):
            self.depth -= tag == "a"

    reader = Links()
    reader.feed(html)
    return reader.nested


_TYPED = st.text(alphabet="ab1 (),.&<>*_[]`\n\"'é😀", max_size=60)


@given(_TYPED, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=4))
def test_whatever_is_typed_the_text_stays_and_marks_hold_the_letters_of_their_words(typed, places):
    try:
        html = render_markdown(typed)
    except TooComplex:
        return
    passages = [
        Passage(typed[at : at + length], typed[:at], f"m{n}", "cites", NOTE)
        for n, (at, length) in enumerate(sorted(places))
        if typed[at : at + length]
    ]
    made, found = mark_passages(html, passages)
    assert OURS.sub("", made) == html
    assert made.count(NOTE) == len(found)
    for row in passages:
        if row.id in found:
            _, _, rest = made.partition(f'<mark id="{row.id}" class="cites">')
            inside, _, _ = rest.partition(NOTE)
            assert letters(re.sub("<[^>]*>", "", inside)) == letters(row.words)


def letters(text: str) -> str:
    """Letters and digits, without the addresses of links, which no page shows."""
    return "".join(filter(str.isalnum, re.sub(r"\]\([^()\s]*\)", "]", text)))
