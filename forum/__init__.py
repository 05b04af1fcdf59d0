"""Colloquy: a discussion-forum coursework platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from forum import cli, extensions, jobs, sample, web
from forum.database import prepare_engine
from forum.web.spoken import SpokenEnvironment


class Application(Flask):
    """Flask with templates that are compiled for each language."""

    jinja_environment = SpokenEnvironment


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Build the application: settings, extensions, doors.

    ``settings`` overrides what the environment says (tests, operator commands). Raises
    config.ConfigurationError with one sentence where a setting is missing.
    """
    app = Application(__name__, static_folder=None, template_folder=str(config.ROOT / "templates"))
    app.config.from_mapping(config.load())
    app.config.from_mapping(settings or {})
    _bind_extensions(app)
    web.init_app(app)
    jobs.init_app(app)
    sample.init_app(app)
    cli.init_app(app)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    return app


def _bind_extensions(app: Flask) -> None:
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(config.ROOT / "migrations"))
    extensions.login_manager.init_app(app)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.babel.init_app(app)
    with app.app_context():
        prepare_engine(extensions.db.engine)
