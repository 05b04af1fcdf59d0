"""Shows the sample's sign-ins on the sign-in page, where there is a sample course."""

from __future__ import annotations

from typing import Any

from flask import Flask, request

from forum.extensions import db
from forum.sample.people import sample_accounts


def init_app(app: Flask) -> None:
    """Give the sign-in page its list; in production there is none to give."""
    if app.config["ENVIRONMENT"] != "production":
        app.context_processor(_sign_in_context)


def _sign_in_context() -> dict[str, Any]:
    """The list for the one page that asks for it: no other page pays for the question."""
    if not request or request.endpoint != "accounts.sign_in":
        return {}
    return {"sample_accounts": sample_accounts(db.session())}
