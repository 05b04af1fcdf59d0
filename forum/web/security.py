"""The ground every answer stands on: headers, request numbers, and who may send what.

The headers are those of TRUST.md, on every answer, errors included. Static files are served in
front of the application and carry their own (``assets``).
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, request
from flask.wrappers import Response
from flask_wtf.csrf import generate_csrf
from structlog.contextvars import bind_contextvars, clear_contextvars
from werkzeug.exceptions import Forbidden

from forum.extensions import csrf
from forum.web.answers import is_unsafe
from forum.web.sessions import require_sign_in

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
}
TRANSPORT = "max-age=31536000; includeSubDomains"


def init_security(app: Flask) -> None:
    """Check every request before its view, and give every answer its headers."""
    # We call the check ourselves, after the sign-in, so that an expired session is said to be one.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    # Sec-Fetch-Site and Origin say more than the referrer, which some people's browsers leave out.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.jinja_env.globals["csrf_token"] = page_token
    app.before_request(_number_request)
    app.before_request(_refuse_foreign)
    app.before_request(require_sign_in)
    app.before_request(_check_csrf)
    app.after_request(_finish)


def page_token() -> str:
    """The CSRF token of this page, for its forms: Flask-WTF keeps it in ``g`` once it is made."""
    return g.get(current_app.config["WTF_CSRF_FIELD_NAME"]) or generate_csrf()


def add_headers(response: Response, asked: Request) -> Response:
    """Add TRUST.md's headers; what the view has set itself (downloads, LTI pages) stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if asked.is_secure:
        response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
    response.vary.add("Cookie")
    return response


def may_be_framed(response: Response) -> None:
    """Let our own pages show this answer in a frame; those of other sites still may not."""
    policy = CONTENT_SECURITY_POLICY
    own = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = own
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


def allow_own_frame(response: Response) -> None:
    """Let this answer show one of our own pages in a frame."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


class ForeignRequest(Forbidden):
    """A form of another site; its text is not ours to give back."""

    is_foreign = True


def _number_request() -> None:
    """Give the request a number that its log lines and its error page share."""
    g.request_id = secrets.token_hex(8)
    request.environ["colloquy.request_id"] = g.request_id
    if is_unsafe():  # what was typed is still there when the request itself is put away
        request.environ["colloquy.request"] = request._get_current_object()  # type: ignore[attr-defined]
    clear_contextvars()
    bind_contextvars(request_id=g.request_id)


def _refuse_foreign() -> None:
    """Take changes from our own pages only, whatever token they bring.

    Every browser of today sends one of the two headers and lets no page leave it out; a program
    that sends neither still needs the token.
    """
    if not is_unsafe():
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is None or urlsplit(origin).netloc == request.host
    if not is_own:
        raise ForeignRequest


def _check_csrf() -> None:
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect(apply_exemptions=True)


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return add_headers(response, request)
