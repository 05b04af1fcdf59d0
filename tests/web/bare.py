"""An application with templates and assets alone: no database, no doors, nobody signed in."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect

import config
from forum.web.assets import init_assets
from forum.web.presentation import init_presentation

ENDPOINTS = {
    "home.index": "/",
    "accounts.sign_in": "/sign-in",
    "accounts.sign_out": "/sign-out",
    "accounts.token": "/token",
    "accounts.profile": "/profile",
    "help.checks": "/help/checks",
    "help.counting": "/help",
    "notifications.index": "/notifications",
    "courses.show": "/c/<slug>",
    "admin.index": "/admin",
}


def make_app(locale: str = "en") -> Flask:
    """Build an application that can render any template; its endpoints answer nothing."""
    app = Flask(__name__, static_folder=None, template_folder=str(config.ROOT / "templates"))
    app.config.update(SECRET_KEY="bare", BABEL_DEFAULT_LOCALE=locale, SUPPORT_ADDRESS="")
    Babel(app)
    CSRFProtect(app)
    init_assets(app)
    init_presentation(app)
    for endpoint, path in ENDPOINTS.items():
        app.add_url_rule(path, endpoint, lambda **_: "")
    return app


def render(app: Flask, source: str, **context: Any) -> BeautifulSoup:
    """Render template source within a request and return its elements."""
    with app.test_request_context():
        return BeautifulSoup(render_template_string(source, **context), "html.parser")
