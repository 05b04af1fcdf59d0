"""The sites of a course by file and by further names: shown first, added whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.actions.site_merges import merge_sites
from forum.prompts.actions.sites import add_site, propose_site
from forum.prompts.models import Site, SiteAlias
from forum.prompts.sites import find_called
from tests.support.client import text as words
from tests.support.factories import BEGINNING
from tests.support.schedule_page import Fields, fields_in, problems
from tests.support.setup_pages import teach
from tests.support.weeks import at

NOW = at(2, "12:00")


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> Course:
    clock(NOW)
    return teach(client, session)


@pytest.fixture
def page(course: Course) -> str:
    return f"/c/{course.slug}/sites"


def site(session: Session, course: Course, name: str, address: str) -> Site:
    found = add_site(session, course, name, address, by=None, now=BEGINNING)
    session.commit()
    return found


def text(answer: TestResponse) -> str:
    """What the page says, without its markup."""
    return words(BeautifulSoup(answer.text, "html.parser"))


def somebody(session: Session) -> int:
    return session.scalars(select(User.id).order_by(User.id)).first()


def bring(client: FlaskClient, page: str, data: str | bytes) -> TestResponse:
    raw = data.encode() if isinstance(data, str) else data
    chosen = FileStorage(BytesIO(raw), filename="sites.csv", name="file")
    boundary, body = encode_multipart({"file": chosen})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{page}/file", data=body, content_type=kind)


def to_add(answer: TestResponse) -> Fields:
    assert answer.status_code == 200, problems(answer.text)
    return fields_in(BeautifulSoup(answer.text, "html.parser").select_one("form:has([name=seen])"))


def add(client: FlaskClient, page: str, data: str) -> None:
    fields = to_add(bring(client, page, data))
    assert client.post(f"{page}/file", data=fields).status_code == 303


def known(session: Session, course: Course) -> dict[str, tuple[str, list[str]]]:
    """By name: the identity and the further names of each site."""
    session.rollback()
    rows = session.scalars(select(Site).where(Site.course_id == course.id)).all()
    aliases = select(SiteAlias.alias).order_by(SiteAlias.id)
    return {
        row.name: (
            row.identity,
            list(session.scalars(aliases.where(SiteAlias.site_id == row.id))),
        )
        for row in rows
    }


FILE = """name,address,aliases
Polaris Project,https://polarisproject.org,Polaris; The Polaris Project
Irina Project,theirinaproject.org,
"""


def test_a_file_shows_what_it_adds_and_adds_it(client, session, course, page):
    shown = text(bring(client, page, FILE))
    assert "2 new sites" in shown
    assert "Nothing is saved yet." in shown
    assert known(session, course) == {}
    add(client, page, FILE)
    assert known(session, course) == {
        "Polaris Project": ("polarisproject.org", ["polaris", "the polaris project"]),
        "Irina Project": ("theirinaproject.org", []),
    }
    assert find_called(session, course.id, "polaris").name == "Polaris Project"


def test_sites_of_a_file_are_approved_and_logged_one_by_one(client, session, course, page):
    add(client, page, FILE)
    assert all(row.approved_at for row in session.scalars(select(Site)))
    verbs = session.execute(
        select(Activity.verb, func.count().label("number"))
        .where(Activity.verb.startswith("site_"))
        .group_by(Activity.verb)
    )
    assert {row.verb: row.number for row in verbs} == {"site_added": 2, "site_alias_added": 2}


def test_the_same_file_again_adds_nothing(client, session, course, page):
    add(client, page, FILE)
    before = known(session, course)
    assert "Nothing is added." in text(bring(client, page, FILE))
    assert known(session, course) == before


def test_what_is_taken_along_can_be_brought_back(client, session, course, page):
    add(client, page, FILE)
    taken = client.get(f"/c/{course.slug}/sites.csv")
    assert taken.mimetype == "text/csv"
    rows = list(csv.reader(StringIO(taken.data.decode("utf-8-sig"))))
    assert rows[0] == ["name", "address", "aliases"]
    assert ["Polaris Project", "https://polarisproject.org", "polaris; the polaris project"] in rows
    assert "Nothing is added." in text(bring(client, page, taken.data))


def test_a_known_site_keeps_its_name_and_gets_the_other_one_too(client, session, course, page):
    site(session, course, "Polaris Project", "https://polarisproject.org")
    data = "name,address\nPolaris,https://www.polarisproject.org/about\n"
    assert "1 known site gets another name" in text(bring(client, page, data))
    add(client, page, data)
    assert known(session, course) == {"Polaris Project": ("polarisproject.org", ["polaris"])}


def test_columns_come_in_any_order_among_others_and_with_semicolons(client, session, course, page):
    add(client, page, "Notes\tAddress\tNAME\nx\tpolarisproject.org\tPolaris Project\n")
    assert list(known(session, course)) == ["Polaris Project"]


HOSTILE = {
    "no file": ("", "The file is empty."),
    "no bytes of text": (b"\xff\xfe\x00\xd8", "This is no text in UTF-8 or UTF-16."),
    "a null byte": ("name,address\nA\x00,a.org\n", "characters here that no CSV file has"),
    "no name column": ("title,address\nA,a.org\n", "Line 1: No column is called “name”."),
    "no address column": ("name,url\nA,a.org\n", "Line 1: No column is called “address”."),
    "a column twice": ("name,name,address\nA,A,a.org\n", "Line 1: Two columns are called “name”."),
    "headings alone": ("name,address\n", "No site stands in the file."),
    "an open quotation": ('name,address\n"A,a.org\n', "Line 2: A quotation mark opens here"),
    "no name": ("name,address\n,a.org\n", "Line 2: The site has no name."),
    "a long name": (f"name,address\n{'x' * 201},a.org\n", "Line 2: The name has more than 200"),
    "a long alias": (f"name,address,aliases\nA,a.org,{'x' * 301}\n", "longer than 300 characters"),
    "a script": ("name,address\nA,javascript:alert(1)\n", "Line 2:"),
    "an address inside": ("name,address\nA,http://10.0.0.1/\n", "Line 2:"),
    "no address": ("name,address\nA,somewhere\n", "Line 2:"),
    "a site twice": (
        "name,address\nA,a-site.org\nB,https://www.a-site.org/\n",
        "Line 3: This site stands on line 2 already.",
    ),
    "a name of two": (
        "name,address,aliases\nA,a-site.org,Both\nB,b-site.org,Both\n",
        "Line 3: “Both” means another site, A.",
    ),
    "the name of a known site": (
        "name,address\nKnown Site,a-site.org\n",
        "Line 2: “Known Site” means another site, Known Site.",
    ),
    "the address of a known site as an alias": (
        "name,address,aliases\nA,a-site.org,www.known-site.org\n",
        "Line 2: “www.known-site.org” means another site, Known Site.",
    ),
    "a formula": ("name,address\n=1+1,javascript:x\n", "Line 2:"),
    "a file too large": ("name,address\n" + "x" * 1_100_000, "larger than 1 MB"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_with_a_mistake_adds_nothing_and_says_where(client, session, course, page, what):
    site(session, course, "Known Site", "known-site.org")
    data, said = HOSTILE[what]
    answer = bring(client, page, data)
    assert answer.status_code == (413 if what == "a file too large" else 422)
    assert said in text(answer)
    assert "The file was not taken" in text(answer)
    assert list(known(session, course)) == ["Known Site"]


def test_every_mistake_of_a_file_is_said_at_once(client, course, page):
    answer = text(bring(client, page, "name,address\n,a-site.org\nB,nowhere\nC,c-site.org\n"))
    assert "Line 2:" in answer
    bad = text(bring(client, page, "name,address\nA,nowhere\nB,elsewhere\n"))
    assert "Line 2:" in bad
    assert "Line 3:" in bad


def test_what_changed_since_it_was_shown_is_shown_anew(client, session, course, page):
    fields = to_add(bring(client, page, FILE))
    site(session, course, "Irina", "theirinaproject.org")
    answer = client.post(f"{page}/file", data=fields)
    assert answer.status_code == 409
    assert "Something has changed since this was shown to you." in text(answer)
    assert "1 new site" in text(answer)
    assert list(known(session, course)) == ["Irina"]


def test_markup_in_a_file_is_text(client, session, course, page):
    answer = bring(client, page, "name,address\n<b>A</b>,a-site.org\n")
    assert "<b>A</b>" not in answer.text
    assert "&lt;b&gt;A&lt;/b&gt;" in answer.text


def test_a_tampered_file_is_no_file(client, course, page):
    answer = client.post(f"{page}/file", data={"carried_file": "ä", "seen": "x"})
    assert answer.status_code == 422


def test_a_site_of_a_merged_one_is_the_one_it_became(client, session, course, page):
    old = site(session, course, "Old Name", "old-site.org")
    new = site(session, course, "New Name", "new-site.org")
    merge_sites(session, old, new, by=somebody(session), now=NOW)
    session.commit()
    assert "Nothing is added." in text(
        bring(client, page, "name,address\nOld Name,https://old-site.org/\n")
    )


# --- Further names -------------------------------------------------------------------------------


def names_page(page: str, row: Site) -> str:
    return f"{page}/{row.id}/name"


def test_a_further_name_is_added_and_taken_away(client, session, course, page):
    row = site(session, course, "Polaris Project", "polarisproject.org")
    assert client.post(f"{page}/{row.id}/names", data={"alias": "Safe Harbour"}).status_code == 303
    assert find_called(session, course.id, "SAFE HARBOUR").id == row.id
    assert "safe harbour" in text(client.get(names_page(page, row)))
    assert "Also found as safe harbour" in text(client.get(page))
    away = client.post(f"{page}/{row.id}/names/removal", data={"name": "safe harbour"})
    assert away.status_code == 303
    session.rollback()
    assert find_called(session, course.id, "safe harbour") is None


def test_a_further_name_twice_is_one(client, session, course, page):
    row = site(session, course, "Polaris Project", "polarisproject.org")
    for _time in range(2):
        assert (
            client.post(f"{page}/{row.id}/names", data={"alias": "Safe Harbour"}).status_code == 303
        )
    assert session.scalar(select(func.count()).select_from(SiteAlias)) == 1


@pytest.mark.parametrize(
    ("alias", "status", "said"),
    [
        ("", 422, "Enter the name."),
        ("x" * 301, 422, "at most 300 characters"),
        ("Irina Project", 409, "This means another site, Irina Project."),
        ("https://theirinaproject.org/x", 409, "This means another site, Irina Project."),
    ],
)
def test_what_is_no_further_name_is_given_back(client, session, course, page, alias, status, said):
    row = site(session, course, "Polaris Project", "polarisproject.org")
    site(session, course, "Irina Project", "theirinaproject.org")
    answer = client.post(f"{page}/{row.id}/names", data={"alias": alias})
    assert answer.status_code == status
    assert said in text(answer)
    assert f'value="{alias}"' in answer.text
    assert session.scalar(select(func.count()).select_from(SiteAlias)) == 0


def test_a_students_site_in_a_file_stays_for_staff_to_approve(client, session, course, page):
    propose_site(session, course, "freedom", "freedomnetworkusa.org", somebody(session), NOW)
    session.commit()
    add(client, page, "name,address\nFreedom Network,freedomnetworkusa.org\n")
    assert known(session, course) == {"freedom": ("freedomnetworkusa.org", ["freedom network"])}
    assert session.scalar(select(Site.approved_at)) is None
