"""Another organisation: looked up by its name, and asked about where it may be a known one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.discussion.models import Post, Revision
from forum.prompts.actions.site_merges import merge_sites
from forum.prompts.actions.sites import add_alias, approve_site, propose_site
from forum.prompts.models import Site, SiteAnswer
from tests.support.classroom import TUESDAY, Classroom, shows, words_of
from tests.support.weeks import find_or_make_site

SAME = "Is this the same as Polaris Project?"


@pytest.fixture
def room(app: Flask, session: Session, clock: Callable[[datetime], None]) -> Classroom:
    clock(TUESDAY)
    room = Classroom(app, session)
    room.polaris = site(room, "Polaris Project", "polarisproject.org")
    return room


def site(room: Classroom, name: str, address: str) -> Site:
    found = find_or_make_site(room.session, room.course, name)
    found.identity = found.address = address
    room.session.commit()
    return found


def own(room: Classroom, name: str = "", address: str = "", **more: str) -> dict[str, str]:
    """The writing form about another organisation."""
    fields = room.form(site="Love146", own_site_name=name, own_site_address=address, **more)
    return {**fields, "site": "own"}


def publish(room: Classroom, person=None, **fields: str):
    return room.send(person or room.ana, f"{room.week}/posts", **own(room, **fields))


def chosen(room: Classroom, person) -> Site | None:
    """The site that somebody's initial post names."""
    room.session.rollback()
    post = room.session.scalars(select(Post).where(Post.author_id == person.id)).first()
    if post is None:
        return None
    site_id = room.session.scalar(select(Revision.site_id).where(Revision.post_id == post.id))
    return room.session.get(Site, site_id)


def answer_in(answer) -> dict[str, str]:
    """What the question's two radios would send, by their labels."""
    page = BeautifulSoup(answer.text, "html.parser")
    return {
        page.find("label", {"for": radio["id"]}).get_text(strip=True): radio["value"]
        for radio in page.select("input[name=site_same]")
    }


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Polaris Project", ""),
        ("the polaris project website", ""),
        ("", "Polaris Project"),
        ("polarisproject.org", ""),
        ("North Star", ""),
        ("Mine", "https://www.polarisproject.org/about"),
    ],
)
def test_what_the_course_knows_is_found_by_its_name_alone(room, name, address) -> None:
    add_alias(room.session, room.polaris, "North Star", by=room.teacher.id, now=TUESDAY)
    assert publish(room, name=name, address=address).status_code == 303
    assert chosen(room, room.ana).id == room.polaris.id


def test_an_unknown_name_needs_its_address_and_loses_nothing(room) -> None:
    answer = publish(room, name="Freedom Network")
    assert answer.status_code == 422
    assert shows(answer, "The course does not know a site of this name. Give its address.")
    assert 'value="Freedom Network"' in answer.text
    assert chosen(room, room.ana) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Polaris", "polarisproject.com"),
        ("Polaris", "https://polaris-project.org"),
        ("Polaris", "polarisprojct.org"),
        ("Polaris Project", "elsewhere.net"),
        ("Polaris Projekt", ""),
    ],
)
def test_where_it_is_not_certain_it_is_asked_and_all_is_given_back(room, name, address) -> None:
    answer = publish(room, name=name, address=address)
    assert answer.status_code == 422
    assert shows(answer, SAME, "Yes, the same", "No, another organisation")
    assert f'value="{name}"' in answer.text
    assert room.form()["part-overview"] in words_of(answer)
    assert chosen(room, room.ana) is None
    assert 'href="#site_same"' in answer.text
    assert 'id="site_same"' in answer.text


def test_yes_makes_it_the_known_site_and_is_not_asked_again(room) -> None:
    form = {"name": "Polaris", "address": "polarisproject.com"}
    yes = answer_in(publish(room, **form))["Yes, the same"]
    saved = room.send(room.ana, f"{room.week}/writing", **own(room, **form, site_same=yes))
    assert saved.headers["Location"].endswith("#site")
    page = room.look(room.ana, room.week)
    assert SAME not in words_of(page)
    assert shows(page, "This is Polaris Project, polarisproject.org, which the course knows.")
    assert publish(room, **form).status_code == 303
    assert chosen(room, room.ana).id == room.polaris.id
    answers = room.session.scalars(select(SiteAnswer)).all()
    assert [(row.identity, row.site_id, row.is_same) for row in answers] == [
        ("polarisproject.com", room.polaris.id, True)
    ]
    assert "site_answered" in room.session.scalars(select(Activity.verb)).all()
    # One word of one student makes nothing the same for another.
    assert shows(publish(room, person=room.bea, **form), SAME)


def test_no_makes_a_site_of_its_own_and_nobody_is_asked_about_it_again(room) -> None:
    form = {"name": "Polaris", "address": "polarisproject.com"}
    no = answer_in(publish(room, **form))["No, another organisation"]
    room.send(room.ana, f"{room.week}/writing", **own(room, **form, site_same=no))
    assert publish(room, **form).status_code == 303
    assert chosen(room, room.ana).identity == "polarisproject.com"
    assert publish(room, person=room.bea, **form).status_code == 303
    assert chosen(room, room.bea).identity == "polarisproject.com"


