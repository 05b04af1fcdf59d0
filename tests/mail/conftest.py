"""A mail server for each test, and letters to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from forum.mail import Letter, Sender, SmtpTransport, build_message
from tests.support.smtp import Certificate, MailServer, make_certificate

NOW = datetime(2026, 11, 25, 21, 12, 4, tzinfo=UTC)
SENDER = Sender("forum@example.edu")
LETTER = Letter(
    to_address="ana@example.org",
    to_name="Ana Ruiz",
    subject="Bea Lang answered you",
    text="Bea Lang answered you in Week 6.\n",
    html="<!doctype html><html lang='en'><body><p>Bea Lang answered you.</p></body></html>",
    message_id="news-12@forum.example.edu",
)


@pytest.fixture
def letter() -> Callable[..., EmailMessage]:
    """Builds a message: ``letter(subject="…")``."""
    return lambda **changes: build_message(replace(LETTER, **changes), SENDER, date=NOW)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server in the clear."""
    with MailServer() as running:
        yield running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """One certificate for the whole run."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def connect() -> Iterator[Callable[..., SmtpTransport]]:
    """Makes transports to a server and closes them after the test."""
    made: list[SmtpTransport] = []

    def to(server: MailServer, **options: Any) -> SmtpTransport:
        chosen: dict[str, Any] = {
            "security": server.security,
            "timeout": 5.0,
            "local_hostname": "forum.test",
            **options,
        }
        host = chosen.pop("host", server.host)
        port = chosen.pop("port", server.port)
        made.append(SmtpTransport(host, port, **chosen))
        return made[-1]

    yield to
    for transport in made:
        transport.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a folder of mails will be; it is not there yet."""
    return tmp_path / "mail"
