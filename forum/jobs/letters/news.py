"""A mail about one kind of thing under one week: several become one, what was seen is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.discussion.queries.news import list_sources
from forum.jobs.job import Job
from forum.jobs.letters.desk import words, write
from forum.jobs.letters.due import steps_left
from forum.jobs.letters.receipts import punctuality
from forum.jobs.letters.sending import send_taken
from forum.mail import Letter
from forum.markup import excerpt
from forum.notifications import kinds
from forum.notifications.kinds import OFF
from forum.notifications.mailing import take_with
from forum.notifications.models import Notification
from forum.notifications.queries import get_choices
from forum.notifications.views import Silence, View, view_all

#: How many things one mail names; the rest is a number and a link.
MOST = 20
#: Words of a post that a mail quotes, where the institution allows it.
QUOTED = 60


@dataclass(frozen=True)
class Line:
    """One thing a mail says: its sentence, a remark, what is to be done, a quotation, and where to
    read on."""

    sentence: str
    url: str
    note: str = ""
    steps: Sequence[str] = ()
    quotation: str = ""


def send(job: Job) -> None:
    """Send the mail of a notification with all that go with it, or settle why there is none."""
    notification_id = job.payload["notification_id"]
    send_taken(
        job,
        lambda session: take_with(session, notification_id, job.claim.id),
        compose,
        if_nothing="It went with another mail.",
    )


def compose(session: Session, job: Job, rows: Sequence[Notification]) -> Letter | Silence:
    """The letter that says what its receiver may know now, or why there is nothing to say."""
    user = session.get_one(User, job.recipient_id)
    views = views_to_mail(session, user, rows, now=job.now)
    if isinstance(views, Silence):
        return views
    looked = [line_of(session, view, now=job.now) for view in views[-MOST:]]
    lines = [line for line in looked if line is not None]
    if not lines:
        return Silence("Nothing is left to do.")
    first = views[-1]
    return write(
        job,
        user,
        words().subject_of(views),
        "news",
        course=first.course,
        thread=f"week-{first.prompt.id}" if first.prompt else f"course-{first.course.id}",
        stops=first.kind,
        headline=words().headline_of(views),
        place=words().place(first),
        zone_note=words().zone_note(views),
        lines=lines,
        more=len(views) - len(lines) if len(views) > MOST else 0,
        list_url=url_for("notifications.index", _external=True),
        reason=words().reason(first.kind),
    )


def views_to_mail(
    session: Session, user: User, rows: Sequence[Notification], *, now: datetime
) -> list[View] | Silence:
    """Of one person's notifications those that still have to be mailed; else why none."""
    if not user.is_active:
        return Silence("The account is disabled.")
    modes = get_choices(session, user.id).modes
    wanted = [row for row in rows if modes.get(row.kind) != OFF]
    if not wanted:
        return Silence("The person has switched mails of this kind off.")
    unseen = [row for row in wanted if row.seen_at is None]
    if not unseen:
        return Silence("The person has seen it already.")
    found = view_all(session, user, unseen, now=now, former_name=gettext("A former classmate"))
    views = [view for view in found.values() if isinstance(view, View)]
    if not views:
        return next(view for view in found.values() if isinstance(view, Silence))
    unread = [view for view in views if not _was_read(view)]
    return unread or Silence("The person has seen it already.")


def line_of(session: Session, view: View, *, now: datetime) -> Line | None:
    """What a mail says of one notification; None where nothing is left to do about it."""
    steps: Sequence[str] = ()
    if view.kind == kinds.DUE.name:
        steps = steps_left(session, view, now)
        if not steps:
            return None
    if view.kind == kinds.MOVED.name:
        if not any(move.is_moved for move in view.moves):
            return None
        steps = words().moves_by_week(view)
    note = punctuality(session, view, now) if view.kind == kinds.RECEIPT.name else ""
    return Line(
        sentence=words().headline(view),
        url=url_for("notifications.go", notification_id=view.row.id, _external=True),
        note=note,
        steps=steps,
        quotation=_quotation(session, view),
    )


def _was_read(view: View) -> bool:
    about_others = view.kind in (kinds.RESPONSE.name, kinds.ELIGIBLE.name)
    return about_others and view.post is not None and view.post.is_read


def _quotation(session: Session, view: View) -> str:
    """The beginning of the text, where the institution allows it and no content note stands."""
    if not current_app.config["MAIL_QUOTES_POSTS"] or view.kind != kinds.RESPONSE.name:
        return ""
    if view.post is None or view.reader is None or view.post.has_care:
        return ""
    return excerpt("\n\n".join(list_sources(session, view.reader, view.post.id)), QUOTED)
