"""What is done with each kind of work in the outbox: a table of contents."""

from __future__ import annotations

from collections.abc import Callable

from forum.accounts.actions import LINK_FROM_ADMIN, RESET
from forum.activity.models import RELAY
from forum.courses.actions.joining import JOINING
from forum.courses.imports.actions import IMPORT_WORK
from forum.grading.actions.plans import RELEASE
from forum.integrity.actions import CHECK
from forum.jobs import dated, overlap, relay, release, roster
from forum.jobs.job import Job
from forum.jobs.letters import account, digest, news
from forum.notifications.actions import MAIL
from forum.notifications.audience.people import INVITATION_WORK
from forum.notifications.digests import DIGEST_WORK

HANDLERS: dict[str, Callable[[Job], None]] = {
    RELAY: relay.relay,
    dated.REMIND: dated.remind,
    dated.READY: dated.ready,
    dated.SCARCE: dated.scarce,
    CHECK: overlap.check,
    RELEASE: release.release,
    IMPORT_WORK: roster.carry_out,
    MAIL: news.send,
    DIGEST_WORK: digest.send,
    INVITATION_WORK: account.invite,
    RESET: account.reset,
    LINK_FROM_ADMIN: account.send_password_link,
    JOINING: account.answer_newcomer,
}
