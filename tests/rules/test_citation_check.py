"""The check of a text as it is said: three levels of rows, the chosen site, the course's list."""

import json

import pytest

from forum.rules.citations import (
    LEVELS,
    ChosenSite,
    CitationCheck,
    Reference,
    check_citations,
)
from forum.rules.citations.course_list import CourseList, differences
from forum.rules.citations.links import check_link
from forum.rules.citations.notes import LEVEL_OF
from forum.rules.citations.reading import parse_reference
from forum.rules.citations.sentences import FOUND, RULES

SMITH = Reference("Smith, J.", "2020", "A title", "Journal of Things, 1(2), 3-4")
TWO = Reference("Jones, A., & Brown, B.", "2019", "Another title", "Publisher")
THREE = Reference("Lee, S., Kim, M., & Park, J.", "2018", "Third title", "Journal, 4, 5-9")
GROUP = Reference("Polaris Project", "n.d.", "Signs", "", "https://polarisproject.org/learn")
POLARIS = ChosenSite(("Polaris Project", "Polaris"), "https://polarisproject.org")


def said(text, references, course=(), site=None):
    """The rows as (code, the student's words, index of the entry)."""
    notes = check_citations(text, references, course, site).notes
    return [(note.code, note.words, note.entry) for note in notes]


ROWS = {
    "cited, not listed": ("So (Ross, 2011).", [], [("missing", "(Ross, 2011)", None)]),
    "said once": ("So (Ross, 2011), so (Ross, 2011).", [], [("missing", "(Ross, 2011)", None)]),
    "year": ("So (Smith, 2012).", [SMITH], [("year", "(Smith, 2012)", 0)]),
    "names": ("So (Smiht, 2020).", [SMITH], [("names", "(Smiht, 2020)", 0)]),
    "all three names": (
        "So (Lee, Kim, & Park, 2018).",
        [THREE],
        [("et-al", "(Lee, Kim, & Park, 2018)", 0)],
    ),
    "et al. of two": (
        "So (Jones et al., 2019).",
        [TWO],
        [("two-names", "(Jones et al., 2019)", 0)],
    ),
    "and in brackets": (
        "So (Jones and Brown, 2019).",
        [TWO],
        [("ampersand", "(Jones and Brown, 2019)", 0)],
    ),
    "& in the sentence": ("Jones & Brown (2019) say.", [TWO], [("and", "Jones & Brown (2019)", 0)]),
    "as APA has it": (
        "Jones and Brown (2019); (Jones & Brown, 2019; Lee et al., 2018).",
        [TWO, THREE],
        [],
    ),
    "one of two": ("So (Jones, 2019).", [TWO], [("names", "(Jones, 2019)", 0)]),
    "study of somebody": ("Smith's long study (2020) says.", [SMITH], []),
    "a group with and": (
        "So (Health and Care Agency, 2020).",
        [Reference("Health and Care Agency", "2020", "T")],
        [],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_the_text(name):
    text, references, expected = ROWS[name]
    assert said(text, references) == expected


def test_an_entry_without_a_title_is_like_no_other():
    listed = [Reference("Beck, M.", "2015"), Reference("Beck, M.", "2015")]
    assert [code for code, _, _ in said("", listed)] == ["unused", "unused"]


def test_several_entries_that_fit():
    listed = [
        Reference("Smith, J.", "2020a", "First title", "P"),
        Reference("Smith, J.", "2020b", "Second title", "P"),
    ]
    assert said("So (Smith, 2020).", listed)[0] == ("ambiguous", "(Smith, 2020)", 0)


def test_rows_of_the_list():
    listed = [
        Reference("Young, A.", "2001", "Later", "P"),
        Reference("Adams, B.", "2002", "Sooner", "P"),
        Reference("Baker, C.", "2003", "Then", "P"),
        Reference(raw="I read the website"),
        Reference("Young, A.", "2001", "Later", "P"),
    ]
    text = "So (Young, 2001; Adams, 2002)."
    assert said(text, listed) == [
        ("order", "Adams, B. (2002). Sooner. P.", 1),
        ("unused", "Baker, C. (2003). Then. P.", 2),
        ("unread", "I read the website", 3),
        ("unused", "Young, A. (2001). Later. P.", 4),
        ("duplicate", "Young, A. (2001). Later. P.", 4),
    ]
    order, *_, duplicate = check_citations(text, listed).notes
    assert (order.other, duplicate.other) == (0, 0)


def test_the_same_doi_is_the_same_work():
    one = Reference("Young, A.", "2001", "Later", "P", "https://doi.org/10.1000/AB")
    other = Reference("Young, Ann", "2002", "Later on", "P", "https://doi.org/10.1000/ab.")
    assert ("duplicate", "Young, Ann. (2002). Later on. P. https://doi.org/10.1000/ab.", 1) in said(
        "", [one, other]
    )


LINKS = {
    "": "",
    "https://polarisproject.org/learn": "",
    "https://example.org/?id=3": "",
    "https://example.org:8080/a": "",
    "https://doi.org/10.1000/xyz": "",
    "https://polarisproject.org": "home-page",
    "https://polarisproject.org/": "home-page",
    "http://dx.doi.org/10.1000/xyz": "old-doi",
    "http://doi.org/10.1000/xyz": "old-doi",
    "doi:10.1000/xyz": "old-doi",
    "10.1000/xyz": "old-doi",
    "https://doi.org/xyz": "doi",
    "doi: 101000/xyz": "doi",
    "www.example.org/a": "url",
    "htp://example.org/a": "url",
    "https://example/a": "url",
    "https://exa mple.org/a": "url",
    "https://example.org/a b": "url",
    "https://[example.org/a": "url",
    "see my notes": "url",
}


@pytest.mark.parametrize("link", LINKS)
def test_links(link):
    assert check_link(Reference("Lee, A.", "2018", "T", "P", link)) == LINKS[link]


def test_a_site_that_is_meant_as_a_whole_is_given_with_its_home_page():
    row = Reference("Polaris Project", "n.d.", "Home [Website]", "", "https://polarisproject.org")
    assert check_link(row) == ""


def test_a_pasted_line_is_judged_as_it_was_typed():
    old = parse_reference("Lee, S. (2018). T. J, 1. doi:10.1000/xyz")
    assert old.link == "https://doi.org/10.1000/xyz"
    assert check_link(old) == "old-doi"
    new = parse_reference("Lee, S. (2018). T. J, 1. https://doi.org/10.1000/xyz")
    assert check_link(new) == ""
    (note,) = (row for row in check_citations("(Lee, 2018)", [old]).notes if row.code == "old-doi")
    assert note.wanted == "https://doi.org/10.1000/xyz"


def test_every_code_has_its_level_its_sentence_and_its_rule():
    assert set(LEVEL_OF) == set(FOUND) == set(RULES)
    assert set(LEVEL_OF.values()) == set(LEVELS)


def test_a_check_is_kept_as_json_and_comes_back():
    listed = [SMITH, GROUP, Reference("Jones, A.", "2019", "Another title", "Other")]
    for site in (None, POLARIS):
        check = check_citations("So (Smith, 2012; Ross, 2011).", listed, [TWO], site)
        kept = json.loads(json.dumps(check.as_row()))
        assert CitationCheck.from_row(kept) == check
        assert [note for level in LEVELS for note in check.at_level(level)]


COURSE = (
    Reference(
        "Plummer, S.-B., Makris, S., & Brocksen, S. M.",
        "2014",
        "Sessions: Case histories",
        "Laureate",
    ),
    Reference(
        "Beck, M. E., & Rabbitt, A.",
        "2015",
        "Finding help",
        "Pediatrics, 135(4), 1-9",
        "https://doi.org/10.1542/peds.2014-2814",
    ),
    Reference("", "2018", "Ten facts about slavery", "", "https://rights.example/facts"),
)

OF_COURSE = {
    "just so": (COURSE[0], 0, ()),
    "capitals and signs": (
        Reference(
            "Plummer, S.-B., Makris, S., and Brocksen, S.",
            "2014",
            "Sessions – case histories.",
            "Laureate.",
        ),
        0,
        (),
    ),
    "publisher": (
        Reference(
            "Plummer, S.-B., Makris, S., & Brocksen, S. M.",
            "2014",
            "Sessions: Case histories",
            "Baltimore, MD",
        ),
        0,
        ("publisher",),
    ),
    "no subtitle, an author less": (
        Reference("Plummer, S.-B., & Makris, S.", "2014", "Sessions case", "Laureate"),
        0,
        ("authors", "title"),
    ),
    "another year and title": (
        Reference(
            "Plummer, S.-B., Makris, S., & Brocksen, S. M.",
            "2013",
            "Sessions: The case histories",
            "Laureate",
        ),
        0,
        ("year", "title"),
    ),
    "the same doi": (
        Reference("Beck, M.", "2015a", "A help", "Paediatrics", "doi:10.1542/PEDS.2014-2814"),
        1,
        ("authors", "title", "journal"),
    ),
    "no link": (
        Reference("Beck, M. E., & Rabbitt, A.", "2015", "Finding help", "Pediatrics, 135(4), 1-9"),
        1,
        ("link",),
    ),
    "an address written otherwise": (
        Reference("", "2018", "Ten Facts About Slavery", "", "http://www.rights.example/facts/"),
        2,
        (),
    ),
    "something else": (SMITH, None, ()),
    "no title": (Reference("Beck, M. E.", "2015"), None, ()),
}


@pytest.mark.parametrize("name", OF_COURSE)
def test_entries_of_the_course(name):
    reference, index, fields = OF_COURSE[name]
    found = CourseList(COURSE).find(reference)
    assert found is (None if index is None else COURSE[index])
    assert found is None or differences(reference, found) == fields


def test_what_differs_from_the_course_is_said_with_the_fields():
    reference = OF_COURSE["publisher"][0]
    (note,) = (row for row in check_citations("(Plummer et al., 2014)", [reference], COURSE).notes)
    assert (note.code, note.fields, note.level) == ("course", ("publisher",), "check")
    assert note.wanted.endswith("Sessions: Case histories. Laureate.")


SITES = {
    "named and listed": (
        "At Polaris Project they say (Polaris Project, n.d.).",
        [GROUP],
        True,
        True,
    ),
    "by another name": ("At POLARIS they say.", [], True, False),
    "by its address": ("See https://www.polarisproject.org/about, they say.", [], True, False),
    "by its bare address": ("See polarisproject.org today.", [], True, False),
    "in a link": ("They [say](https://polarisproject.org/x) so.", [], True, False),
    "listed by its address": (
        "Nothing.",
        [Reference("Anon", "2020", "T", "", "http://polarisproject.org/x")],
        False,
        True,
    ),
    "listed in a line nobody can read": (
        "",
        [Reference(raw="polarisproject.org, I read it")],
        False,
        True,
    ),
    "another site": ("At Love146 they say. See https://love146.org.", [SMITH], False, False),
    "part of a word": ("The polarised project.", [], False, False),
}


@pytest.mark.parametrize("name", SITES)
def test_the_chosen_site(name):
    text, references, is_named, is_listed = SITES[name]
    site = check_citations(text, references, (), POLARIS).site
    assert (site.name, site.is_named, site.is_listed) == ("Polaris Project", is_named, is_listed)


def test_a_site_without_a_usable_address_is_found_by_its_name():
    site = check_citations("At A21 and at X.", [], (), ChosenSite(("X", "A21"), "")).site
    assert (site.is_named, site.is_listed) == (True, False)
