"""Groups by lot or by spread of sites are proposed in the table; saving it makes them true."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.actions import put_in_group
from forum.courses.models import Course, Enrollment, Group, GroupMembership, GroupSet
from tests.support.classroom import shows
from tests.support.factories import (
    BEGINNING,
    enrol,
    make_course,
    make_group_set,
    make_section,
    make_user,
    sign_in,
)
from tests.support.weeks import at, make_prompt, post_initial

GROUPS = "/c/sowk-510/groups"
PROPOSAL = f"{GROUPS}/proposal"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    """A course of nine students, with its instructor signed in."""
    course = make_course(session, slug="sowk-510")
    prof = make_user(session, "Prof. Okafor")
    enrol(session, course, prof, "instructor")
    sign_in(client, session, prof)
    for number in range(9):
        enrol(session, course, make_user(session, f"Student {number}"))
    return course


@pytest.fixture
def trios(session: Session, course: Course) -> GroupSet:
    return make_group_set(session, course, "Trios", "Red", "Blue", "Green")


def students(session: Session) -> list[User]:
    found = select(User).where(User.name.startswith("Student")).order_by(User.name)
    return list(session.scalars(found))


def proposed(page: BeautifulSoup) -> dict[str, str]:
    """What the browser would send if the table were saved now."""
    form = page.select_one(f"form[action='{GROUPS}/places']")
    sent = {field["name"]: field["value"] for field in form.select("input[name^=was]")}
    for field in form.select("select"):
        sent[field["name"]] = field.select_one("option[selected]")["value"]
    return sent


def ask(client: FlaskClient, group_set: GroupSet, **asked: object) -> BeautifulSoup:
    sent = {"set": group_set.id, "week": 0, "who": "all", **asked}
    answer = client.get(PROPOSAL, query_string=sent, follow_redirects=True)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def sizes(sent: dict[str, str]) -> list[int]:
    places = [value for name, value in sent.items() if name.startswith("place-")]
    return sorted(Counter(places).values())


def in_groups(session: Session) -> int:
    session.rollback()
    return len(session.scalars(select(GroupMembership)).all())


def test_a_proposal_saves_nothing_until_somebody_saves_it(
    client: FlaskClient, session: Session, trios: GroupSet
) -> None:
    page = ask(client, trios)
    assert "These places are a proposal. Nothing is saved yet" in page.text
    assert sizes(proposed(page)) == [3, 3, 3]
    assert in_groups(session) == 0
    assert client.post(f"{GROUPS}/places", data=proposed(page)).status_code == 303
    assert in_groups(session) == 9
    assert shows(client.get(GROUPS), "9 students moved.")


def test_the_same_address_shows_the_same_proposal_and_another_draw_another(
    client: FlaskClient, trios: GroupSet
) -> None:
    asked = {"set": trios.id, "week": 0, "who": "all"}
    drawn = client.get(PROPOSAL, query_string=asked)
    assert drawn.status_code == 302
    seed = dict(parse_qsl(urlsplit(drawn.location).query))["seed"]
    assert re.fullmatch("[0-9a-f]{8}", seed)
    again = [proposed(BeautifulSoup(client.get(drawn.location).text, "html.parser")) for _ in "ab"]
    assert again[0] == again[1]
    others = [proposed(ask(client, trios, seed=f"other {n}")) for n in range(5)]
    assert any(other != again[0] for other in others)


def apart(session: Session, course: Course, first: int) -> dict[int, str]:
    """Put the first so many students into the day section, the others into the evening; who is
    where."""
    rows = session.scalars(
        select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.role == "student")
    )
    day, evening = (make_section(session, course, name) for name in ("Day", "Evening"))
    found = {}
    for number, row in enumerate(sorted(rows, key=lambda row: row.user_id)):
        row.section_id = (day if number < first else evening).id
        found[row.user_id] = "Day" if number < first else "Evening"
    session.commit()
    return found


def mixed(sent: dict[str, str], section: dict[int, str]) -> list[str]:
    """The groups in which students of two sections would read each other."""
    places: dict[str, set[str]] = defaultdict(set)
    for name, group in sent.items():
        if name.startswith("place-") and group != "0":
            places[group].add(section[int(name.rpartition("-")[2])])
    return [group for group, sections in places.items() if len(sections) > 1]


MIX = "these groups mix sections"


def test_sections_that_do_not_read_each_other_get_groups_of_their_own(
    client: FlaskClient, session: Session, course: Course, trios: GroupSet
) -> None:
    section = apart(session, course, first=6)
    for seed in "abcde":
        page = ask(client, trios, seed=seed)
        assert mixed(proposed(page), section) == []
        assert sizes(proposed(page)) == [3, 3, 3]
        assert MIX not in page.text


def test_who_is_put_to_others_is_put_to_their_own_section(
    client: FlaskClient, session: Session, course: Course, trios: GroupSet
) -> None:
    section = apart(session, course, first=3)
    green = session.scalars(select(Group).where(Group.name == "Green")).one()
    put_in_group(session, course, green, students(session)[0], by=None, now=BEGINNING)
    session.commit()
    for seed in "abcde":
        sent = proposed(ask(client, trios, seed=seed, who="loose"))
        assert mixed(sent, section) == []
        assert sizes(sent) == [3, 3, 3]


def test_sections_that_are_one_class_are_mixed(
    client: FlaskClient, session: Session, course: Course, trios: GroupSet
) -> None:
    section = apart(session, course, first=6)
    course.sections_are_one_class = True
    session.commit()
    pages = [ask(client, trios, seed=seed) for seed in "abcde"]
    assert any(mixed(proposed(page), section) for page in pages)
    assert not any(MIX in page.text for page in pages)


def test_too_few_groups_for_the_sections_are_said(
    client: FlaskClient, session: Session, course: Course
) -> None:
    apart(session, course, first=6)
    alone = make_group_set(session, course, "Everybody", "All")
    page = ask(client, alone)
    assert sizes(proposed(page)) == [9]
    assert MIX in page.text


def test_each_group_gets_as_many_sites_as_can_be(
    client: FlaskClient, session: Session, course: Course, trios: GroupSet, clock
) -> None:
    prompt = make_prompt(session, course, 1)
    sites = ("Polaris Project", "La Strada International", "Love146")
    people = students(session)
    for number, person in enumerate(people):
        clock(at(2, "10:00"))
        post_initial(session, person, prompt, sites[number // 3], now=at(2, "10:00"))
    for seed in "abcde":
        page = ask(client, trios, week=1, seed=seed)
        for group in page.select("dl dd"):
            assert sorted(re.findall(r"\((.+?)\)", group.text)) == sorted(sites)


def test_only_those_in_no_group_are_placed_where_that_is_asked(
    client: FlaskClient, session: Session, course: Course, trios: GroupSet
) -> None:
    red = session.scalars(select(Group).where(Group.name == "Red")).one()
    settled = students(session)[:2]
    for person in settled:
        put_in_group(session, course, red, person, by=None, now=BEGINNING)
    session.commit()
    sent = proposed(ask(client, trios, who="loose"))
    for person in settled:
        assert sent[f"place-{trios.id}-{person.id}"] == str(red.id)
    assert sizes(sent) == [3, 3, 3]


@pytest.mark.parametrize(
    "asked",
    [{"set": "999"}, {"set": "x"}, {"week": "7"}, {"who": "nobody"}, {"seed": "a" * 21}],
)
def test_what_cannot_be_proposed_is_said(
    client: FlaskClient, session: Session, trios: GroupSet, asked: dict[str, str]
) -> None:
    answer = client.get(
        PROPOSAL, query_string={"set": trios.id, "week": 0, "who": "all", "seed": "a", **asked}
    )
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text or "at most 20 characters" in answer.text
    assert in_groups(session) == 0


def test_without_groups_nothing_is_offered(client: FlaskClient, course: Course) -> None:
    assert "Propose" not in client.get(GROUPS).text
    assert client.get(PROPOSAL).status_code == 422
