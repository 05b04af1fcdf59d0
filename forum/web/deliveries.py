"""What the worker has to do, has done and could not do. For site admins; nobody else finds it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.accounts.policy import can_manage_people
from forum.activity.actions import record
from forum.activity.models import RELAY
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.causes import find_causes, list_kinds_of_mails
from forum.outbox import actions, queries
from forum.web.access import signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.delivery_words import cause_words, kind_word
from forum.web.limits import limit_edits
from forum.web.links import mail_leaves

blueprint = Blueprint("deliveries", __name__)

_LARGEST_ID = 2_147_483_647
#: Work that finds out who is told, and reaches nobody itself.
CARRIES = (RELAY, "remind", "ready", "scarce", "release", "roster_import")
#: How long ago an event may be whose mails are counted on the page.
RECENT = timedelta(days=1)


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.get("/admin/deliveries")
def index() -> ResponseReturnValue:
    """What waits, what failed, what is done, the newest first; ``?before=`` leads to older ones."""
    session, now = db.session(), utc_now()
    state, before = _state(), _before()
    deliveries, older = queries.list_deliveries(session, state, before)
    causes = queries.list_causes(session, since=now - RECENT, apart_from=CARRIES)
    known = find_causes(session, [row.cause for row in causes])
    about = list_kinds_of_mails(session, [row.entry.key for row in deliveries])
    return render_template(
        "deliveries/index.html",
        state=state,
        counts=queries.count_by_state(session),
        deliveries=deliveries,
        older=older,
        is_first=before is None,
        causes=[(cause_words(known.get(row.cause)), row) for row in causes],
        words_of=lambda entry: kind_word(entry.kind, about.get(entry.key, "")),
        stalled_since=queries.find_oldest_due(session, now),
        mails_go_to=current_app.extensions["mail"].describes,
        mail_leaves=mail_leaves(),
        now=now,
    )


@blueprint.post("/admin/deliveries/retry")
@needs_confirmation
@limit_edits
def retry_all() -> ResponseReturnValue:
    """Let the worker try everything again that was given up."""
    now = utc_now()
    with transaction() as session:
        number = actions.retry_all(session, now=now)
        if number:
            record(
                session, "delivery_retried", now=now, actor_id=signed_in_user().id, number=number
            )
    if number:
        said = ngettext("%(num)d is tried again.", "%(num)d are tried again.", number)
        flash(said, "done")
    else:
        flash(_("Nothing is given up any more."), "info")
    return redirect(url_for("deliveries.index"), 303)


@blueprint.post(f"/admin/deliveries/<int(max={_LARGEST_ID}):entry_id>/retry")
@needs_confirmation
@limit_edits
def retry(entry_id: int) -> ResponseReturnValue:
    """Let the worker try one thing again that was given up."""
    now = utc_now()
    with transaction() as session:
        entry = queries.find_failed(session, entry_id)
        if entry is not None and actions.retry(session, entry, now=now):
            record(
                session,
                "delivery_retried",
                now=now,
                actor_id=signed_in_user().id,
                target=("delivery", entry.id),
                subject_id=entry.recipient_id,
            )
    if entry is None:
        flash(_("It is not given up any more: somebody was faster."), "info")
    else:
        flash(_("It is tried again."), "done")
    return redirect(url_for("deliveries.index", state=queries.FAILED), 303)


def _state() -> str:
    """The state given in the address; without one what waits."""
    given = request.args.get("state", queries.WAITING)
    return given if given in queries.STATES else queries.WAITING


def _before() -> int | None:
    """The id given in the address; nonsense shows the newest page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= _LARGEST_ID else None
