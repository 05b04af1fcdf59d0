"""Two sites that may be one organisation count as two, and staff are told."""

from dataclasses import replace

import pytest

from forum.rules.facts import REQUIREMENTS
from forum.rules.participation import evaluate
from forum.rules.sites import KnownSite, identity, is_nearly_name, pairs_in_doubt
from forum.rules.sites.compare import nearly_one
from tests.cases.story import Story
from tests.rules.test_sites import GIVEN, OWN

EVENTS = "ana init P 3/10:00; bea init Q 2/12:00; cy init R 2/13:00; ana resp bea 5/12:00; "
KEYS = {"P": "polarisproject.org", "Q": "lastradainternational.org", "R": "ijm.org"}


def finding(events, keys=None, listed="", setup=""):
    """What is found of Ana when sites have these keys, some of them listed by staff."""
    story = Story(setup, events)
    known = tuple(
        (story.sites[letter], key, letter in listed)
        for letter, key in (KEYS | (keys or {})).items()
    )
    facts = replace(story.facts(), site_keys=known)
    found = evaluate(facts, story.people["ana"], story.at("13/12:00"))
    return found[REQUIREMENTS.index("responses")]


ALIKE = {"Q": "polarisproject.com"}


def test_a_response_in_doubt_counts_and_staff_read_why():
    plain = finding(EVENTS)
    doubted = finding(EVENTS, ALIKE)
    assert (doubted.status, doubted.have) == (plain.status, plain.have)
    assert plain.note == ""
    assert doubted.note == (
        "Polaris Project and La Strada International may be one organisation. "
        "They count as two until you merge them."
    )
    assert doubted.sentence == plain.sentence


def test_one_listed_site_is_still_in_doubt_and_two_are_not():
    assert finding(EVENTS, ALIKE, listed="P").note
    assert finding(EVENTS, ALIKE, listed="PQ").note == ""


def test_merged_sites_are_in_no_doubt_any_more():
    assert finding(EVENTS + "prof merge P Q 6/10:00", ALIKE).note == ""


def test_a_doubt_about_other_sites_is_no_news_of_this_student():
    assert finding(EVENTS, {"R": "lastradainternational.com"}).note == ""


def test_each_doubt_is_said_once():
    twice = EVENTS + "dee init Q 2/14:00; ana resp dee 5/13:00"
    assert finding(twice, ALIKE).note.count("may be one organisation") == 1


def test_where_sites_make_no_difference_nothing_is_said():
    assert finding(EVENTS, ALIKE, setup="different_site=no").note == ""


def test_without_a_site_there_is_no_doubt():
    nameless = EVENTS.replace("ana init P 3/10:00", "ana init - 3/10:00")
    assert finding(nameless + "ana edit 6/10:00 site=P", ALIKE).note == ""


def test_a_site_without_a_key_is_in_no_doubt():
    story = Story("", EVENTS)
    assert evaluate(story.facts(), story.people["ana"], story.at("13/12:00"))


def test_pairs_of_a_course_are_found_once_each_and_only_where_one_is_not_listed():
    sites = [
        KnownSite(1, "Polaris Project", "polarisproject.org", True),
        KnownSite(2, "Polaris", "polarisproject.com", False),
        KnownSite(3, "Polaris too", "polaris-project.com", False),
        KnownSite(4, "polaris project", "elsewhere.org", False),
        KnownSite(5, "Office", "state.gov/j/tip", False),
        KnownSite(6, "Another", "state.gov/j/drl", True),
        KnownSite(7, "IJM", "ijm.org", True),
        KnownSite(8, "IJM Canada", "ijm.ca", True),
    ]
    assert set(pairs_in_doubt(sites)) == {
        (2, 1, "alike"),
        (2, 3, "alike"),
        (3, 1, "alike"),
        (4, 1, "named"),
        (5, 6, "parts"),
    }


@pytest.mark.parametrize("row", [row for row in [*GIVEN, *OWN] if row[2] == "unsure"])
def test_the_quick_look_never_misses_a_doubt(row):
    first, second = identity(row[0]), identity(row[1])
    if first.is_certain and second.is_certain:
        assert nearly_one(first.key, second.key)


def test_names_are_nearly_one_but_for_a_letter_and_only_where_they_are_long():
    assert is_nearly_name("polaris projekt", "Polaris Project")
    assert not is_nearly_name("polaris shelter", "Polaris Project")
    assert not is_nearly_name("ywca", "YMCA")


def test_near_addresses_of_two_organisations_are_in_no_doubt():
    sites = [
        KnownSite(1, "Hope", "hopehouse.org", True),
        KnownSite(2, "Home", "hopehotel.org", False),
    ]
    assert nearly_one(sites[0].key, sites[1].key)
    assert list(pairs_in_doubt(sites)) == []
