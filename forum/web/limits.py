"""How much one person may do at once (TRUST.md, "Limits"), as decorators for views.

Counted by account, in Redis or, without it and whenever it fails, in this process. Beyond a limit
the answer is 429: it says when to go on and gives the text back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from forum.extensions import limiter
from forum.web.feed_address import polling_key
from forum.web.known_browser import attempt_key

View = Callable[..., Any]
_WRITES = ["POST", "PUT", "PATCH", "DELETE"]


def account_key() -> str:
    """Whose requests are counted together: an account's, or those of an address when signed out."""
    if current_user.is_authenticated:
        return f"user:{current_user.id}"
    return f"address:{get_remote_address()}"


def password_failed() -> None:
    """Count this request as a wrong password."""
    g.password_failed = True


def limit_sign_in(view: View) -> Any:
    """Slow down guessing: wrong passwords per account, with growing pauses, and all attempts per
    address, generously, because a whole campus may share one.
    """
    guesses = limiter.shared_limit(
        "10 per 15 minutes; 20 per 2 hours; 40 per day",
        scope="password",
        key_func=_password_key,
        methods=["POST"],
        deduct_when=lambda _response: g.get("password_failed", False),
    )
    attempts = limiter.shared_limit(
        "600 per 15 minutes", scope="sign-in", key_func=get_remote_address, methods=["POST"]
    )
    return guesses(attempts(view))


def limit_links(view: View) -> Any:
    """Links by mail: few for one account from one address, so that no stranger uses them up."""
    account = limiter.shared_limit(
        "5 per hour",
        scope="links",
        key_func=lambda: f"{get_remote_address()}:{_password_key()}",
        methods=["POST"],
    )
    address = limiter.shared_limit(
        "120 per hour", scope="links-address", key_func=get_remote_address, methods=["POST"]
    )
    return account(address(view))


def limit_codes(view: View) -> Any:
    """Guesses at codes to enrol with, by address: a class that mistypes is far from it."""
    limit = limiter.shared_limit(
        "300 per 15 minutes",
        scope="codes",
        key_func=get_remote_address,
        deduct_when=lambda response: response.status_code == 404,
    )
    return limit(view)


def _limit(amount: str, scope: str, methods: list[str] | None = None) -> Any:
    return limiter.shared_limit(amount, scope=scope, key_func=account_key, methods=methods)


limit_posts = _limit("20 per 10 minutes", "posts", _WRITES)
# Setting up sends a form for every row that is added or moved.
limit_setup = _limit("300 per 10 minutes", "setup", _WRITES)
# Grading sends a form for every student, and one for each decision beside a grade.
limit_grading = _limit("240 per 10 minutes", "grading", _WRITES)
limit_edits = _limit("60 per 10 minutes", "edits", _WRITES)
limit_autosave = _limit("60 per minute", "autosave", _WRITES)
# Counted when the file was given: a form that was refused may be sent again.
limit_exports = limiter.shared_limit(
    "6 per hour",
    scope="exports",
    key_func=account_key,
    deduct_when=lambda response: response.status_code == 200,
)
limit_uploads = _limit("30 per hour", "uploads", _WRITES)
# A calendar looks once an hour, several devices of one person each for itself.
limit_polling = limiter.shared_limit("120 per hour", scope="calendar", key_func=polling_key)

# Mail providers stop mails for many people from a few addresses.
limit_stops = limiter.shared_limit(
    "600 per hour", scope="stop-mail", key_func=get_remote_address, methods=["GET", "POST"]
)


def _password_key() -> str:
    if current_user.is_authenticated:
        return attempt_key(current_user.email)
    return attempt_key(request.form.get("email", ""))
