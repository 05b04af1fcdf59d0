"""The secret address of a calendar: a signed token, so that the database alone opens nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import current_app, g, request, url_for
from flask_limiter.util import get_remote_address
from itsdangerous import BadData, URLSafeSerializer

from forum.calendar.models import CalendarFeed


@dataclass(frozen=True)
class Claim:
    """What a token says, and our signature under it is right."""

    feed_id: int
    nonce: str


def address_of(feed: CalendarFeed) -> str:
    """The whole address as a calendar needs it.

    It is made of ``PUBLIC_URL``: a calendar comes from elsewhere, not by way of this request.
    """
    token = _serializer().dumps([feed.id, feed.nonce])
    return public_address(url_for("calendar.feed", token=token))


def public_address(path: str) -> str:
    """The address of a page of ours under which people reach it from anywhere."""
    public: str = current_app.config["PUBLIC_URL"]
    return public + path


def claim_of_request() -> Claim | None:
    """What the token in the address of this request says; None for one that is not ours.

    No statement: whoever invents tokens never reaches the database.
    """
    if "feed_claim" not in g:
        g.feed_claim = _read((request.view_args or {}).get("token", ""))
    found: Claim | None = g.feed_claim
    return found


def polling_key() -> str:
    """Whose requests for calendars are counted together: a feed's, wherever they come from, since
    a service fetches those of thousands; those of a network address for tokens that are not ours.
    """
    claim = claim_of_request()
    return f"feed:{claim.feed_id}" if claim else f"address:{get_remote_address()}"


def _read(token: str) -> Claim | None:
    try:
        said = _serializer().loads(token)
    except (BadData, UnicodeError):
        return None
    feed_id, nonce = said
    return Claim(feed_id, nonce)


def _serializer() -> URLSafeSerializer:
    """Signs with the site's key, and reads what was signed with those that it replaced."""
    settings = current_app.config
    return URLSafeSerializer(
        [*settings["SECRET_KEY_FALLBACKS"], settings["SECRET_KEY"]],
        salt="calendar-feed",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
