"""The signed token of a link that stops mails without a sign-in (RFC 8058)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from forum.notifications.kinds import KINDS

#: What stands in the place of a kind for the digest, which holds several.
DIGESTS = "digest"
#: Seconds for which a link works: mails are kept for a term and longer.
LIFETIME = 366 * 24 * 3600
_SALT = "notifications.stop"


@dataclass(frozen=True)
class Stop:
    """Whose mails of which kind (or ``DIGESTS``) a link stops."""

    user_id: int
    kind: str


class LinkExpired(Exception):
    """The link was good once and is too old."""


def sign_stop(keys: Sequence[str], stop: Stop) -> str:
    """The token; ``keys`` are the signing keys, the one in use last."""
    return str(URLSafeTimedSerializer(list(keys), salt=_SALT).dumps([stop.user_id, stop.kind]))


def read_stop(keys: Sequence[str], token: str) -> Stop | None:
    """What a token stops; None where it is forged or damaged. Raises LinkExpired."""
    try:
        found = URLSafeTimedSerializer(list(keys), salt=_SALT).loads(token, max_age=LIFETIME)
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadData:
        return None
    match found:
        case [int(user_id), str(kind)] if kind in KINDS or kind == DIGESTS:
            return Stop(user_id, kind)
    return None
