"""Links that stop mail, without a sign-in: whoever has the mail may stop it (RFC 8058)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.models import User
from forum.database import transaction
from forum.extensions import csrf, db
from forum.notifications.stopping import (
    find_holder,
    find_stopped,
    masked,
    read_undo,
    resume_by_link,
    sign_undo,
    stop_by_link,
    usual_ways,
)
from forum.notifications.tokens import DIGESTS, LinkExpired, Stop, read_stop
from forum.notifications.words import NAMES
from forum.web.limits import limit_stops
from forum.web.notifications.door import blueprint
from forum.web.sessions import public
from forum.web.translations import translator


@blueprint.route("/stop-mail/<token>", methods=["GET", "POST"])
@public
@csrf.exempt
@limit_stops
def stop(token: str) -> ResponseReturnValue:
    """Stop mail of one kind. Opening the page stops nothing, since mail programs look at links;
    sending does, and needs no token of ours: a mail provider has none.
    """
    try:
        found = read_stop(_keys(), token)
    except LinkExpired:
        return render_template("notifications/stop_expired.html"), 410
    if found is None:
        return render_template("notifications/stop_unknown.html"), 404
    user = _active(found)
    if request.method != "POST":
        kinds = find_stopped(db.session(), user, found.kind) if user else {}
        return _page("notifications/stop.html", found, token, kinds)
    before: Mapping[str, str] = {}
    if user is not None:
        with transaction() as session:
            before = stop_by_link(session, user, found.kind)
    # Where it was off already, the way back is the usual one.
    undo = before or usual_ways(found.kind)
    signed = sign_undo(_keys(), found, undo) if undo else ""
    return _page("notifications/stopped.html", found, token, before, undo=signed)


@blueprint.post("/stop-mail/<token>/undo")
@public
@limit_stops
def resume(token: str) -> ResponseReturnValue:
    """Undo what the link stopped."""
    found = _read_or_none(token)
    modes = read_undo(_keys(), found, request.form.get("undo", "")) if found else None
    if found is None or modes is None:
        abort(404)
    user = _active(found)
    if user is not None:
        with transaction() as session:
            resume_by_link(session, user, modes)
    return _page("notifications/resumed.html", found, token, modes)


def _page(
    template: str, found: Stop, token: str, kinds: Mapping[str, str], undo: str = ""
) -> ResponseReturnValue:
    translate = translator()
    user = find_holder(db.session(), found)
    return render_template(
        template,
        token=token,
        what=_("Digests") if found.kind == DIGESTS else translate(NAMES[found.kind]),
        is_digest=found.kind == DIGESTS,
        kinds=[translate(NAMES[kind]) for kind in NAMES if kind in kinds],
        address=masked(user.email) if user else "",
        undo=undo,
    )


def _active(found: Stop) -> User | None:
    """The person of a link; None where nothing is to be written: disabled, or not there."""
    user = find_holder(db.session(), found)
    return user if user is not None and user.is_active else None


def _read_or_none(token: str) -> Stop | None:
    try:
        return read_stop(_keys(), token)
    except LinkExpired:
        return None


def _keys() -> list[str]:
    """The keys that sign, the one in use last."""
    settings = current_app.config
    return [*settings["SECRET_KEY_FALLBACKS"], settings["SECRET_KEY"]]
