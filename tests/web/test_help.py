"""The help pages: what they say of figures is what the rules do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from forum.rules import citations, overlap, sites
from tests.support.classroom import words_of


@pytest.fixture
def said(client: FlaskClient) -> str:
    return words_of(client.get("/help/checks"))


def test_the_figures_are_those_of_the_rules(said: str) -> None:
    assert f"up to {sites.MAX_DEPTH} in one another and {sites.MAX_LENGTH:,} characters" in said
    assert f"Of a text {citations.MAX_CHARACTERS:,} characters are read." in said
    assert f"from {overlap.FEWEST_SHARED} shared words on" in said
    assert f"{overlap.EXACT_RUN} of them in a row without a change" in said
    assert overlap.EXACT_RUN == overlap.CERTAIN
    assert f"at least {overlap.FEWEST_CONTENT} different words" in said
    assert f"{overlap.EVERYBODYS} or more authors" in said


def test_each_check_says_what_it_cannot_see_and_who_sees_it(said: str) -> None:
    assert said.count("What it cannot see:") == said.count("Who sees it:") == 3
    for sentence in (
        "They open no address",
        "They give no score",
        "whether a text was written by a machine",
        "whether the work exists",
        "Only “same” ever counts against a response.",
        "no name and none of its text",
        "Your own post of an earlier term is called self-reuse",
        "what was kept for comparing it is deleted too",
        "Every result can be answered with “This looks wrong”.",
    ):
        assert sentence in said


def test_what_it_says_of_unsure_sites_is_so() -> None:
    """The examples of the page, asked of the rules."""
    for one, other in (
        ("polarisproject.org", "polarisproject.com"),
        ("polarisproject.org", "polaris-project.org"),
        ("polarisproject.org", "polarisprojct.org"),
        ("polarisproject.org", "polarispr\u043eject.org"),
        ("state.gov/humantrafficking", "state.gov/policy"),
        ("ssw.umich.edu", "law.umich.edu"),
        ("un.org/womenwatch", "un.org/development"),
        ("bit.ly/a", "polarisproject.org"),
        ("youtube.com/watch?v=a", "polarisproject.org"),
    ):
        assert sites.compare(one, other).verdict == "unsure", (one, other)


def test_everybody_finds_the_page(client: FlaskClient) -> None:
    for address in ("/help/what-counts", "/sign-in"):
        assert "/help/checks" in client.get(address).text
