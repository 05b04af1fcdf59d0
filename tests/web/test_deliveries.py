"""Deliveries: site admins see what waits, what failed and whether the worker is at work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User, UserSession
from forum.activity.actions import record
from forum.activity.models import NEWS, Activity
from forum.extensions import db
from forum.jobs.handlers import HANDLERS
from forum.jobs.work import work_off
from forum.mail import SmtpTransport
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import GRADE
from forum.notifications.kinds import KINDS as NOTIFICATIONS
from forum.outbox.models import OutboxEntry
from forum.outbox.queries import list_causes
from forum.web.deliveries import CARRIES, RECENT
from forum.web.delivery_words import KINDS, MAILS, cause_words, kind_word
from tests.support.classroom import Classroom, plain, shows
from tests.support.factories import make_user, sign_in
from tests.support.smtp import MailServer
from tests.support.statements import count_statements

NOW = datetime(2025, 10, 8, 14, 0, tzinfo=UTC)
PAGE = "/admin/deliveries"


@pytest.fixture
def admin(client: FlaskClient, session: Session, clock) -> User:
    """A site admin who has just signed in."""
    clock(NOW)
    admin = make_user(session, "Ines Duarte", is_admin=True)
    sign_in(client, session, admin)
    return admin


def put(session: Session, key: str = "one", **values: Any) -> OutboxEntry:
    """An entry as the worker may have left it."""
    values = {"kind": "mail", "created_at": NOW, "not_before": NOW} | values
    entry = OutboxEntry(key=key, **values)
    session.add(entry)
    session.commit()
    return entry


def failed(session: Session, key: str = "one", **values: Any) -> OutboxEntry:
    """An entry that was given up."""
    values = {"failed_at": NOW, "attempts": 7, "reason": "mailbox full"} | values
    return put(session, key, **values)


def read_again(session: Session, entry: OutboxEntry) -> OutboxEntry:
    """The entry as the requests left it."""
    session.rollback()
    session.expire_all()
    return session.get_one(OutboxEntry, entry.id)


def test_a_failed_mail_is_shown_with_its_person_its_attempts_and_its_reason(
    client, session, admin
) -> None:
    ana = make_user(session, "Ana Lopez", email="ana@example.org")
    failed(session, recipient_id=ana.id, payload={"email": "canary", "notification_id": 4711})
    page = client.get(f"{PAGE}?state=failed")
    assert shows(page, "Failed: 1", "Mail", "Ana Lopez", "ana@example.org", "7", "mailbox full")
    assert "canary" not in page.text
    assert "4711" not in page.text


def test_what_waits_says_when_it_is_tried_next(client, session, admin) -> None:
    put(session, "now")
    put(session, "later", kind="digest", not_before=NOW + timedelta(hours=3), attempts=2)
    put(session, "held", kind="invitation", leased_until=NOW + timedelta(minutes=4))
    page = client.get(PAGE)
    assert shows(page, "Waiting: 3", "Digest", "5:00 pm", "Now", "Under way", "Invitation")
    assert "Retry" not in page.text


def test_retry_makes_the_worker_take_it_again_and_is_logged(client, session, admin) -> None:
    ana = make_user(session, "Ana Lopez")
    entry = failed(session, recipient_id=ana.id)
    answer = client.post(f"{PAGE}/{entry.id}/retry")
    assert answer.status_code == 303
    again = read_again(session, entry)
    assert (again.failed_at, again.attempts, again.not_before) == (None, 0, NOW)
    line = session.scalars(select(Activity).where(Activity.verb == "delivery_retried")).one()
    assert (line.actor_id, line.subject_id, line.object_id) == (admin.id, ana.id, entry.id)


def test_what_somebody_else_has_retried_is_left_alone(client, session, admin) -> None:
    entry = put(session, lease="a" * 32, leased_until=NOW + timedelta(minutes=4), attempts=1)
    answer = client.post(f"{PAGE}/{entry.id}/retry", follow_redirects=True)
    assert shows(answer, "somebody was faster")
    again = read_again(session, entry)
    assert (again.lease, again.attempts) == ("a" * 32, 1), "the worker keeps what it has in hand"
    assert session.scalars(select(Activity)).all() == []


def test_retry_all_takes_everything_that_failed_and_nothing_else(client, session, admin) -> None:
    gone = [failed(session, f"mail:{n}") for n in range(3)]
    done = put(session, "done", done_at=NOW)
    assert shows(client.get(f"{PAGE}?state=failed"), "Retry all 3")
    assert shows(client.post(f"{PAGE}/retry", follow_redirects=True), "3 are tried again.")
    assert all(read_again(session, entry).failed_at is None for entry in gone)
    assert read_again(session, done).done_at is not None
    line = session.scalars(select(Activity)).one()
    assert (line.verb, line.detail) == ("delivery_retried", {"number": 3})
    assert shows(client.post(f"{PAGE}/retry", follow_redirects=True), "Nothing is given up")


def test_retrying_asks_for_the_password_where_it_was_given_long_ago(client, session, admin) -> None:
    entry = failed(session)
    mine = UserSession.user_id == admin.id
    session.execute(update(UserSession).where(mine).values(confirmed_at=NOW - timedelta(hours=1)))
    session.commit()
    assert client.get(PAGE).status_code == 200
    for path in (f"{PAGE}/{entry.id}/retry", f"{PAGE}/retry"):
        answer = client.post(path)
        assert answer.status_code == 403
        assert shows(answer, "password")
    assert read_again(session, entry).failed_at == NOW


def test_a_page_goes_on_where_the_last_one_ended(client, session, admin) -> None:
    for number in range(60):
        put(session, f"mail:{number}", reason=f"reason {number}.")
    first = client.get(PAGE)
    assert shows(first, "reason 59.", "reason 10.", "Older")
    assert not shows(first, "reason 9.")
    before = session.scalar(select(OutboxEntry.id).where(OutboxEntry.key == "mail:10"))
    second = client.get(f"{PAGE}?before={before}")
    assert shows(second, "reason 9.", "reason 0.", "Newest")
    assert not shows(second, "reason 10.")


@pytest.mark.parametrize("query", ["state=nonsense", "before=x", "before=-1", f"before={10**30}"])
def test_nonsense_in_the_address_shows_what_waits(client, session, admin, query) -> None:
    put(session, reason="It waits.")
    assert shows(client.get(f"{PAGE}?{query}"), "It waits.")


def test_it_says_where_mails_go(app: Flask, client, session, admin, monkeypatch) -> None:
    assert shows(client.get(PAGE), str(app.config["MAIL_FOLDER"]), "They reach nobody")
    monkeypatch.setitem(app.config, "SMTP_HOST", "smtp.example.edu")
    assert not shows(client.get(PAGE), "They reach nobody")


def test_it_says_that_the_worker_is_not_running(client, session, admin, clock) -> None:
    put(session)
    assert not shows(client.get(PAGE), "is the worker running?")
    clock(NOW + timedelta(minutes=6))
    for path in (PAGE, "/"):
        said = "Nothing has been taken since Wed 8 Oct, 2:00 pm: is the worker running?"
        assert shows(client.get(path), said), path
    put(session, "two", done_at=NOW + timedelta(minutes=5))
    for path in (PAGE, "/"):
        assert not shows(client.get(path), "is the worker running?"), path


def test_home_says_what_could_not_be_delivered_to_admins_alone(client, session, admin) -> None:
    assert not shows(client.get("/"), "failed")
    for number in range(3):
        failed(session, f"mail:{number}")
    assert shows(client.get("/"), "3 deliveries have failed", f"{PAGE}?state=failed")
    sign_in(client, session, make_user(session, "Ana Lopez"))
    assert not shows(client.get("/"), "failed")


def test_home_costs_an_admin_one_statement_and_others_none(app: Flask, client, session) -> None:
    def statements(user: User) -> list[str]:
        sign_in(client, session, user)
        client.get("/")
        with count_statements(db.engine) as sent:
            assert client.get("/").status_code == 200
        return [statement for statement in sent if "outbox_entry" in statement]

    assert len(statements(make_user(session, "Ines", is_admin=True))) == 1
    assert statements(make_user(session, "Ana")) == []


def fan_out(session: Session, cause: str, total: int, done: int, gone: int = 0) -> None:
    """Mails to several people because of one thing."""
    for number in range(total):
        put(
            session,
            f"{cause}:{number}",
            cause=cause,
            done_at=NOW if number < done else None,
            failed_at=NOW if total - number <= gone else None,
        )


def test_the_progress_of_what_concerns_many_is_said_in_words(app, client, session, admin) -> None:
    room = Classroom(app, session)
    line = record(
        session,
        "grades_released",
        now=NOW,
        actor_id=room.teacher.id,
        course_id=room.course.id,
        prompt_id=room.prompt.id,
    )
    session.commit()
    fan_out(session, f"activity:{line.id}", 30, 12, 2)
    fan_out(session, f"remind:{room.prompt.id}:T1", 13, 13)
    fan_out(session, f"scarce:{room.prompt.id}", 3, 3)
    fan_out(session, "digest:2025-10-08", 2, 0)
    fan_out(session, "activity:999999", 2, 0)
    page = client.get(PAGE)
    assert shows(page, "Grades of SOWK 510, week 1: 12 of 30, 2 failed")
    assert shows(page, "Reminders for SOWK 510, week 1: 13 of 13")
    assert not shows(page, "Nobody to respond to in SOWK 510")  # a few, and all of them done
    assert shows(page, "Digests of Wed 8 Oct: 0 of 2")
    assert shows(page, "Something that is no longer known: 0 of 2")
    assert '<progress max="30" value="12"' in page.text


def test_the_page_costs_the_same_however_much_there_is(app, client, session, admin) -> None:
    room = Classroom(app, session)

    def statements() -> int:
        client.get(PAGE)
        with count_statements(db.engine) as sent:
            assert client.get(PAGE).status_code == 200
        return len(sent)

    def happen(number: int) -> None:
        line = record(session, "prompt_published", now=NOW, actor_id=None, course_id=room.course.id)
        session.commit()
        fan_out(session, f"activity:{line.id}", number, 1)
        fan_out(session, f"ready:{room.prompt.id + number}", 3, 1)

    happen(2)
    few = statements()
    for number in range(3, 9):
        happen(number)
    assert statements() == few
    assert few <= 9


def test_everything_the_worker_does_has_words() -> None:
    assert KINDS.keys() == HANDLERS.keys()


def test_every_kind_of_mail_has_words() -> None:
    assert MAILS.keys() == NOTIFICATIONS.keys()


def test_a_mail_is_listed_by_what_it_is_about(app, client, session, admin) -> None:
    room = Classroom(app, session)
    one = Announcement(room.ana.id, GRADE, "grade:1", room.course.id, room.prompt.id)
    tell(session, [one], now=NOW)
    session.commit()
    assert shows(client.get(PAGE), "Mail: a grade", "Ana Lopez")


def test_what_only_finds_out_who_is_told_is_no_part_of_the_progress(session, admin) -> None:
    fan_out(session, "remind:1:T1", 20, 20)
    put(session, "remind:1:T1:look", kind="remind", cause="remind:1:T1", done_at=NOW)
    (row,) = list_causes(session, since=NOW - RECENT, apart_from=CARRIES)
    assert row.total == 20


def test_a_link_that_could_not_be_sent_is_listed_with_whom_it_was_for(
    app, client, session, admin
) -> None:
    ana = make_user(session, "Ana Lopez", email="ana@example.org")
    with MailServer() as server:
        server.refuse("ana@")
        before = app.extensions["mail"]
        app.extensions["mail"] = SmtpTransport(server.host, server.port, security="none")
        try:
            app.test_client().post("/password/reset", data={"email": ana.email})
            session.rollback()
            work_off()
        finally:
            app.extensions["mail"].close()
            app.extensions["mail"] = before
    page = client.get(f"{PAGE}?state=failed")
    assert shows(page, "Link for a new password", "Ana Lopez", "No such user here")


def test_every_cause_is_said_in_words(app: Flask) -> None:
    from forum.notifications.causes import Cause

    with app.test_request_context():
        for verb in (*NEWS, "remind", "ready", "scarce"):
            assert "SOWK 510, week 6" in cause_words(Cause(verb, "SOWK 510", 6))
        assert cause_words(Cause("enrolled", "SOWK 510")) == "News of SOWK 510"
        assert kind_word("from_the_future") == "from the future"


def test_the_administration_leads_there(client, session, admin) -> None:
    assert f'href="{PAGE}"' in client.get("/admin").text
    assert "Nothing waits" in plain(client.get(PAGE))
