"""Why a mail did not leave: whether trying again may help, and one line for the admins."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable

from forum.mail.text import one_line

LONGEST_REASON = 300
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\u00ad]")


class _MailFailure(Exception):
    """`reason_for_admins` is one clean line without password and without the mail's text."""

    def __init__(self, reason: str, secrets: Iterable[str] = ()) -> None:
        self.reason_for_admins = clean_reason(reason, secrets)
        super().__init__(self.reason_for_admins)


class MailDelayed(_MailFailure):
    """The mail did not leave, or nobody knows whether it did; trying again may help."""


class MailRefused(_MailFailure):
    """The server does not want this mail; trying again would be refused again."""


def clean_reason(reason: str, secrets: Iterable[str] = ()) -> str:
    """Return one line of at most 300 characters in which none of the secrets stands."""
    known = [secret for secret in secrets if secret]
    # Once as the server said it, once as cleaning may have put it together again.
    line = _INVISIBLE.sub("", one_line(_without(known, reason)))
    return _without([one_line(secret) for secret in known], line)[:LONGEST_REASON].rstrip()


def cause_of(error: BaseException) -> str:
    """Return what the network or the disk says, without the lines of a library."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return str(error.reason or "TLS failed").replace("_", " ").lower()
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__


def _without(secrets: list[str], text: str) -> str:
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "…")
    return text
