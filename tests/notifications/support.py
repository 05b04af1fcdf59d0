"""A class that is told things: what stands in somebody's list, what arrives by mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.discussion.models import Post
from forum.jobs.work import sweep
from forum.notifications.queries import list_notifications
from forum.outbox.models import OutboxEntry
from tests.support.classroom import TUESDAY, Classroom
from tests.support.postbox import Postbox

Clock = Callable[[datetime], None]


class Told(Classroom):
    """A classroom whose clock stands on Tuesday, and whose worker works when it is asked to."""

    #: Where a test begins with somebody who was answered: the post, and the response to it.
    own: Post
    response: Post

    def __init__(
        self, app: Flask, session: Session, clock: Clock, postbox: Postbox, **prompt: object
    ) -> None:
        clock(TUESDAY)
        super().__init__(app, session, **prompt)
        self.clock = clock
        self.postbox = postbox

    def later(self, minutes: float = 10, at: datetime = TUESDAY) -> list[str]:
        """Let the worker work so long after Tuesday ten; the subjects of what people got."""
        self.clock(at + timedelta(minutes=minutes))
        self.session.commit()
        return [str(mail["Subject"]) for mail in self.postbox.deliver()]

    def sweep(self, at: datetime) -> list[str]:
        """Let the worker plan and work at an instant; the subjects of what people got."""
        self.clock(at)
        self.session.commit()
        sweep()
        self.session.rollback()
        return [str(mail["Subject"]) for mail in self.postbox.take()]

    def list_of(self, user: User) -> list[str]:
        """The kinds that stand in somebody's list, the oldest first."""
        self.session.rollback()
        rows = list_notifications(self.session, user.id, most=500)
        return [row.kind for row in reversed(rows)]

    def reasons(self, kind: str = "mail") -> list[str]:
        """What came of the entries of a kind, in their order."""
        self.session.rollback()
        rows = self.session.scalars(
            select(OutboxEntry).where(OutboxEntry.kind == kind).order_by(OutboxEntry.id)
        )
        return [row.reason for row in rows]