def test_the_review_says_that_an_answer_is_open(room) -> None:
    form = own(room, name="Polaris", address="polarisproject.com", review="1")
    room.send(room.ana, f"{room.week}/writing", **form)
    page = room.look(room.ana, f"{room.week}/review")
    assert shows(page, "Please say whether your site is the same as Polaris Project.")
    assert f"{room.week}#site_same" in page.text
    assert SAME in words_of(room.look(room.ana, room.week))


def test_the_live_check_says_what_is_typed_and_keeps_the_answer(room) -> None:
    where = f"{room.week}/own-site"

    def check(name: str = "", address: str = "", **more: str):
        return room.send(room.ana, where, own_site_name=name, own_site_address=address, **more)

    assert check().text.strip() == ""
    assert shows(check("Freedom Network"), "The course does not know a site of this name.")
    assert shows(check("", "freedomnetworkusa.org"), "New to the course: freedomnetworkusa.org.")
    asked = check("", "polarisproject.com")
    assert shows(asked, SAME, "polarisproject.com looks much like polarisproject.org")
    answered = check("", "polarisproject.com", site_same=answer_in(asked)["Yes, the same"])
    assert shows(answered, "This is Polaris Project")
    assert shows(check("", "polarisproject.com"), "This is Polaris Project")


@pytest.mark.parametrize(
    "sent", ["", "yes", "yes 1 x", "yes 999999999 polarisproject.com", "no x y"]
)
def test_an_answer_to_another_question_is_none(room, sent) -> None:
    form = {"name": "", "address": "polarisproject.com", "site_same": sent}
    room.send(room.ana, f"{room.week}/writing", **own(room, **form))
    room.session.rollback()
    assert room.session.scalars(select(SiteAnswer)).all() == []


def test_what_another_colleague_typed_is_asked_about_where_the_board_tells_it(room) -> None:
    room.post(room.bea, "Freedom Network")
    freedom = room.session.scalars(select(Site).where(Site.name == "Freedom Network")).one()
    freedom.identity, freedom.approved_at = "freedomnetworkusa.org", None
    room.session.commit()
    asked = publish(room, address="freedomnetwork-usa.org")
    assert shows(asked, "Is this the same as Freedom Network?")
    room.prompt.site_board = False
    room.session.commit()
    # Then nobody is told what others chose, and staff alone are asked.
    assert publish(room, address="freedomnetwork-usa.org").status_code == 303


def test_editing_asks_too_and_saves_with_the_answer(room) -> None:
    post = room.post(room.ana, "Love146")
    where = room.at_post(post, "/revisions")
    form = own(room, address="polarisproject.com") | {"base": "1"}
    asked = room.send(room.ana, where, **form)
    assert (asked.status_code, shows(asked, SAME)) == (422, True)
    yes = answer_in(asked)["Yes, the same"]
    assert room.send(room.ana, where, **form, site_same=yes).status_code == 303
    room.session.rollback()
    latest = room.session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    assert latest.site_id == room.polaris.id


def test_what_a_merged_site_goes_by_is_asked_about_as_the_one_it_is_now(room) -> None:
    now = site(room, "Coalition of Immokalee Workers", "ciw-online.org")
    merge_sites(room.session, room.polaris, now, by=room.teacher.id, now=TUESDAY)
    room.session.commit()
    answer = publish(room, name="Polaris", address="polarisproject.com")
    assert answer.status_code == 422
    assert shows(answer, "Is this the same as Coalition of Immokalee Workers?")


def test_a_site_that_staff_approved_is_two_and_is_not_asked_about(room) -> None:
    other = propose_site(
        room.session, room.course, "Polaris Inc", "polarisproject.com", room.bea.id, TUESDAY
    )
    approve_site(room.session, other, by=room.teacher.id, now=TUESDAY)
    assert publish(room, address="polarisproject.com").status_code == 303
    assert chosen(room, room.ana).id == other.id


def test_a_response_between_two_sites_in_doubt_counts_and_staff_read_it(room) -> None:
    room.own_post = room.post(room.ana, "Polaris Project")
    theirs = room.post(room.bea, "Alike")
    alike = room.session.scalars(select(Site).where(Site.name == "Alike")).one()
    alike.identity, alike.approved_at = "polarisproject.com", None
    room.session.commit()
    before = room.look(room.ana, room.at_post(theirs, "/respond"))
    assert shows(before, "This will count: Bea visited Alike, a different site.")
    room.respond(room.ana, theirs)
    desk = room.look(room.teacher, f"{room.week}/grade/{room.ana.id}")
    assert shows(desk, "Polaris Project and Alike may be one organisation.")
    student = room.look(room.ana, room.week)
    assert "may be one organisation" not in words_of(student)
