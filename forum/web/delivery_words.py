"""What the outbox does, in words for admins: kinds of work, and what caused a lot of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask_babel import gettext as _

from forum.accounts.actions import LINK_FROM_ADMIN, RESET
from forum.activity.models import RELAY
from forum.courses.actions.joining import JOINING
from forum.integrity.actions import CHECK
from forum.notifications.actions import MAIL
from forum.notifications.audience.people import INVITATION_WORK
from forum.notifications.causes import Cause
from forum.notifications.digests import DIGEST_WORK
from forum.web.presentation import day
from forum.web.translations import lazy_gettext as _l

#: A test holds this table against what the worker can do.
KINDS = {
    RELAY: _l("Finding out who is told"),
    MAIL: _l("Mail"),
    DIGEST_WORK: _l("Digest"),
    INVITATION_WORK: _l("Invitation"),
    JOINING: _l("Answer to somebody with a code"),
    RESET: _l("Link for a new password"),
    LINK_FROM_ADMIN: _l("Link to set a password, from an admin"),
    "remind": _l("Reminders before a due time"),
    "ready": _l("Telling graders that a week is ready"),
    "scarce": _l("Telling teachers that students find nobody to respond to"),
    CHECK: _l("Comparing a post with earlier ones"),
    "release": _l("Releasing grades at a set time"),
    "roster_import": _l("Carrying out a roster that came as a file"),
}
#: What a mail of each kind of notification is called; a test holds it against the kinds.
MAILS = {
    "response": _l("Mail: somebody answered"),
    "eligible": _l("Mail: somebody to respond to"),
    "due": _l("Mail: reminder"),
    "grade": _l("Mail: a grade"),
    "answer": _l("Mail: a question is answered"),
    "hidden": _l("Mail: a hidden post"),
    "extension": _l("Mail: an extension"),
    "moved": _l("Mail: moved times"),
    "declined": _l("Mail: an extension is declined"),
    "enrolled": _l("Mail: enrolled"),
    "receipt": _l("Mail: receipt"),
    "ready": _l("Mail: ready to grade"),
    "question": _l("Mail: a student's question"),
    "asked": _l("Mail: a student asks for an extension"),
    "scarce": _l("Mail: nobody to respond to"),
    "planned": _l("Mail: a planned release has happened"),
}
_CAUSES = {
    "grades_released": _l("Grades of %(place)s"),
    "prompt_published": _l("%(place)s is published"),
    "prompt_withdrawn": _l("%(place)s is withdrawn"),
    "post_published": _l("A post in %(place)s"),
    "response_published": _l("A response in %(place)s"),
    "reply_published": _l("A reply in %(place)s"),
    "check_questioned": _l("A question about a check in %(place)s"),
    "finding_questioned": _l("A question about a finding in %(place)s"),
    "extension_asked": _l("A request for an extension in %(place)s"),
    "extension_declined": _l("An answer to a request in %(place)s"),
    "extension_given": _l("An extension in %(place)s"),
    "moves_told": _l("Moved times in %(place)s"),
    "remind": _l("Reminders for %(place)s"),
    "ready": _l("Ready to grade: %(place)s"),
    "scarce": _l("Nobody to respond to in %(place)s"),
    "release": _l("Planned release of %(place)s"),
    "roster_imported": _l("Roster by file: %(place)s"),
}


def kind_word(kind: str, of_mail: str = "") -> str:
    """What is done; a mail by the kind of notification it is about. A kind without words of its own
    is said as it is kept.
    """
    return str(MAILS.get(of_mail) or KINDS.get(kind, kind.replace("_", " ")))


def cause_words(cause: Cause | None) -> str:
    """What caused a lot of work: "Grades of SOWK 510, week 5"."""
    if cause is None:
        return _("Something that is no longer known")
    if cause.on:
        noon = datetime.combine(date.fromisoformat(cause.on), datetime.min.time(), UTC)
        return _("Digests of %(day)s", day=day(noon, UTC))
    said = _CAUSES.get(cause.what, _l("News of %(place)s"))
    return str(said) % {"place": _place(cause)}


def _place(cause: Cause) -> str:
    if not cause.code:
        return _("the site")
    if cause.week is None:
        return cause.code
    return _("%(code)s, week %(week)s", code=cause.code, week=cause.week)
