"""The digest: once a day, everything a person wanted in one mail, by course and week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.jobs.job import Job
from forum.jobs.letters.desk import words, write
from forum.jobs.letters.news import MOST, Line, line_of, views_to_mail
from forum.jobs.letters.sending import send_taken
from forum.mail import Letter
from forum.notifications.mailing import take_digest
from forum.notifications.models import Notification
from forum.notifications.tokens import DIGESTS
from forum.notifications.views import Silence, View


@dataclass(frozen=True)
class Block:
    """What a digest says of one week: its place, its lines, and how many more there are."""

    place: str
    lines: Sequence[Line]
    more: int


def send(job: Job) -> None:
    """Send a person's digest of a day, or settle why there is none."""
    send_taken(
        job,
        lambda session: take_digest(session, job.recipient_id, job.claim.id),
        compose,
        if_nothing="Nothing was left for this digest.",
    )


def compose(session: Session, job: Job, rows: Sequence[Notification]) -> Letter | Silence:
    """The digest with what its receiver may know now, or why there is nothing to say."""
    user = session.get_one(User, job.recipient_id)
    views = views_to_mail(session, user, rows, now=job.now)
    if isinstance(views, Silence):
        return views
    blocks = _blocks(session, job, views)
    number = sum(len(block.lines) + block.more for block in blocks)
    if not number:
        return Silence("Nothing is left to do.")
    return write(
        job,
        user,
        ngettext(
            "%(num)d thing since your last digest", "%(num)d things since your last digest", number
        ),
        "digest",
        thread="digest",
        stops=DIGESTS,
        blocks=blocks,
        zone_note=words().zone_note(views),
        list_url=url_for("notifications.index", _external=True),
        reason=gettext("because you chose a digest for these things"),
    )


def _blocks(session: Session, job: Job, views: Sequence[View]) -> list[Block]:
    ordered = sorted(views, key=_place_of)
    blocks = []
    for _place, group in groupby(ordered, key=_place_of):
        of_week = list(group)
        looked = [line_of(session, view, now=job.now) for view in of_week[-MOST:]]
        lines = [line for line in looked if line is not None]
        if lines:
            place = words().place(of_week[0])
            blocks.append(Block(place, lines, max(0, len(of_week) - MOST)))
    return blocks


def _place_of(view: View) -> tuple[str, int, int]:
    week = view.prompt.week if view.prompt else 0
    return view.course.code, view.course.id, week
