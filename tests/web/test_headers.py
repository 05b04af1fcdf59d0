"""Every answer carries exactly the headers of TRUST.md, errors and files included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from forum.web.assets import Assets
from tests.web.permission_table import ROUTES
from tests.web.permission_world import NOW, World, address, build_world
from tests.web.test_permissions import methods_of
from tests.web.trial import trial_app

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "X-Robots-Tag": "noindex",
    "Vary": "Cookie",
}
# Pages are looked up again each time; what holds secrets or whole files is not kept at all.
CACHING = ("private, no-cache", "no-store", "private, no-store")
SECURE = {"wsgi.url_scheme": "https"}


def assert_headers(answer: Any, where: str) -> None:
    got = {name: answer.headers.get(name) for name in ALWAYS}
    assert got == ALWAYS, where
    assert answer.headers["Cache-Control"] in CACHING, where
    assert "Strict-Transport-Security" not in answer.headers, where
    assert "Server" not in answer.headers, where
    assert len(answer.headers.getlist("Content-Security-Policy")) == 1, where


@pytest.fixture
def world(app: Flask, session: Session) -> Iterator[World]:
    with time_machine.travel(NOW):
        yield build_world(app, session)


def test_every_route_says_them_to_everybody(app: Flask, world: World) -> None:
    for endpoint in sorted(ROUTES):
        target = address(app, world, endpoint)
        for method in [*methods_of(app, endpoint), "OPTIONS", "DELETE"]:
            for actor in ("A0", "S0", "S1", "T"):
                answer = world.browsers[actor].open(target, method=method)
                assert_headers(answer, f"{method} {target} {answer.status}")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/no/such/page", 404),
        ("/.git/config", 404),
        ("/sign-out", 405),
        ("/trial/break", 500),
        ("/trial/statement", 500),
        *((f"/trial/refuse/{code}", code) for code in (400, 401, 403, 404, 409, 410, 413, 415)),
        *((f"/trial/refuse/{code}", code) for code in (422, 429, 500, 501, 503)),
    ],
)
def test_every_error_says_them(app: Flask, path: str, code: int) -> None:
    with trial_app(app) as trial:
        for accept in ("text/html", "application/json"):
            answer = trial.test_client().get(path, headers={"Accept": accept})
            assert answer.status_code == code
            assert answer.mimetype == accept
            assert_headers(answer, path)


def test_over_https_browsers_are_told_to_stay_there(app: Flask) -> None:
    for path in ("/sign-in", "/no/such/page"):
        answer = app.test_client().get(path, environ_overrides=SECURE)
        told = answer.headers["Strict-Transport-Security"]
        assert told == "max-age=31536000; includeSubDomains"


def test_files_are_kept_for_ever_and_set_no_cookie(app: Flask) -> None:
    assets: Assets = app.extensions["assets"]
    for name in ("app.css", "js/main.js", "icons.svg"):
        answer = app.test_client().get(assets.address(name))
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers
    missing = app.test_client().get("/static/../config.py")
    assert missing.status_code == 404


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    settings = {
        "SESSION_COOKIE_NAME": "__Host-forum",
        "SESSION_COOKIE_SECURE": True,
        "WTF_CSRF_ENABLED": True,
    }
    with trial_app(app, **settings) as trial:
        answer = trial.test_client().get("/sign-in", environ_overrides=SECURE)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    parts = cookie.split("; ")
    assert parts[0].startswith("__Host-forum=")
    assert sorted(parts[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_each_answer_has_a_number_of_its_own(app: Flask) -> None:
    numbers = {app.test_client().get("/sign-in").headers["X-Request-ID"] for _ in range(5)}
    assert len(numbers) == 5
