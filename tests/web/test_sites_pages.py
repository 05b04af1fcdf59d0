"""The sites of a course in the browser: added, approved, renamed, merged with a preview."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.accounts.models import User
from forum.prompts.actions.site_merges import merge_sites
from forum.prompts.actions.sites import answer_question, propose_site
from forum.prompts.models import Site, SiteAnswer, SiteMerge
from forum.prompts.sites import find_called
from tests.support.classroom import TUESDAY, Classroom, shows, words_of
from tests.support.factories import make_course
from tests.support.weeks import find_or_make_site


@pytest.fixture
def room(app, session) -> Classroom:
    return Classroom(app, session)


def site_of(room: Classroom, name: str) -> Site:
    """The course's site of this name."""
    site = find_or_make_site(room.session, room.course, name)
    room.session.commit()
    return site


def test_staff_add_a_site_once(room: Classroom) -> None:
    form = {"name": "Freedom Network", "address": "https://freedomnetworkusa.org"}
    assert room.send(room.teacher, f"{room.home}/sites", **form).status_code == 303
    answer = room.send(room.teacher, f"{room.home}/sites", **form)
    assert answer.status_code == 409
    assert shows(answer, "The course knows this site already, as Freedom Network.")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"address": ""},
        {"address": "javascript:alert(1)"},
        {"address": "http://10.0.0.1"},
        {"address": "not an address"},
        {"address": "https://a.org/" + "x" * 3000},
    ],
)
def test_what_is_no_site_is_said_and_given_back(room: Classroom, changes: dict[str, str]) -> None:
    form = {"name": "Freedom Network", "address": "freedomnetworkusa.org"} | changes
    answer = room.send(room.teacher, f"{room.home}/sites", **form)
    assert answer.status_code == 422
    assert shows(answer, "Error:")
    for name in {"name", "address"} - changes.keys():
        assert f'value="{form[name]}"' in answer.text


def test_a_students_site_is_approved_and_renamed(room: Classroom) -> None:
    site = propose_site(
        room.session, room.course, "freedom", "freedomnetworkusa.org", room.ana.id, TUESDAY
    )
    room.session.commit()
    assert shows(room.look(room.teacher, f"{room.home}/sites"), "freedom", "From a student")
    where = f"{room.home}/sites/{site.id}"
    assert room.send(room.teacher, f"{where}/approval").status_code == 303
    assert room.send(room.teacher, f"{where}/name", name="Freedom Network").status_code == 303
    assert room.send(room.teacher, f"{where}/name", name=" ").status_code == 422
    page = room.look(room.teacher, f"{room.home}/sites")
    assert shows(page, "Freedom Network")
    assert "From a student" not in page.text


def test_a_merge_is_shown_before_it_is_done_and_names_the_responses(room: Classroom) -> None:
    own = room.post(room.ana, "Polaris Project")
    theirs = room.post(room.bea, "Love146")
    response = room.respond(room.ana, theirs)
    room.respond(room.bea, own)
    polaris, love = site_of(room, "Polaris Project"), site_of(room, "Love146")
    where = f"{room.home}/sites/{love.id}/merger"

    assert shows(room.look(room.teacher, where), "Which site is the same?")
    page = room.look(room.teacher, f"{where}?into={polaris.id}")
    assert shows(page, "2 responses were written between the two. They keep their credit.")
    assert shows(page, f"#{response.number}", "Ana Lopez to Bea Mills")
    assert room.session.scalars(select(SiteMerge)).all() == []

    assert room.send(room.teacher, where, into=polaris.id).status_code == 303
    room.session.rollback()
    merge = room.session.scalars(select(SiteMerge)).one()
    assert (merge.site_id, merge.into_id) == (love.id, polaris.id)
    assert "Love146" not in room.look(room.teacher, f"{room.home}/sites").text.split("<main")[1]
    # A second click finds it done.
    assert room.send(room.teacher, where, into=polaris.id).status_code == 409


def test_sites_merge_only_within_their_course(room: Classroom) -> None:
    love = site_of(room, "Love146")
    other = make_course(room.session, "SOWK 520")
    foreign = find_or_make_site(room.session, other, "Foreign")
    room.session.commit()
    where = f"{room.home}/sites/{love.id}/merger"
    for into in (foreign.id, love.id, 2147483648, "one", "", "9" * 4000):
        assert room.send(room.teacher, where, into=into).status_code == 422, into
    for path in ("merger", "name", "approval"):
        answer = room.send(room.teacher, f"{room.home}/sites/{foreign.id}/{path}")
        assert answer.status_code == 404


def test_students_find_no_sites_to_manage(room: Classroom) -> None:
    person: User = room.ana
    assert room.look(person, f"{room.home}/sites").status_code == 403


