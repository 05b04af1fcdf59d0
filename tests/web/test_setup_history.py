"""The history of a week's set-up: what each save changed, beside what stands now, restored."""

from __future__ import annotations

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.extensions import db
from forum.prompts.actions.site_merges import merge_sites
from forum.prompts.models import Site
from tests.support.factories import BEGINNING, enrol, make_user, sign_in
from tests.support.setup_pages import (
    WEEK_3,
    Fields,
    errors_of,
    facts_of,
    fields_of,
    form_of,
    prompt_of,
    teach,
)
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt, post_initial

HISTORY = f"{WEEK_3}/history"


@pytest.fixture
def course(session: Session, client: FlaskClient) -> Course:
    course = teach(client, session)
    client.post(
        "/c/sowk-510/setup/new", data={"week": 3, "title": "Allies", "source": "shape-alliances"}
    )
    return course


def save(client: FlaskClient, changes: Fields) -> None:
    """Save the long form with changes, which must be taken."""
    answer = client.post(WEEK_3, data=form_of(client, 3) | changes)
    assert answer.status_code == 303, errors_of(answer.text)


def versions_in(html: str) -> list[tuple[str, list[str]]]:
    """Who saved each version, and what the page says it changed."""
    rows = BeautifulSoup(html, "html.parser").select(".revisions > li")
    found = []
    for row in rows:
        who = row.select_one(".meta")
        assert who is not None
        found.append((who.text, [line.text for line in row.select("ul > li")]))
    return found


def addresses_in(client: FlaskClient) -> list[str]:
    """The pages of the versions, newest first."""
    links = BeautifulSoup(client.get(HISTORY).text, "html.parser").select(".revisions h2 a")
    return [str(link["href"]) for link in links]


def test_a_week_that_was_never_saved_has_no_version(client: FlaskClient, course: Course) -> None:
    page = client.get(HISTORY)
    assert "No version yet" in page.text
    assert f'href="{HISTORY}"' in client.get(WEEK_3).text


def test_each_save_says_who_changed_what(client: FlaskClient, course: Course) -> None:
    save(
        client,
        {
            "title": "Allies, near and far",
            "body": "Another text.",
            "responses": "3",
            "different_site": "any",
            "write_first": [],
            "parts-0-heading": "The organisation itself",
            "T2_time": "18:30",
            "criteria-0-points_1": "9",
            "site_cap": "5",
        },
    )
    criterion = form_of(client, 3)["criteria-0-title"]
    (who, lines), (before, none) = versions_in(client.get(HISTORY).text)
    assert who == "Saved by Prof. Okafor"
    assert lines == [
        "Title: “Allies, near and far”, before “Allies”",
        "What students are asked: changed",
        "Students per site at most: 5, before empty",
        "Write first: colleagues' posts open with the own post: no, before yes",
        "Parts of the post: “The organisation itself” changed",
        "Number of colleagues: 3, before 2",
        "Which site the colleagues chose: any site, before a different site",
        f"Rubric: “{criterion}” changed",
        "Responses due: Sat 25 Oct, 6:30 pm, before Sat 25 Oct, 11:59 pm",
    ]
    assert before.startswith("As it stood before")
    assert none == []


def test_rows_that_come_go_and_change_places_are_named(client: FlaskClient, course: Course) -> None:
    first = form_of(client, 3)["parts-0-heading"]
    shorter = client.post(WEEK_3, data=form_of(client, 3) | {"rows": "parts:remove:0"})
    save_page = fields_of(shorter.text) | {"parts-4-key": "", "parts-4-heading": "My next steps"}
    save_page["parts-4-min_words"] = "20"
    assert client.post(WEEK_3, data=save_page).status_code == 303
    assert versions_in(client.get(HISTORY).text)[0][1] == [
        "Parts of the post: “My next steps” added",
        f"Parts of the post: “{first}” taken out",
    ]
    moved = client.post(WEEK_3, data=form_of(client, 3) | {"rows": "parts:up:1"})
    assert client.post(WEEK_3, data=fields_of(moved.text)).status_code == 303
    assert versions_in(client.get(HISTORY).text)[0][1] == ["Parts of the post: in another order"]


