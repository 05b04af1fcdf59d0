"""The sites of a course in the browser: added, approved, renamed, merged with a preview."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.accounts.models import User
from forum.prompts.actions.sites import propose_site
from forum.prompts.models import Site, SiteMerge
from tests.support.classroom import TUESDAY, Classroom, shows
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