def test_a_merge_is_taken_back_after_a_look_at_whose_findings_change(room: Classroom) -> None:
    """Written while the two were one, a response counts once they are two; nothing is lost."""
    polaris, love = (
        find_or_make_site(room.session, room.course, name)
        for name in ("Polaris Project", "Love146")
    )
    merge_sites(room.session, love, polaris, by=room.teacher.id, now=TUESDAY)
    room.post(room.ana, "Polaris Project", now=TUESDAY + timedelta(minutes=1))
    theirs = room.post(room.bea, "Love146", now=TUESDAY + timedelta(minutes=1))
    room.respond(room.ana, theirs, now=TUESDAY + timedelta(minutes=2))
    where = f"{room.home}/sites/{love.id}/separation"
    later = TUESDAY + timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        index = room.look(room.teacher, f"{room.home}/sites")
        assert f'/sites/{polaris.id}/name#merged"' in index.text
        names = room.look(room.teacher, f"{room.home}/sites/{polaris.id}/name")
        assert shows(names, "Love146, love146.org, merged into it")
        page = room.look(room.teacher, where)
        assert shows(page, "Findings that change", "Ana Lopez", "Responses that count: 1 of 2.")
        assert "Bea Mills" not in words_of(page).split("Responses it concerns")[0]
        assert shows(page, "1 response was written between the two. It keeps its credit.")
        assert room.session.scalars(select(SiteMerge)).one().ended_at is None
        before = room.look(room.ana, room.week)
        assert shows(before, "who visited the same site")
        assert room.send(room.teacher, where).status_code == 303
        after = room.look(room.ana, room.week)
        assert shows(after, "Responses that count: 1 of 2. Bea (Love146")
        assert room.send(room.teacher, where).status_code == 409
        assert room.look(room.teacher, where).status_code == 409
    room.session.rollback()
    merge = room.session.scalars(select(SiteMerge)).one()
    assert (merge.ended_at, merge.ended_by_id) == (later, room.teacher.id)


def test_a_merge_shows_that_no_written_response_loses_its_credit(room: Classroom) -> None:
    own = room.post(room.ana, "Polaris Project")
    theirs = room.post(room.bea, "Love146")
    room.respond(room.ana, theirs)
    room.respond(room.bea, own)
    polaris, love = site_of(room, "Polaris Project"), site_of(room, "Love146")
    page = room.look(room.teacher, f"{room.home}/sites/{love.id}/merger?into={polaris.id}")
    assert shows(page, "Nobody's findings change.")


def test_sites_that_may_be_one_are_told_and_settled_by_staff(room: Classroom) -> None:
    find_or_make_site(room.session, room.course, "Polaris Project")
    alike = propose_site(
        room.session, room.course, "Polaris Inc", "polarisproject.com", room.ana.id, TUESDAY
    )
    known = site_of(room, "Polaris Project")
    known.identity = known.address = "polarisproject.org"
    answer_question(
        room.session, known, "polarisproject.com", is_same=False, by=room.ana.id, now=TUESDAY
    )
    room.session.commit()
    page = room.look(room.teacher, f"{room.home}/sites")
    assert shows(page, "May be one organisation", "Their names are nearly the same.")
    assert shows(page, "Ana Lopez brought the first, was asked, and said that it is another")
    assert f"/sites/{alike.id}/merger?into={known.id}" in page.text
    assert room.send(room.teacher, f"{room.home}/sites/{alike.id}/approval").status_code == 303
    page = room.look(room.teacher, f"{room.home}/sites")
    assert "May be one organisation" not in words_of(page)


@pytest.mark.parametrize(("decided", "found"), [("name", "Polaris Project"), ("site", "")])
def test_what_a_student_said_is_settled_as_a_name_or_a_site(
    room: Classroom, decided: str, found: str
) -> None:
    find_or_make_site(room.session, room.course, "Polaris Project")
    known = site_of(room, "Polaris Project")
    answer_question(
        room.session, known, "polarisproject.com", is_same=True, by=room.ana.id, now=TUESDAY
    )
    room.session.commit()
    page = room.look(room.teacher, f"{room.home}/sites")
    assert shows(page, "Ana Lopez typed polarisproject.com and said that it is Polaris Project.")
    claim = room.session.scalars(select(SiteAnswer)).one()
    where = f"{room.home}/sites/answers/{claim.id}"
    assert room.send(room.teacher, where).status_code == 400
    assert room.send(room.teacher, where, **{"as": decided}).status_code == 303
    assert "May be one" not in words_of(room.look(room.teacher, f"{room.home}/sites"))
    assert room.send(room.teacher, where, **{"as": decided}).status_code == 404
    site = find_called(room.session, room.course.id, "polarisproject.com")
    assert site.name == (found or "polarisproject.com")


def test_a_misspelt_name_cannot_become_a_site(room: Classroom) -> None:
    find_or_make_site(room.session, room.course, "Polaris Project")
    known = site_of(room, "Polaris Project")
    answer_question(
        room.session, known, "polaris projekt", is_same=True, by=room.ana.id, now=TUESDAY
    )
    room.session.commit()
    page = room.look(room.teacher, f"{room.home}/sites")
    assert shows(page, "Right: another name of it")
    assert "Wrong: a site of its own" not in words_of(page)
    claim = room.session.scalars(select(SiteAnswer)).one()
    where = f"{room.home}/sites/answers/{claim.id}"
    assert room.send(room.teacher, where, **{"as": "site"}).status_code == 409
    assert room.send(room.teacher, where, **{"as": "name"}).status_code == 303
