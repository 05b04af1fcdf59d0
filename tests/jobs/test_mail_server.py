"""A mail server that is slow, refuses, hangs up or is down: posts go on, mails come later, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from forum.database import transaction
from forum.extensions import db
from forum.jobs.letters import desk
from forum.jobs.work import work_off
from forum.outbox.actions import BACKOFF, Work, claim, emit, retry_all
from forum.outbox.models import OutboxEntry
from tests.notifications.support import Clock
from tests.support.classroom import TUESDAY, Classroom
from tests.support.smtp import MailServer


class Post:
    """A class whose worker posts through a real server."""

    def __init__(self, app: Flask, session: Session, clock: Clock, server: MailServer) -> None:
        clock(TUESDAY)
        self.app, self.session, self.clock, self.server = app, session, clock, server
        self.room = Classroom(app, session)
        self.worked_at = TUESDAY

    def publish(self) -> None:
        """Ana publishes: her receipt is to be mailed at once."""
        self.room.post(self.room.ana)
        self.session.commit()

    def work(self, at: datetime = TUESDAY) -> None:
        """Let the worker do what is due at an instant."""
        self.clock(at)
        if at > self.worked_at:
            self.app.extensions["mail"]._down_until = 0.0  # half a minute has passed there too
        self.worked_at = at
        db.session.rollback()
        work_off()
        db.session.rollback()

    @property
    def mail(self) -> OutboxEntry:
        """The one mail there is to send."""
        self.session.rollback()
        return self.session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "mail")).one()

    @property
    def subjects(self) -> list[str]:
        return [mail.subject for mail in self.server.mails]


@pytest.fixture
def post(app: Flask, session: Session, clock: Clock) -> Iterator[Post]:
    with MailServer() as server:
        before = app.config.copy(), app.extensions["mail"]
        app.config.update(server.settings())
        desk.init_app(app)
        yield Post(app, session, clock, server)
        app.extensions["mail"].close()
        app.config.update(before[0])
        app.extensions["mail"] = before[1]


def test_a_mail_arrives_at_whom_it_is_for(post: Post) -> None:
    post.publish()
    post.work()
    (mail,) = post.server.mails
    assert mail.recipients == (post.room.ana.email,)
    assert mail.subject.startswith("[SOWK 510] Receipt ")
    assert post.mail.done_at is not None


def test_a_server_that_is_down_delays_mails_and_no_post(post: Post) -> None:
    post.server.stop()
    post.publish()
    assert post.room.look(post.room.ana, post.room.week).status_code == 200
    post.work()
    entry = post.mail
    assert (entry.attempts, entry.done_at, entry.failed_at) == (1, None, None)
    assert entry.reason.startswith("Cannot reach 127.0.0.1")
    post.server.start()
    post.work(TUESDAY + BACKOFF[0] - timedelta(seconds=1))
    assert post.subjects == []
    post.work(TUESDAY + BACKOFF[0])
    assert len(post.subjects) == 1
    post.work(TUESDAY + timedelta(days=2))
    assert len(post.subjects) == 1


def test_an_address_the_server_refuses_is_not_tried_again_and_its_reason_is_seen(
    post: Post,
) -> None:
    post.server.refuse(post.room.ana.email, "550 5.1.1 No such user here")
    post.publish()
    post.work()
    entry = post.mail
    assert (entry.attempts, entry.reason) == (1, "550 5.1.1 No such user here")
    assert entry.failed_at is not None
    post.work(TUESDAY + timedelta(days=3))
    assert post.mail.attempts == 1


def test_a_retry_by_an_admin_sends_what_was_refused(post: Post) -> None:
    post.server.refuse(post.room.ana.email)
    post.publish()
    post.work()
    post.server.manners.refused.clear()
    with transaction() as session:
        assert retry_all(session, now=TUESDAY) == 1
    post.work()
    assert len(post.subjects) == 1


def test_a_full_mailbox_is_tried_again(post: Post) -> None:
    post.server.refuse(post.room.ana.email, "452 4.2.2 Mailbox full")
    post.publish()
    post.work()
    assert post.mail.failed_at is None
    post.server.manners.refused.clear()
    post.work(TUESDAY + BACKOFF[0])
    assert len(post.subjects) == 1


def test_one_refused_receiver_keeps_no_other_from_their_mail(post: Post) -> None:
    post.server.refuse(post.room.ana.email)
    post.room.post(post.room.ana)
    post.room.post(post.room.bea, "Love146")
    post.work()
    assert {mail.recipients for mail in post.server.mails} == {(post.room.bea.email,)}


def test_a_server_that_hangs_up_in_mid_message_gets_it_again_once(post: Post) -> None:
    post.server.manners.close_after = 200
    post.publish()
    post.work()
    assert post.subjects == []
    assert post.mail.done_at is None
    post.server.manners.close_after = None
    post.work(TUESDAY + BACKOFF[0])
    assert len(post.subjects) == 1


def test_a_mail_that_was_taken_without_an_answer_comes_again_as_the_same_mail(post: Post) -> None:
    post.server.manners.close_unanswered = True
    post.publish()
    post.work()
    post.server.manners.close_unanswered = False
    post.work(TUESDAY + BACKOFF[0])
    first, second = post.server.mails
    assert first.message["Message-ID"] == second.message["Message-ID"]
    said, again = (mail.body().partition("No more mails")[0] for mail in post.server.mails)
    assert said == again


def test_a_slow_server_is_waited_for(post: Post) -> None:
    post.server.manners.slow = 0.1
    post.publish()
    post.work()
    assert len(post.subjects) == 1


def test_a_server_that_never_answers_is_given_up_on_in_time(post: Post) -> None:
    post.app.config["SMTP_TIMEOUT"] = 0.2
    desk.init_app(post.app)
    post.server.manners.slow = 2
    post.publish()
    post.work()
    assert "no answer in time" in post.mail.reason
    assert post.mail.done_at is None


def test_what_stands_in_the_product_does_not_wait_for_a_mail_server(post: Post) -> None:
    """Mails that are due longer are tried after the news, and one time-out serves them all."""
    post.publish()
    post.work()
    post.server.stop()
    with transaction() as session:
        old = TUESDAY - timedelta(hours=1)
        mails = [Work("mail", f"old:{n}", {"notification_id": 1}, can_wait=True) for n in range(5)]
        emit(session, mails, now=old)
    post.room.post(post.room.bea, "Love146")
    post.session.commit()
    order = []
    post.clock(TUESDAY)
    while True:
        with transaction() as session:
            found = claim(session, now=TUESDAY, lease=timedelta(minutes=5))
        if found is None:
            break
        order.append(found.kind)
    assert order == ["relay", *["mail"] * 5]


def test_a_server_that_is_down_is_asked_once_for_many_mails(post: Post) -> None:
    post.server.stop()
    post.publish()
    post.room.post(post.room.bea, "Love146")
    post.work()
    post.server.start()
    post.work()
    assert post.server.connections == 0
    reasons = set(
        post.session.scalars(select(OutboxEntry.reason).where(OutboxEntry.kind == "mail"))
    )
    assert len(reasons) == 1


def test_nobodys_address_stands_in_the_log(post: Post) -> None:
    address = post.room.ana.email
    post.server.refuse(address, f"550 5.1.1 <{address}>: Recipient address rejected")
    post.publish()
    with capture_logs() as lines:
        post.work()
    assert address in post.mail.reason
    assert "outbox_failed" in str(lines)
    assert address not in str(lines)


def test_what_fails_seven_times_is_left_to_the_admins(post: Post) -> None:
    post.server.stop()
    post.publish()
    at = TUESDAY
    post.work(at)
    for pause in BACKOFF:
        at += pause
        post.work(at)
    entry = post.mail
    assert entry.attempts == len(BACKOFF) + 1
    assert entry.failed_at == at
    post.server.start()
    post.work(at + timedelta(days=5))
    assert post.subjects == []
