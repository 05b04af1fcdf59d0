"""Who is asking: the session behind the cookie, and what happens to those who are not signed in.

Every page asks for a sign-in, unless its view is marked ``@public``. No GET writes: that a person
is still reading is noted in the signed cookie, and in the table only when they send something.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_login import current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger

from forum.accounts.actions import SEEN_STEP, end_session, renew_session, start_session
from forum.accounts.models import User, UserSession
from forum.accounts.queries import find_session, open_session_with
from forum.database import transaction, utc_now
from forum.extensions import db, login_manager
from forum.notifications.queries import unseen_of
from forum.web.answers import is_unsafe, wants_json
from forum.web.kept import is_local
from forum.web.outage import is_outage

CONFIRMED_FOR = timedelta(minutes=10)

View = TypeVar("View", bound=Callable[..., Any])
log = get_logger("colloquy")
#: The session, its person, and how many notifications the bar at the top tells them of.
_OPEN_SESSION = open_session_with(unseen_of(User.id).label("unseen"))


def init_sessions(app: Flask) -> None:
    """Load people by their session's token and keep sessions alive."""
    # Browsers change their address in the middle of a sentence; sessions are ended in the table.
    login_manager.session_protection = None
    login_manager.user_loader(_load_user)
    login_manager.unauthorized_handler(refuse_signed_out)
    app.after_request(_keep_alive)


def public(view: View) -> View:
    """Mark a view that answers without a sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def require_sign_in() -> ResponseReturnValue | None:
    """Before each request: send those who are not signed in to the sign-in page."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or getattr(view, "is_public", False) or current_user.is_authenticated:
        return None
    return refuse_signed_out()


def refuse_signed_out() -> ResponseReturnValue:
    """A page leads to sign-in and back; a form and a script get 401 and keep their text."""
    if is_unsafe() or wants_json():
        abort(401)
    target = request.full_path.removesuffix("?")
    return redirect(url_for("accounts.sign_in", next=None if target == "/" else target))


def find_user_session() -> UserSession | None:
    """The session of this request; None for somebody who is not signed in."""
    if not current_user.is_authenticated:
        return None
    found: UserSession = g.user_session
    return found


def count_unseen() -> int:
    """How many notifications the person of this request has not seen; 0 for nobody."""
    return int(g.get("unseen", 0)) if current_user.is_authenticated else 0


def begin_session(user: User, now: datetime) -> None:
    """Sign a person in on this browser, in the caller's transaction. The cookie is made anew."""
    if old := find_user_session():
        end_session(db.session(), old, now)
    token = start_session(
        db.session(), user, now, request.remote_addr or "", request.user_agent.string
    )
    forget_session()
    user.session_token = token
    login_user(user)
    session["seen"] = int(now.timestamp())


def forget_session() -> None:
    """Take the person, and everything else, out of this browser's cookie."""
    logout_user()
    session.clear()
    g.pop("user_session", None)
    g.pop("unseen", None)
    g.pop("csrf_token", None)


def confirmed_recently() -> bool:
    """Whether the person gave their password in the last ten minutes (for admin pages)."""
    found = find_user_session()
    return found is not None and utc_now() - found.confirmed_at <= CONFIRMED_FOR


def next_target() -> str:
    """Where to go after signing in: the local path asked for, else the home page."""
    target = request.values.get("next", "")
    return target if is_local(target) else url_for("home.index")


def _load_user(token: str) -> User | None:
    now = utc_now()
    settings = current_app.config
    row = find_session(db.session(), token, now, settings["SESSION_ABSOLUTE"], _OPEN_SESSION)
    if row is None:
        return None
    found: UserSession = row.UserSession
    if now - max(found.seen_at, _seen_here()) > settings["SESSION_IDLE"]:
        return None
    g.user_session, g.unseen = found, row.unseen
    # Plain values: after a rollback the row itself would be read again.
    g.session_id, g.session_seen_at = found.id, found.seen_at
    found.user.session_token = token
    return found.user


def _seen_here() -> datetime:
    """When this browser was last given a page, as its signed cookie says."""
    return datetime.fromtimestamp(session.get("seen", 0), UTC)


def _keep_alive(response: Response) -> Response:
    """Note that the person is there: pages and writes do, a script that asks for news does not."""
    if "user_session" not in g or response.status_code >= 500:
        return response
    if not is_unsafe() and (wants_json() or response.mimetype == "application/json"):
        return response
    now = utc_now()
    if is_unsafe() and now - g.session_seen_at >= SEEN_STEP:
        _write_seen(now)
    if now - _seen_here() >= SEEN_STEP:
        session["seen"] = int(now.timestamp())
    return response


def _write_seen(now: datetime) -> None:
    """Write in a transaction of its own, after the answer is made; it may fail unnoticed."""
    try:
        with transaction() as own:
            renew_session(own, g.session_id, now)
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        log.warning("session_not_renewed")
