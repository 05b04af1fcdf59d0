"""An admin erases a person: who it was is gone, threads and grades stay under a pseudonym."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text, update

from forum.accounts.actions import RESET, issue_ticket
from forum.accounts.identity import IdentityError, clean_email
from forum.accounts.models import Ticket, User, UserSession
from forum.accounts.queries import find_person
from forum.activity.models import Activity
from forum.calendar.actions import make_feed
from forum.calendar.models import CalendarFeed
from forum.courses.imports.models import RosterSource
from forum.courses.models import Term
from forum.database import utc_now
from forum.discussion.models import Draft, DraftSnapshot, Post
from forum.erasure.models import Erasure
from forum.grading.models import ReleasedGrade
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import GRADE
from forum.notifications.models import DigestHour, Notification, Preference
from forum.outbox.models import OutboxEntry
from forum.prompts.drafts.models import SetupDraft
from tests.support.classroom import shows
from tests.support.factories import make_user
from tests.support.marking import GRADING_TIME
from tests.web.trial import trial_app

#: Tables of which nothing that belongs to the person may be left.
EMPTY = (
    UserSession,
    Ticket,
    Draft,
    SetupDraft,
    CalendarFeed,
    Notification,
    Preference,
    DigestHour,
)
PSEUDONYM = re.compile(r"Former participant [0-9A-F]{4}")


@pytest.fixture
def ada(desk) -> User:
    """A site admin."""
    return make_user(desk.session, "Ada Admin", is_admin=True)


@pytest.fixture
def ana(desk) -> User:
    """Ana with something in every table that knows of her."""
    ana, session = desk.ana, desk.session
    ana.name, ana.email = "Anastasia Quill", "quill@example.org"
    ana.password_hash, ana.zone = "x", "Europe/Berlin"
    session.commit()
    desk.grade(ana, 3)
    desk.release()
    issue_ticket(session, ana, RESET, utc_now())
    make_feed(session, ana, now=GRADING_TIME)
    draft = Draft(
        user_id=ana.id,
        prompt_id=desk.prompt.id,
        slot="initial",
        field="part-ally",
        text="begun",
        saved_at=GRADING_TIME,
        begun_at=GRADING_TIME,
    )
    session.add(draft)
    session.flush()
    session.add_all(
        [
            DraftSnapshot(draft_id=draft.id, text="earlier", saved_at=GRADING_TIME),
            SetupDraft(
                prompt_id=desk.prompt.id,
                user_id=ana.id,
                text='[["title", "By Anastasia Quill"]]',
                saved_at=GRADING_TIME,
            ),
            Preference(user_id=ana.id, kind="grade", mode="off"),
            DigestHour(user_id=ana.id, hour=7),
            RosterSource(course_id=desk.course.id, user_id=ana.id, source_id="s1", class_id="c"),
            OutboxEntry(
                kind="mail",
                key="k",
                recipient_id=ana.id,
                created_at=GRADING_TIME,
                not_before=GRADING_TIME,
                failed_at=GRADING_TIME,
                reason="550 quill@example.org is unknown",
            ),
        ]
    )
    told = Announcement(ana.id, GRADE, "told", course_id=desk.course.id, prompt_id=desk.prompt.id)
    tell(session, [told], now=GRADING_TIME, cause="test")
    session.commit()
    desk.browser(ana)
    return ana


def erase(desk, ada: User, user: User, typed: str | None = None):
    """What the admin gets who types the address."""
    data = {"email": user.email if typed is None else typed}
    return desk.browser(ada).post(f"/admin/people/{user.id}/erasure", data=data)


def read_again(desk, user_id: int) -> User:
    desk.session.rollback()
    desk.session.expire_all()
    return desk.session.get_one(User, user_id)


def everything(desk) -> str:
    """Every row of every table that is there, as text."""
    desk.session.rollback()
    found = []
    for table in User.metadata.sorted_tables:
        rows = desk.session.execute(text(f'SELECT * FROM "{table.name}"')).all()
        found += [f"{table.name}: {row}" for row in rows]
    return "\n".join(found)


def test_nothing_in_any_table_says_who_it_was(desk, ada, ana):
    before = everything(desk)
    assert "Quill" in before and "quill@example.org" in before
    assert erase(desk, ada, ana).status_code == 303
    after = everything(desk).lower()
    assert "quill" not in after
    assert "anastasia" not in after
    for table in EMPTY:
        rows = desk.session.scalars(select(table).where(table.user_id == ana.id)).all()
        assert rows == [], table
    assert desk.session.scalars(select(DraftSnapshot)).all() == []
    assert desk.session.scalars(select(RosterSource)).all() == []


def test_what_still_waits_to_be_sent_to_the_address_is_gone_too(desk, ada, ana):
    asked = {"email": " Quill@Example.org", "name": "Anastasia Quill", "code_id": 1}
    other = {"email": "aquill@example.org"}
    rows = [("given up", asked, GRADING_TIME), ("waits", asked, None), ("another's", other, None)]
    for key, payload, failed_at in rows:
        times = {"created_at": GRADING_TIME, "not_before": GRADING_TIME, "failed_at": failed_at}
        desk.session.add(OutboxEntry(kind="joining", key=key, payload=payload, **times))
    desk.session.commit()
    assert erase(desk, ada, ana).status_code == 303
    assert "anastasia" not in everything(desk).lower()
    left = select(OutboxEntry.key).where(OutboxEntry.kind == "joining")
    assert desk.session.scalars(left).all() == ["another's"]


def test_the_account_has_a_pseudonym_and_nobody_signs_in_with_it(desk, ada, ana):
    erase(desk, ada, ana)
    person = read_again(desk, ana.id)
    assert PSEUDONYM.fullmatch(person.name)
    assert person.email == f"former-{person.id}@erased.invalid"
    assert (person.password_hash, person.zone, person.is_admin) == (None, "", False)
    assert not person.is_active
    with pytest.raises(IdentityError):
        clean_email(person.email)


def test_threads_and_grades_stay_under_the_pseudonym(desk, ada, ana):
    erase(desk, ada, ana)
    name = read_again(desk, ana.id).name
    assert len(desk.session.scalars(select(Post).where(Post.author_id == ana.id)).all()) == 3
    (grade,) = desk.session.scalars(select(ReleasedGrade).where(ReleasedGrade.user_id == ana.id))
    assert grade.total == 90
    assert shows(desk.get(desk.prof, "w/1"), name)
    assert shows(desk.get(desk.prof, "gradebook"), name)
    answer = desk.send(desk.prof, "exports/archive")
    with ZipFile(BytesIO(answer.data)) as folder:
        whole = "".join(folder.read(one).decode() for one in folder.namelist())
    assert name in whole
    assert "quill" not in whole.lower()


def test_who_was_signed_in_is_out_at_once(desk, ada, ana):
    browser = desk.browser(ana)
    assert browser.get("/").status_code == 200
    erase(desk, ada, ana)
    assert browser.get("/").status_code == 302


def test_it_is_logged_by_number_and_kept_as_a_tombstone(desk, ada, ana):
    erase(desk, ada, ana)
    desk.session.rollback()
    (row,) = desk.session.scalars(select(Activity).where(Activity.verb == "person_erased"))
    assert (row.actor_id, row.subject_id, row.detail) == (ada.id, ana.id, {})
    stone = desk.session.get_one(Erasure, ana.id)
    assert stone.pseudonym == read_again(desk, ana.id).name
    assert shows(desk.browser(ada).get("/admin/log"), "erased a person", stone.pseudonym)


def test_the_page_shows_first_what_goes_and_what_stays(desk, ada, ana):
    answer = desk.browser(ada).get(f"/admin/people/{ana.id}/erasure")
    assert shows(answer, "Erase Anastasia Quill", "1 draft.", "3 posts,", "1 week with a released")
    assert shows(answer, "The place in SOWK 510", "Texts are not searched for the name")


@pytest.mark.parametrize("typed", ["", "bea@example.org", "quill", "\x00"])
def test_another_address_erases_nobody(desk, ada, ana, typed):
    answer = erase(desk, ada, ana, typed)
    assert answer.status_code == 422
    assert shows(answer, "Error:")
    assert shows(answer, "One thing needs your attention")
    assert read_again(desk, ana.id).name == "Anastasia Quill"
    assert desk.session.scalars(select(Erasure)).all() == []


def test_the_address_may_be_typed_in_any_case(desk, ada, ana):
    assert erase(desk, ada, ana, " QUILL@Example.org ").status_code == 303


def test_the_password_is_asked_once_more(desk, ada, ana):
    browser = desk.browser(ada)
    desk.session.execute(
        update(UserSession)
        .where(UserSession.user_id == ada.id)
        .values(confirmed_at=utc_now() - timedelta(hours=1))
    )
    desk.session.commit()
    path = f"/admin/people/{ana.id}/erasure"
    assert browser.get(path).status_code == 302
    assert browser.post(path, data={"email": ana.email}).status_code == 403
    assert read_again(desk, ana.id).name == "Anastasia Quill"


def test_nobody_is_erased_twice_opened_again_or_made_an_admin(desk, ada, ana):
    erase(desk, ada, ana)
    name = read_again(desk, ana.id).name
    assert erase(desk, ada, ana, f"former-{ana.id}@erased.invalid").status_code == 409
    browser = desk.browser(ada)
    for path in ("enabling", "administration"):
        assert browser.post(f"/admin/people/{ana.id}/{path}").status_code == 409
    person = read_again(desk, ana.id)
    assert (person.name, person.is_active, person.is_admin) == (name, False, False)
    page = browser.get("/admin/people?q=former")
    assert shows(page, name, "Erased")
    assert "erased.invalid" not in page.text


def test_nobody_erases_themselves(desk, ada):
    assert erase(desk, ada, ada).status_code == 403
    assert read_again(desk, ada.id).name == "Ada Admin"


def test_nobody_else_finds_it(desk, ana):
    for user in (desk.prof, desk.bea):
        assert erase(desk, user, ana).status_code == 404
    assert read_again(desk, ana.id).name == "Anastasia Quill"


def test_the_same_address_can_have_a_new_account(desk, ada, ana):
    erase(desk, ada, ana)
    desk.session.rollback()
    assert find_person(desk.session, "quill@example.org") is None
    again = make_user(desk.session, "Anastasia Quill", email="quill@example.org")
    assert again.id != ana.id
    data = desk.browser(again).post("/account/data/copies")
    with ZipFile(BytesIO(data.data)) as folder:
        assert json.loads(folder.read("data.json"))["posts"] == []


def test_the_page_of_retention_says_that_it_is_off(desk, ada):
    answer = desk.browser(ada).get("/admin/retention")
    assert shows(answer, "Everything is kept", "RETENTION_YEARS")


def test_the_page_of_retention_counts_whose_time_is_over(desk, ada):
    with trial_app(desk.app, RETENTION_YEARS=3) as trial:
        browser = desk.browser(ada)
        browser.application = trial
        assert shows(browser.get("/admin/retention"), "No course ended before")
        desk.session.get_one(Term, desk.course.term_id).ends_on = date(2020, 5, 31)
        desk.session.commit()
        page = browser.get("/admin/retention")
    assert shows(page, desk.course.code, "2020-05-31", "6 of 6", "6 people would be erased")
    assert "Ana Lopez" not in page.text
    assert desk.session.scalars(select(Erasure)).all() == []
