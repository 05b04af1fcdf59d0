"""How mails leave: what every transport can do, and which one the settings ask for."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from forum.mail.failures import MailDelayed, MailRefused
from forum.mail.folder import FolderTransport
from forum.mail.smtp import SmtpTransport

__all__ = [
    "FolderTransport",
    "MailDelayed",
    "MailRefused",
    "SmtpTransport",
    "Transport",
    "transport_from",
]


class Transport(Protocol):
    """Takes messages, one recipient each, from any thread."""

    @property
    def describes(self) -> str:
        """Where mails go, for admins: "smtp.example.edu:587" or a folder."""
        ...

    def send(self, message: EmailMessage) -> None:
        """Hand the message over; it has left when this returns. Raises MailDelayed, MailRefused."""
        ...

    def close(self) -> None:
        """Let go of what is kept open."""
        ...


def transport_from(settings: Mapping[str, Any]) -> Transport:
    """Return what the settings of `config.py` ask for: the server, or without one the folder."""
    if not settings["SMTP_HOST"]:
        return FolderTransport(Path(settings["MAIL_FOLDER"]))
    return SmtpTransport(
        settings["SMTP_HOST"],
        settings["SMTP_PORT"],
        security=settings["SMTP_SECURITY"],
        user=settings["SMTP_USER"],
        password=settings["SMTP_PASSWORD"],
        timeout=settings["SMTP_TIMEOUT"],
        ca_file=settings["SMTP_CA_FILE"] or None,
    )
