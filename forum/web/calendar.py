"""Due times for the calendar people already use: their secret address, and the feed under it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from structlog import get_logger

from forum.calendar.actions import end_feed, make_feed
from forum.calendar.events import DueEvent
from forum.calendar.queries import find_feed, find_feed_of, list_events
from forum.calendar.writing import Entry, write_calendar
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.web.access import signed_in_user
from forum.web.feed_address import address_of, claim_of_request, public_address
from forum.web.limits import limit_edits, limit_polling
from forum.web.presentation import city, clock, last_minute
from forum.web.sessions import public
from forum.web.unchanged import answer_unchanged, is_known, tag_of, with_tag

blueprint = Blueprint("calendar", __name__)
log = get_logger("colloquy")


@blueprint.get("/account/calendar")
def mine() -> ResponseReturnValue:
    """What the feed is, the person's address, and how a calendar takes it in."""
    feed = find_feed_of(db.session(), signed_in_user())
    address = address_of(feed) if feed else ""
    page = Response(render_template("calendar/mine.html", feed=feed, address=address))
    page.headers["Cache-Control"] = "private, no-store"  # it shows a secret
    return page


@blueprint.post("/account/calendar/addresses")
@limit_edits
def make() -> ResponseReturnValue:
    """Make an address; the one before stops."""
    user = signed_in_user()
    with transaction() as session:
        make_feed(session, user, now=utc_now())
    log.info("calendar_address_made", user_id=user.id)
    flash(_("Your address is made."), "done")
    return redirect(url_for("calendar.mine"), 303)


@blueprint.post("/account/calendar/addresses/end")
@limit_edits
def end() -> ResponseReturnValue:
    """Stop the address."""
    user = signed_in_user()
    with transaction() as session:
        end_feed(session, user, now=utc_now())
    log.info("calendar_address_ended", user_id=user.id)
    flash(_("The address is stopped. Calendars get nothing more from it."), "done")
    return redirect(url_for("calendar.mine"), 303)


@blueprint.get("/calendar/<token>.ics")
@public
@limit_polling
def feed(token: str) -> ResponseReturnValue:
    """The due times of the address's owner. Whoever has the address reads them; nothing is written,
    and an address that never was is answered like one that is over.
    """
    claim = claim_of_request()
    found = find_feed(db.session(), claim.feed_id, claim.nonce) if claim else None
    if found is None:
        abort(404)
    events = list_events(db.session(), found.user_id, utc_now())
    body = write_calendar(_("Colloquy: due times"), [_entry(event) for event in events])
    tag = tag_of(body)
    if is_known(tag):
        return answer_unchanged(tag)
    return with_tag(Response(body, content_type="text/calendar; charset=utf-8"), tag)


def _entry(event: DueEvent) -> Entry:
    """An event in words. Of a withdrawn week no more is said than that it is."""
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
    address = public_address(url_for("discussion.show", slug=event.course.slug, week=event.week))
    return Entry(
        uid=f"prompt-{event.prompt_id}-{event.kind}@{host}",
        sequence=event.sequence,
        changed_at=event.changed_at,
        starts_at=last_minute(event.due_at),
        summary=_summary(event),
        category=event.course.code,
        description=() if event.is_withdrawn else (event.title, _when(event), address),
        url="" if event.is_withdrawn else address,
        is_cancelled=event.is_withdrawn,
    )


def _summary(event: DueEvent) -> str:
    said = {"course": event.course.code, "week": event.week}
    if event.is_withdrawn:
        return _("Withdrawn: %(course)s, week %(week)d", **said)
    if event.kind == "T1":
        return _("%(course)s, week %(week)d: post due", **said)
    if event.kind == "T2":
        return _("%(course)s, week %(week)d: responses due", **said)
    return _("%(course)s, week %(week)d: closes", **said)


def _when(event: DueEvent) -> str:
    """The due minute in the course's zone: a calendar shows it in that of its device."""
    zone = event.course.zone
    said = clock(last_minute(event.due_at), zone)
    return _("%(when)s, %(city)s time", when=said, city=city(zone))
