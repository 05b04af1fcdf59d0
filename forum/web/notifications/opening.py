"""Where a notification leads. A link only leads; that it was seen is noted by what is sent."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.actions import mark_seen
from forum.notifications.models import Notification
from forum.notifications.queries import find_notification
from forum.notifications.views import Seen, Silence, view_all
from forum.web.access import signed_in_user
from forum.web.limits import limit_autosave
from forum.web.notifications.door import blueprint
from forum.web.notifications.listing import LARGEST_ID, PAGE
from forum.web.notifications.targets import target_of


@blueprint.get("/notifications/<int(max=2147483647):notification_id>")
def go(notification_id: int) -> ResponseReturnValue:
    """Lead to what it is about, for links in mails. Nothing is written: the page that is reached
    reports by script that it was (``static/js/page/notified.js``).
    """
    seen = _look_at(_load(notification_id))
    if isinstance(seen, Silence):
        return _gone()
    return redirect(target_of(seen, notification=notification_id))


@blueprint.post("/notifications/<int(max=2147483647):notification_id>/opening", endpoint="open")
@limit_autosave
def open_one(notification_id: int) -> ResponseReturnValue:
    """Note that it was seen, with those of its group, and lead to what it is about."""
    row = _load(notification_id)
    with transaction() as session:
        mark_seen(session, signed_in_user().id, now=utc_now(), ids={row.id, *_also()})
    if request.headers.get("X-Requested-With"):
        return "", 204
    seen = _look_at(row)
    return _gone() if isinstance(seen, Silence) else redirect(target_of(seen), 303)


def _load(notification_id: int) -> Notification:
    """One of the person's own; anybody else's is not found."""
    row = find_notification(db.session(), signed_in_user().id, notification_id)
    if row is None:
        abort(404)
    return row


def _look_at(row: Notification) -> Seen:
    found = view_all(
        db.session(), signed_in_user(), [row], now=utc_now(), former_name=_("A former classmate")
    )
    return found[row.id]


def _also() -> set[int]:
    """The others of the group, as far as they can be ids; whose they are, the action looks at."""
    given = request.form.getlist("also")[:PAGE]
    ids = {int(value) for value in given if value.isdecimal() and len(value) <= 10}
    return {value for value in ids if value <= LARGEST_ID}


def _gone() -> ResponseReturnValue:
    """Why it is gone is not told: that a post was hidden is not for everybody."""
    return render_template("notifications/gone.html"), 410
