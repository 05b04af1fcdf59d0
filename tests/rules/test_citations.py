"""Citations against references, row by row of the tables and trap by trap."""

import json
from pathlib import Path

import pytest

from forum.rules.citations import (
    Part,
    Reference,
    Unreadable,
    find_citations,
    format_reference,
    match_citations,
    parse_reference,
    reference_text,
    split_document,
    split_numbered_list,
    split_reference_list,
)
from tests.cases.citations_table import citations, seed_citations

CASES = Path(__file__).parents[1] / "cases"
TABLE = list(citations(CASES / "citations.json"))
OWN_TABLE = list(citations(CASES / "own_citations.json"))
SEEDS = list(seed_citations(CASES / "seed_citations.json"))

SMITH = Reference("Smith, J.", "2020", "A title", "Journal of Things, 1(2), 3-4")
TWO = Reference("Jones, A., & Brown, B.", "2019", "Another title", "Publisher")
THREE = Reference("Lee, S., Kim, M., & Park, J.", "2018", "Third title", "Journal, 4, 5-9")
GROUP = Reference("Polaris Project", "n.d.", "Learn the signs", "", "https://polarisproject.org")
WHO = Reference("World Health Organization", "2021", "Health for all", "", "https://www.who.int")
LIST = (SMITH, TWO, THREE, GROUP, WHO)


@pytest.mark.parametrize(("expected", "got"), [pytest.param(*row[1:], id=row[0]) for row in TABLE])
def test_table(expected, got):
    assert got == expected


@pytest.mark.parametrize(
    ("expected", "got"), [pytest.param(*row[1:], id=row[0]) for row in OWN_TABLE]
)
def test_own_table(expected, got):
    """Hard cases of our own: names, organisations, years, brackets, styles of entries, traps."""
    assert got == expected


def test_the_table_is_whole():
    assert len(TABLE) == len(json.loads((CASES / "citations.json").read_text())) == 77


@pytest.mark.skipif(not SEEDS, reason="the two real posts do not lie beside the repository")
def test_the_two_real_posts():
    assert len(SEEDS) == 4
    for name, expected, got in SEEDS:
        assert got == expected, name


def statuses(text, references=LIST):
    return [
        (pair.index, pair.citation.year, pair.status)
        for pair in match_citations(text, references).pairs
    ]


