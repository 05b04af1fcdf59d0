"""The list of what one was told."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.actions import mark_all_seen
from forum.notifications.queries import list_notifications
from forum.notifications.views import View, view_all
from forum.web.access import signed_in_user
from forum.web.limits import limit_autosave
from forum.web.notifications.door import blueprint
from forum.web.notifications.entries import list_entries

#: Notifications on one page.
PAGE = 50
#: The largest id a database holds.
LARGEST_ID = 2_147_483_647


@blueprint.get("/notifications")
def index() -> ResponseReturnValue:
    """Fifty notifications, newest first; ``?before=`` leads to older ones."""
    user, session, now = signed_in_user(), db.session(), utc_now()
    before = _before()
    found = list_notifications(session, user.id, before_id=before, most=PAGE + 1)
    rows = found[:PAGE]
    seen = view_all(session, user, rows, now=now, former_name=_("A former classmate"))
    views = [view for view in (seen[row.id] for row in rows) if isinstance(view, View)]
    return render_template(
        "notifications/index.html",
        entries=list_entries(views),
        zones=sorted({view.course.zone_name for view in views}),
        older=rows[-1].id if len(found) > PAGE else None,
        newest=rows[0].id if rows else None,
        is_first=before is None,
        now=now,
    )


@blueprint.post("/notifications/seen")
@limit_autosave
def see_all() -> ResponseReturnValue:
    """Mark as read what the page showed and what is older; what came since stays new."""
    newest = request.form.get("newest", 0, type=int)
    if not 0 < newest <= LARGEST_ID:
        abort(422, description=_("Open the list again, and mark it from there."))
    with transaction() as session:
        mark_all_seen(session, signed_in_user().id, now=utc_now(), newest=newest)
    flash(_("Everything is marked as read."), "done")
    return redirect(url_for("notifications.index"), 303)


def _before() -> int | None:
    """The id given in the address; nonsense shows the newest page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= LARGEST_ID else None