def test_a_save_that_changes_nothing_is_no_version(client: FlaskClient, course: Course) -> None:
    save(client, {})
    assert versions_in(client.get(HISTORY).text) == []


def test_a_row_saved_in_the_schedule_is_a_version_too(client: FlaskClient, course: Course) -> None:
    names = (
        "version",
        *(f"{kind}_{half}" for kind in ("opens", "T1", "T2", "close") for half in ("day", "time")),
    )
    typed = {name: value for name, value in form_of(client, 3).items() if name in names}
    row = typed | {"title": "Renamed", "T1_time": "20:00"}
    assert client.post("/c/sowk-510/setup/weeks/3", data=row).status_code == 303
    who, lines = versions_in(client.get(HISTORY).text)[0]
    assert who == "Saved by Prof. Okafor"
    assert lines == [
        "Title: “Renamed”, before “Allies”",
        "Posts due: Wed 22 Oct, 8:00 pm, before Wed 22 Oct, 11:59 pm",
    ]


def test_a_version_stands_beside_what_is_saved_now(client: FlaskClient, course: Course) -> None:
    save(client, {"body": "Write about one ally."})
    save(client, {"body": "Write about two allies.", "T1_time": "20:00"})
    page = client.get(addresses_in(client)[1])
    soup = BeautifulSoup(page.text, "html.parser")
    cards = {card.h3.text: card for card in soup.select("article") if card.h3}
    assert set(cards) == {"What students are asked", "Posts due at"}
    text = cards["What students are asked"]
    assert [mark.text.strip() for mark in text.select("del")] == ["one ally."]
    assert [mark.text.strip() for mark in text.select("ins")] == ["two allies."]
    assert "11:59 pm" in cards["Posts due at"].text
    assert "8:00 pm" in cards["Posts due at"].text
    assert "2 things are different now" in soup.text
    assert "The organisation" in soup.text  # what is the same
    newest = client.get(addresses_in(client)[0])
    assert "Nothing is different now" in newest.text
    assert "Restore" not in newest.text


def test_of_a_list_the_rows_that_differ_are_compared(client: FlaskClient, course: Course) -> None:
    save(client, {"parts-1-heading": "Ways in", "parts-2-guidance": "A few lines."})
    save(client, {"parts-1-heading": "Ways to help", "criteria-0-points_1": "9"})
    page = BeautifulSoup(client.get(addresses_in(client)[1]).text, "html.parser")
    cards = {card.h3.text: card for card in page.select("article") if card.h3}
    parts = cards["Parts of the post"]
    assert [mark.text.strip() for mark in parts.select("del, ins")] == ["in", "to help"]
    assert "A few lines." not in parts.text
    assert cards["Rubric"].text.count("What is read:") == 2


def test_a_restored_version_fills_the_form_and_is_saved_as_every_change(
    client: FlaskClient, session: Session, course: Course
) -> None:
    sites = {
        f"new_sites-{number}-{name}": text
        for number, host in enumerate(("polarisproject.org", "love146.org"))
        for name, text in (("key", ""), ("name", host), ("address", host))
    }
    save(client, {"title": "First", **sites})
    before = facts_of(session, course, 3)
    shorter = client.post(WEEK_3, data=form_of(client, 3) | {"rows": "parts:remove:1"})
    changed = fields_of(shorter.text) | {
        "title": "Second",
        "sites": form_of(client, 3)["sites"][:1],
        "responses": "1",
        "T2_time": "12:00",
        "criteria-0-points_4": "25",
        "rubric_title": "Another rubric",
    }
    assert client.post(WEEK_3, data=changed).status_code == 303
    old = addresses_in(client)[1]
    link = BeautifulSoup(client.get(old).text, "html.parser").select_one("a.is-main")
    assert link is not None
    page = client.get(str(link["href"]))
    assert "Nothing changes until you save." in page.text
    assert facts_of(session, course, 3)[0] == "Second"
    assert client.post(WEEK_3, data=fields_of(page.text)).status_code == 303
    again = facts_of(session, course, 3)
    assert again[:4] == before[:4]
    assert sorted(again[4]) == sorted(before[4])
    assert again[5][-1].responses == 2
    due = [{row[0]: row for row in facts[6]} for facts in (before, again)]
    assert due[0] == due[1]
    assert again[7].points_total == before[7].points_total
    assert len(versions_in(client.get(HISTORY).text)) == 4