TEXTS = {
    "between brackets": ("(text (Smith, 2020) goes on", [(0, "2020", "ok")]),
    "in a bracket": ("(as is known (Smith, 2020) today)", [(0, "2020", "ok")]),
    "a closing bracket too many": ("a) b) (Smith, 2020)", [(0, "2020", "ok")]),
    "a study of somebody": ("Smith's careful study (2020) shows it.", [(0, "2020", "ok")]),
    "a book by its title": ("In A Title (2020) it is said.", [(0, "2020", "ok")]),
    "full name of a group": ("It is so (Polaris Project website, n.d.).", [(3, "n.d.", "check")]),
    "abbreviation made up": (
        "The Polaris Project (PPR) helps. See PPR (n.d.).",
        [(3, "n.d.", "ok")],
    ),
    "defined in the bracket": (
        "It is so (World Health Organization [WHO], 2021).",
        [(4, "2021", "ok")],
    ),
    "order of authors": ("It is so (Brown & Jones, 2019).", [(1, "2019", "check")]),
    "second author alone": ("It is so (Brown, 2019).", [(1, "2019", "check")]),
    "another initial": ("It is so (K. Smith, 2020).", [(None, "2020", "missing")]),
    "initials agree": ("It is so (J. Smith, 2020).", [(0, "2020", "ok")]),
    "et al. for one": ("It is so (Smith et al., 2020).", [(0, "2020", "check")]),
    "letter where there is none": ("It is so (Smith, 2020b).", [(0, "2020b", "ok")]),
    "three years": (
        "It is so (Smith, 2018, 2019 & 2020).",
        [(0, "2018", "year-mismatch"), (0, "2019", "year-mismatch"), (0, "2020", "ok")],
    ),
    "page like a year": ("It is so (Smith, 2020, pp. 1999-2001).", [(0, "2020", "ok")]),
    "letter after no letter": ("It is so (Smith, 2020, b).", [(0, "2020", "ok")]),
    "years only, two": (
        "Smith (2019, 2020) says so.",
        [(0, "2019", "year-mismatch"), (0, "2020", "ok")],
    ),
    "year and words": ("Smith (2020 was a long year) says so.", []),
    "no space": ("Smith(2020) says so.", [(0, "2020", "ok")]),
    "straight quotes": ('Smith ("2020") says.', []),
    "nd without dots": ("It is so (Polaris Project, nd).", [(3, "n.d.", "ok")]),
    "nd inside a word": ("It is so (Brand and land).", []),
    "slip in a short name": ("It is so (Leo et al., 2018).", [(2, "2018", "check")]),
    "nobody": ("It grew (2015) and grew (1999).", []),
    "place": ("There were raids in Texas (2010).", []),
    "law": ("The Trafficking Victims Protection Act (2000) helps.", []),
    "law in brackets": ("It helps (Mann Act, 1910).", []),
    "place of a work": (
        "It is so (a view first held by Miller, 2011).",
        [(None, "2011", "missing")],
    ),
    "unknown group": ("The Freedom Network (2018) says so.", [(None, "2018", "missing")]),
    "unknown after a full stop": ("They left. Miller (2011) stayed.", [(None, "2011", "missing")]),
    "doctor": ("Dr. Miller (2011) stayed.", [(None, "2011", "missing")]),
    "opening word": ("However (2011) it ended.", []),
    "title in quotes": ("It is so (“Learn the signs,” n.d.).", [(3, "n.d.", "ok")]),
    "unknown title": ("It is so (“Nobody knows,” 2001).", [(None, "2001", "missing")]),
    "personal": (
        "It is so (A. Roe, personal communication, May 3, 2021; Smith, 2020).",
        [(0, "2020", "ok")],
    ),
    "secondary with years": ("It is so (Mead, 1935, cited in Smith, 2020).", [(0, "2020", "ok")]),
    "semicolon only": ("It is so (Smith, 2020; ).", [(0, "2020", "ok")]),
    "long bracket": ("(" + "word " * 700 + "Smith, 2020)", []),
    "other paragraph": ("(open\n\nSmith, 2020)", []),
    "full width": ("It is so （Smith， 2020）.", [(0, "2020", "ok")]),
    "in press": ("It is so (Ross, in press).", [(None, "inpress", "missing")]),
    "nobody and others": ("It is so (et al., 2020).", []),
    "a title nobody listed": ("It is so (Ten Facts, 2020).", [(None, "2020", "missing")]),
    "markdown": ("It is so (*Smith*, 2020).", [(0, "2020", "ok")]),
    "a year first": ("(2020) was a long year.", []),
    "an abbreviation alone": ("It is so ([WHO], 2021).", [(4, "2021", "ok")]),
    "a place of business": ("It was used (Noldus, Leesburg, VA, 2012).", []),
    "more words than a name has": ("It is so (" + "Word " * 30 + ", 2020).", []),
    "brackets that cross": ("([)] as (Smith, 2020) says.", [(0, "2020", "ok")]),
    "too short for a slip": ("It is so (Le et al., 2018).", [(None, "2018", "missing")]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name):
    text, expected = TEXTS[name]
    assert statuses(text) == expected


def test_what_is_counted():
    references = (*LIST, Reference(raw="a line nobody can read"), Reference(link="https://a.org"))
    report = match_citations("(Smith, 2020; Smith, 2020) and (Miller, 2011)", references)
    assert (report.listed, report.cited, report.unread) == (5, 1, 2)
    assert [citation.authors for citation in report.missing] == ["Miller"]
    assert report.unused == (1, 2, 3, 4)
    assert match_citations("", ()).pairs == ()


def test_a_row_without_a_year_or_with_a_title_only_can_be_cited():
    typed = (Reference("Smith", "", "A title"), Reference("", "2018", "Ten facts about slavery"))
    assert statuses("(Smith, 2020) and (Ten Facts, 2018), (Miller, 2018)", typed) == [
        (0, "2020", "ok"),
        (1, "2018", "ok"),
        (None, "2018", "missing"),
    ]


@pytest.mark.parametrize(
    "authors",
    ["Smith, J., & Lee, K. T.", "J. Smith and K. Lee", "Smith J, Lee KT", "Smith & Lee",
     "Jane Smith; Kim Lee", "SMITH, J. and LEE, K.", "Smith, J., Jr., & Lee, K. (Eds.)"],
)  # fmt: skip
def test_authors_are_read_however_they_are_typed(authors):
    row = Reference(authors, "2020", "A title")
    assert statuses("(Smith & Lee, 2020). Smith and Lee (2020).", (row,)) == [
        (0, "2020", "ok"),
        (0, "2020", "ok"),
    ]


def test_a_list_at_the_end_of_the_text_cites_nothing():
    text = (
        "It is so (Smith, 2020).\n\nSmith, J. (2020). A title. Things, 1.\n\nLee, S. (2018). T. J."
    )
    report = match_citations(text, LIST)
    assert [pair.citation.words for pair in report.pairs] == ["(Smith, 2020)"]


def test_offsets_are_those_of_the_text():
    text = "“So” it is—as Lee\u00a0et al. (2018) say (see Smith, 2020; Miller, 2011)."
    found = find_citations(text)
    assert [citation.words for citation in found] == [
        "Lee\u00a0et al. (2018)",
        "see Smith, 2020",
        "Miller, 2011",
    ]
    assert all(text[one.offset : one.end] == one.words for one in found)
    assert [one.narrative for one in found] == [True, False, False]
    assert [one.authors for one in found] == ["Lee et al.", "Smith", "Miller"]


LINES = {
    "Smith, J. (2020). A title. Journal of Things, 1(2), 3–4.": (
        "Smith, J.", "2020", "A title", "Journal of Things, 1(2), 3–4", ""),
    "- Lee, S., & Kim, M. (n.d.-a). *Is it so?* Press. doi: 10.1000/ab_c.": (
        "Lee, S., & Kim, M.", "n.d.-a", "Is it so?", "Press", "https://doi.org/10.1000/ab_c"),
    "[3] Polaris Project. (2021, May 3). Signs. Retrieved May 4, 2021, from https://a.org/b.": (
        "Polaris Project", "2021", "Signs", "", "https://a.org/b"),
    "Plummer, S.-B., & Brocksen S. M. (Eds.). (2014). Cases. Laureate.": (
        "Plummer, S.-B., & Brocksen S. M. (Eds.)", "2014", "Cases", "Laureate", ""),
    "WHO. (2021). U.S. plans (part A. and B.): A view. https://doi.org/10.1/x": (
        "WHO", "2021", "U.S. plans (part A. and B.): A view", "", "https://doi.org/10.1/x"),
    "Smith, Jane. “A Title.” Journal of Things, vol. 1, 2020, pp. 3-4.": (
        "Smith, Jane", "2020", "A Title", "Journal of Things, vol. 1, 2020, pp. 3-4", ""),
    "Ross, D. (in press). Soon. Press.": ("Ross, D.", "inpress", "Soon", "Press", ""),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_lines(line):
    found = parse_reference(line)
    assert isinstance(found, Reference)
    assert (found.authors, found.year, found.title, found.source, found.link) == LINES[line]
    assert Reference.from_row(json.loads(json.dumps(found.as_row()))) == found


@pytest.mark.parametrize(
    "line",
    ["https://polarisproject.org", "I read the website.", "", "(2020). A title.", "Smith (2020)",
     "Smith 2020", "www.a.org 2019", "....", "Smith. (2020)."],
)  # fmt: skip
def test_what_cannot_be_read_is_kept(line):
    found = parse_reference(line)
    assert found == Unreadable(line)
    assert found.as_reference() == Reference(raw=line)
    assert not found.as_reference().is_readable


def test_a_pasted_list_is_split():
    pasted = """References

    Beck, M.E., Lineer, M.M., Melzer-Lange, M.,
        Simpson, P., & Rabbitt, A.(2015). A medical
        view. Pediatrics, 135(4).
    Bauer, R. (2019). What to know. MEDSURG Nursing, 28(6), 347–351.
    Polaris Project. (n.d.). Learn the signs.
    https://polarisproject.org/learn

    van der Berg, A. (2016). T. J, 1.

    doi:10.1000/xyz

    something I heard

    and wrote down
    • Du Bois, W. E. B. (1903). Souls. McClurg.
    2. Ross, D. (in press). T. J.
    """
    found = split_reference_list(pasted)
    assert [row.authors if isinstance(row, Reference) else row.line for row in found] == [
        "Beck, M.E., Lineer, M.M., Melzer-Lange, M., Simpson, P., & Rabbitt, A.",
        "Bauer, R.",
        "Polaris Project",
        "van der Berg, A.",
        "something I heard and wrote down",
        "Du Bois, W. E. B.",
        "Ross, D.",
    ]
    assert found[2].link == "https://polarisproject.org/learn"
    assert found[3].link == "https://doi.org/10.1000/xyz"
    assert split_reference_list("") == ()


def test_a_line_that_is_no_entry_stays_a_line_for_itself():
    pasted = """Plummer, S.-B. (Eds.). (2014). Sessions: Case histories. Laureate.
    I read the website
    Beck, M.E.(2015). A medical
    view. Pediatrics, 135(4).
    Retrieved from https://a.org/b
    Lee, A. (2018). Title.
    Journal of Things, 3.
    Ross, D. (2019). Another title
    Of Things. J, 2.
    Kim, B. (2020). Last. J, 1.
    and again
    Ng CY. 2021. A title. Journal 2:1-9."""
    assert [line for line, _ in split_numbered_list(pasted)] == [1, 2, 3, 6, 8, 10, 12]
    found = [row for _, row in split_numbered_list(pasted)]
    assert found[1] == Unreadable("I read the website")
    assert found[2].link == "https://a.org/b"
    assert found[3].source == "Journal of Things, 3"


def test_a_document_is_parted():
    assert split_document("Text.\n\n**References**\nSmith") == ("Text.\n\n", "Smith")
    assert split_document("Text (A, 2000).\n\nSmith, J. (2020). A.\n") == (
        "Text (A, 2000).\n\n",
        "Smith, J. (2020). A.\n",
    )
    assert split_document("Lee et al. (2018) agree.") == ("Lee et al. (2018) agree.", "")
    assert split_document("") == ("", "")


SHOWN = {
    "Smith, J. (2020). A title. *Journal of Things, 1*(2), 3-4.": SMITH,
    "Polaris Project. (n.d.). *Learn the signs.* <https://polarisproject.org>": GROUP,
    "Jones, A., & Brown, B. (2019). *Another title.* Publisher.": TWO,
    "(n.d.). *Is it so?* a.org": Reference(title="Is it so?", link="a.org"),
    "Ana. (2020).": Reference("Ana", "2020"),
    "as typed": Reference(raw="as typed"),
    "2020 Press https://a.org": Reference(year="2020", source="Press", link="https://a.org"),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_an_entry_is_shown(shown):
    parts = format_reference(SHOWN[shown])
    marked = "".join(
        f"*{part.text}*" if part.is_italic else f"<{part.text}>" if part.href else part.text
        for part in parts
    )
    assert marked == shown
    assert reference_text(SHOWN[shown]) == "".join(part.text for part in parts)
    assert all(isinstance(part, Part) for part in parts)
