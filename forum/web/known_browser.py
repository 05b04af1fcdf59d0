"""Browsers on which somebody has signed in before, so that a stranger's guesses elsewhere do not
lock them out (OWASP, "device cookies"). The cookie signs nobody in; it only has a count of its own.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from flask import current_app, request
from flask.wrappers import Response
from itsdangerous import BadSignature, URLSafeSerializer

_ACCOUNTS = 5
_LIFETIME = 180 * 24 * 3600


def attempt_key(email: str) -> str:
    """Whose wrong passwords are counted together: those for one account from unknown browsers,
    or those of one browser that has signed in to it before. Holds no address in clear.
    """
    account = _account(email)
    known = _read()
    if account in known.get("accounts", []):
        return f"browser:{known['browser']}:{account}"
    return f"account:{account}"


def remember_browser(response: Response, email: str) -> None:
    """Note on this browser that the account was opened here; the last five are kept."""
    known = _read()
    others = [kept for kept in known.get("accounts", []) if kept != _account(email)]
    value = {
        "browser": known.get("browser") or secrets.token_hex(8),
        "accounts": [_account(email), *others][:_ACCOUNTS],
    }
    response.set_cookie(
        _cookie_name(),
        _serializer().dumps(value),
        max_age=_LIFETIME,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode("utf-8", "replace")).hexdigest()[:24]


def _read() -> dict[str, Any]:
    try:
        value = _serializer().loads(request.cookies.get(_cookie_name(), ""))
    except BadSignature:
        return {}
    return value if isinstance(value, dict) else {}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known-browser")


def _cookie_name() -> str:
    return current_app.config["SESSION_COOKIE_NAME"] + "-known"
