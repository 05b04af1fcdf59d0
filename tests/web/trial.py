"""A second application on a test's database, with views that fail in every way there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Flask, abort, jsonify, request
from sqlalchemy import text

from forum import create_app
from forum.database import transaction
from forum.extensions import db, limiter
from forum.web.confirmation import needs_confirmation
from forum.web.limits import limit_autosave, limit_posts
from forum.web.sessions import public
from tests.support.client import Browser
from tests.support.databases import SETTINGS

blueprint = Blueprint("trial", __name__, url_prefix="/trial")


@contextmanager
def trial_app(app: Flask, **settings: Any) -> Iterator[Flask]:
    """An application with the views below on the database of ``app``."""
    made = create_app(
        {
            **SETTINGS,
            "INSTANCE": app.config["INSTANCE"],
            "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
            "PROPAGATE_EXCEPTIONS": False,
            **settings,
        }
    )
    made.test_client_class = Browser
    if limiter.enabled and made.config["RATELIMIT_STORAGE_URI"] == "memory://":
        limiter.reset()
    made.register_blueprint(blueprint)
    try:
        yield made
    finally:
        with made.app_context():
            db.engine.dispose()
        # The limiter is one for all applications of a process, and remembers a lost Redis.
        limiter.enabled = False
        limiter._storage_dead = False


@blueprint.route("/refuse/<int:code>", methods=["GET", "POST", "PUT"])
@public
def refuse(code: int) -> Any:
    """Answer with this status, as a door does that has a sentence of its own."""
    if request.args.get("say"):
        abort(code, description=request.args["say"])
    abort(code)


@blueprint.route("/break", methods=["GET", "POST"])
@public
def break_down() -> Any:
    """Fail as a mistake of ours does."""
    raise RuntimeError("what somebody wrote: a secret")


@blueprint.route("/statement", methods=["GET", "POST"])
@public
def wrong_statement() -> Any:
    """Fail as a wrong statement does, which on SQLite is an OperationalError."""
    db.session.execute(text("SELECT * FROM no_such_table"))
    return ""


@blueprint.post("/post")
@limit_posts
def post() -> Any:
    """Take a form from somebody who is signed in, and write."""
    with transaction() as session:
        session.execute(text("DELETE FROM user_ticket"))
    return jsonify(request.form.to_dict())


@blueprint.route("/secret", methods=["GET", "POST", "PUT"])
@needs_confirmation
def secret() -> Any:
    """Something about other people's accounts."""
    return jsonify(request.form.to_dict())


@blueprint.put("/draft")
@limit_autosave
def draft() -> Any:
    """Take JSON from somebody who is signed in."""
    return jsonify(request.get_json())