def test_restoring_rules_of_a_running_week_asks_who_changes_first(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt, ana = make_prompt(session, course, 1), make_user(session, "Ana")
    enrol(session, course, ana)
    week = "/c/sowk-510/w/1/setup"
    staff = session.scalars(select(User).order_by(User.id)).first()
    assert staff is not None
    with time_machine.travel(at(1, "12:00"), tick=False):
        sign_in(client, session, staff)
        less = form_of(client, 1) | {"parts-0-min_words": "0", "parts-1-min_words": "0"}
        assert client.post(week, data=less).status_code == 303
    post_initial(session, ana, prompt, now=at(2, "10:00"), length=3)
    with time_machine.travel(at(2, "12:00"), tick=False):
        sign_in(client, session, staff)
        links = BeautifulSoup(client.get(f"{week}/history").text, "html.parser")
        number = str(links.select(".revisions h2 a")[1]["href"]).rpartition("/")[2]
        page = client.get(f"{week}?version={number}")
        shown = client.post(week, data=fields_of(page.text))
    assert shown.status_code == 200
    assert "What this changes" in shown.text
    assert prompt_of(session, course, 1).version == 2


def test_a_site_that_was_merged_since_is_restored_as_the_one_it_became(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    week = "/c/sowk-510/w/1/setup"
    sites = form_of(client, 1)["sites"]
    assert client.post(week, data=form_of(client, 1) | {"sites": sites[:1]}).status_code == 303
    gone, into = (session.get_one(Site, int(number)) for number in sites[1:])
    staff = session.scalars(select(User).order_by(User.id)).first()
    assert staff is not None
    merge_sites(session, gone, into, by=staff.id, now=BEGINNING)
    session.commit()
    page = client.get(f"{week}/history")
    old = BeautifulSoup(page.text, "html.parser").select(".revisions h2 a")[1]["href"]
    restored = client.get(f"{week}?version={str(old).rpartition('/')[2]}")
    assert sorted(fields_of(restored.text)["sites"]) == sorted([sites[0], str(into.id)])


def test_versions_of_other_weeks_and_numbers_that_are_none_are_not_found(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 1)
    save(client, {"title": "First"})
    number = addresses_in(client)[0].rpartition("/")[2]
    assert client.get(f"/c/sowk-510/w/1/setup/history/{number}").status_code == 404
    assert client.get(f"/c/sowk-510/w/1/setup?version={number}").status_code == 404
    assert client.get(f"{HISTORY}/2147483647").status_code == 404
    assert client.get(f"{WEEK_3}?version=2147483647").status_code == 404
    for nonsense in ("x", "-1", "0", "9" * 50, "²"):
        assert client.get(f"{WEEK_3}?version={nonsense}").status_code == 200
        assert client.get(f"{HISTORY}?before={nonsense}").status_code == 200


def test_a_history_of_many_saves_is_read_page_by_page_in_as_many_statements(
    client: FlaskClient, session: Session, course: Course
) -> None:
    for number in range(25):
        save(client, {"title": f"Title {number}"})
    with count_statements(db.engine) as seen:
        page = client.get(HISTORY)
    assert len(seen) == 7
    lines = versions_in(page.text)
    assert len(lines) == 20
    assert all(changes for _who, changes in lines)
    older = BeautifulSoup(page.text, "html.parser").find("a", string="Older versions")
    assert older is not None
    rest = versions_in(client.get(str(older["href"])).text)
    assert len(rest) == 6
    assert "Title: “Title 4”, before “Title 3”" in rest[0][1]


def test_an_archived_week_shows_its_history_and_restores_nothing(
    client: FlaskClient, session: Session, course: Course
) -> None:
    save(client, {"title": "First"})
    save(client, {"title": "Second"})
    old = addresses_in(client)[1]
    course.archived_at = BEGINNING
    session.commit()
    assert client.get(HISTORY).status_code == 200
    page = client.get(old)
    assert page.status_code == 200
    assert "Restore" not in page.text
