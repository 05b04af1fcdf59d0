"""Sites: one identity each, whoever brings them and however the address is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.actions.refusals import (
    NameMissing,
    NotMergeable,
    NotMerged,
    SiteExists,
)
from forum.prompts.actions.site_merges import merge_sites, split_site
from forum.prompts.actions.sites import (
    add_alias,
    add_site,
    approve_site,
    list_prompt_sites,
    propose_site,
    rename_site,
)
from forum.prompts.models import Site
from forum.prompts.queries import get_setup
from forum.prompts.sites import (
    InvalidAddress,
    list_current_sites,
    list_further_names,
    list_same_ids,
)
from tests.support.factories import make_course, make_user
from tests.support.weeks import at, find_or_make_site, make_prompt

NOW = at(1, "09:00")


@pytest.fixture
def course(session: Session) -> Course:
    return make_course(session)


@pytest.fixture
def ana(session: Session) -> int:
    """The id of a person."""
    return make_user(session, "Ana").id


@pytest.mark.parametrize(
    "address",
    [
        "https://polarisproject.org",
        "www.polarisproject.org/about?x=1",
        "The site is http://polarisproject.org/",
        "HTTPS://ES.POLARISPROJECT.ORG",
        "Polaris Project",
    ],
)
def test_an_own_address_that_the_course_knows_is_the_known_site(
    session: Session, course: Course, ana: int, address: str
) -> None:
    known = add_site(session, course, "Polaris Project", "polarisproject.org", by=ana, now=NOW)
    assert propose_site(session, course, "Mine", address, ana, NOW).id == known.id


def test_a_new_address_waits_for_approval_and_can_be_followed(
    session: Session, course: Course, ana: int
) -> None:
    site = propose_site(session, course, "", "I read freedomnetworkusa.org today", ana, NOW)
    assert (site.name, site.address) == ("freedomnetworkusa.org", "https://freedomnetworkusa.org")
    assert site.approved_at is None
    approve_site(session, site, by=ana, now=NOW)
    approve_site(session, site, by=ana, now=NOW + timedelta(days=1))
    assert site.approved_at == NOW
    assert verbs(session) == ["site_proposed", "site_approved"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "http://127.0.0.1/",
        "https://user:word@polarisproject.org",
        "an organisation nobody here knows",
        "https://bit.ly/abc",
        "\x00",
        "https://" + "a" * 5000 + ".org",
        "\ud800",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(
    session: Session, course: Course, ana: int, address: str
) -> None:
    with pytest.raises(InvalidAddress) as refused:
        propose_site(session, course, "A name", address, ana, NOW)
    assert refused.value.reason.endswith((".", "?"))
    assert not session.scalars(select(Site)).all()


def test_staff_cannot_add_one_site_twice(session: Session, course: Course, ana: int) -> None:
    known = add_site(session, course, "Love146", "https://love146.org", by=ana, now=NOW)
    with pytest.raises(SiteExists) as refused:
        add_site(session, course, "Love 146", "love146.org/donate", by=ana, now=NOW)
    assert refused.value.site_id == known.id


def test_two_courses_know_the_same_site_apart(session: Session, course: Course, ana: int) -> None:
    other = make_course(session, "SOWK 520")
    here = add_site(session, course, "Love146", "love146.org", by=ana, now=NOW)
    there = add_site(session, other, "Love146", "love146.org", by=ana, now=NOW)
    assert here.id != there.id


def test_an_old_name_still_finds_the_site(session: Session, course: Course, ana: int) -> None:
    site = add_site(session, course, "La Strada", "lastradainternational.org", by=ana, now=NOW)
    rename_site(session, site, "La Strada International", by=ana, now=NOW)
    assert propose_site(session, course, "", "La Strada", ana, NOW).id == site.id
    with pytest.raises(NameMissing):
        rename_site(session, site, " \x00 ", by=ana, now=NOW)


def test_merging_moves_listings_and_leads_every_address_on(
    session: Session, course: Course, ana: int
) -> None:
    first, second = make_prompt(session, course, 1), make_prompt(session, course, 2)
    hotline = find_or_make_site(session, course, "Hotline")
    polaris = find_or_make_site(session, course, "Polaris Project")
    list_prompt_sites(session, second, [hotline.id], by=ana, now=NOW)
    list_prompt_sites(session, first, [hotline.id, polaris.id], by=ana, now=NOW)

    merge_sites(session, hotline, polaris, by=ana, now=NOW)

    assert [site.id for site in get_setup(session, first).sites] == [polaris.id]
    assert [site.id for site in get_setup(session, second).sites] == [polaris.id]
    assert hotline not in list_current_sites(session, course.id)
    assert propose_site(session, course, "", "https://hotline.org", ana, NOW).id == polaris.id
    assert propose_site(session, course, "", "Hotline", ana, NOW).id == polaris.id


def test_splitting_gives_each_its_names_addresses_and_listings_back(
    session: Session, course: Course, ana: int
) -> None:
    first, second, third = (make_prompt(session, course, week) for week in (1, 2, 3))
    hotline = find_or_make_site(session, course, "Hotline")
    polaris = find_or_make_site(session, course, "Polaris Project")
    other = find_or_make_site(session, course, "Love146")
    add_alias(session, hotline, "NHTH", by=ana, now=NOW)
    list_prompt_sites(session, first, [hotline.id, polaris.id], by=ana, now=NOW)
    list_prompt_sites(session, second, [other.id, hotline.id], by=ana, now=NOW)
    list_prompt_sites(session, third, [polaris.id], by=ana, now=NOW)
    merge_sites(session, hotline, polaris, by=ana, now=NOW)
    assert propose_site(session, course, "NHTH", "", ana, NOW).id == polaris.id
    assert set(list_further_names(session, course.id)[polaris.id]) >= {"hotline", "nhth"}

    later = NOW + timedelta(hours=1)
    assert split_site(session, hotline, by=ana, now=later).id == polaris.id

    listed = [[site.id for site in get_setup(session, one).sites] for one in (first, second, third)]
    assert sorted(listed[0]) == sorted([hotline.id, polaris.id])
    assert listed[1:] == [[other.id, hotline.id], [polaris.id]]
    for typed in ("https://hotline.org", "Hotline", "NHTH"):
        assert propose_site(session, course, "", typed, ana, NOW).id == hotline.id
    assert list_further_names(session, course.id).get(polaris.id, []) == []
    assert hotline in list_current_sites(session, course.id)
    assert verbs(session)[-1] == "sites_split"
    with pytest.raises(NotMerged):
        split_site(session, hotline, by=ana, now=later)
    merge = merge_sites(session, hotline, polaris, by=ana, now=later)
    assert merge.ended_at is None


def test_a_week_that_was_changed_since_keeps_what_was_chosen(
    session: Session, course: Course, ana: int
) -> None:
    prompt = make_prompt(session, course, 1)
    hotline = find_or_make_site(session, course, "Hotline")
    polaris = find_or_make_site(session, course, "Polaris Project")
    other = find_or_make_site(session, course, "Love146")
    list_prompt_sites(session, prompt, [hotline.id], by=ana, now=NOW)
    merge_sites(session, hotline, polaris, by=ana, now=NOW)
    list_prompt_sites(session, prompt, [other.id], by=ana, now=NOW)
    split_site(session, hotline, by=ana, now=NOW)
    assert [site.id for site in get_setup(session, prompt).sites] == [other.id]


def test_only_the_site_that_was_split_leaves_a_chain_of_merges(
    session: Session, course: Course, ana: int
) -> None:
    one, two, three = (find_or_make_site(session, course, name) for name in ("One", "Two", "Three"))
    merge_sites(session, one, two, by=ana, now=NOW)
    merge_sites(session, two, three, by=ana, now=NOW)
    assert list_same_ids(session, course.id, three.id) == {one.id, two.id, three.id}
    assert split_site(session, two, by=ana, now=NOW).id == three.id
    assert propose_site(session, course, "", "one.org", ana, NOW).id == two.id
    assert list_same_ids(session, course.id, three.id) == {three.id}


def test_a_site_is_merged_once_and_never_with_itself_or_another_course(
    session: Session, course: Course, ana: int
) -> None:
    one, two, three = (find_or_make_site(session, course, name) for name in ("One", "Two", "Three"))
    elsewhere = find_or_make_site(session, make_course(session, "SOWK 520"), "Four")
    merge_sites(session, one, two, by=ana, now=NOW)
    for pair in ((one, three), (two, two), (three, one), (two, elsewhere)):
        with pytest.raises(NotMergeable):
            merge_sites(session, *pair, by=ana, now=NOW)
    merge_sites(session, two, three, by=ana, now=NOW + timedelta(hours=1))
    assert propose_site(session, course, "", "one.org", ana, NOW).id == three.id


def test_only_the_courses_own_sites_can_be_listed(
    session: Session, course: Course, ana: int
) -> None:
    prompt = make_prompt(session, course)
    elsewhere = find_or_make_site(session, make_course(session, "SOWK 520"), "Four")
    own = find_or_make_site(session, course, "Love146")
    list_prompt_sites(session, prompt, [elsewhere.id, own.id, own.id, 2**31 - 1], by=ana, now=NOW)
    assert [site.id for site in get_setup(session, prompt).sites] == [own.id]


def verbs(session: Session) -> list[str]:
    """What the log says, in the order of time."""
    session.flush()
    return list(session.scalars(select(Activity.verb).order_by(Activity.id)))


def test_a_name_that_grows_in_small_letters_is_kept_as_an_alias(
    session: Session, course: Course, ana: int
) -> None:
    site = add_site(session, course, "İ" * 200, "https://example.org", by=ana, now=NOW)
    rename_site(session, site, "Example", by=ana, now=NOW)
    session.commit()
    assert site.name == "Example"
