"""Shows the sample's sign-ins on the sign-in page, where there is a sample course; in production,
where everybody could know them, they open nothing.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, request
from flask_babel import gettext

from forum.extensions import db
from forum.sample.people import DOMAIN, sample_accounts


def init_app(app: Flask) -> None:
    """Give the sign-in page its list, or in production refuse the accounts that would be in it."""
    if app.config["ENVIRONMENT"] == "production":
        app.before_request(_refuse_sample_people)
    else:
        app.context_processor(_sign_in_context)


def _refuse_sample_people() -> None:
    """Somebody may start production on a database that was once tried out with the sample."""
    if request.endpoint != "accounts.sign_in":
        return
    if request.form.get("email", "").strip().lower().endswith(f"@{DOMAIN}"):
        abort(403, description=gettext("The people of the sample course do not sign in here."))


def _sign_in_context() -> dict[str, Any]:
    """The list for the one page that asks for it: no other page pays for the question."""
    if not request or request.endpoint != "accounts.sign_in":
        return {}
    return {"sample_accounts": sample_accounts(db.session())}
