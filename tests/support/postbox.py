"""What the worker has sent, as the operator finds it: mails in the folder of an installation
without a mail server."""

from __future__ import annotations

import email.policy
import re
import shutil
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from flask import Flask

from forum.extensions import db
from forum.jobs.work import work_off

_LINK = re.compile(r"https?://[^\s>]+")


class Postbox:
    """The mails of one test; it begins empty."""

    def __init__(self, app: Flask) -> None:
        self.folder = Path(app.config["MAIL_FOLDER"])
        shutil.rmtree(self.folder, ignore_errors=True)
        self._read: set[Path] = set()

    def deliver(self) -> list[EmailMessage]:
        """Let the worker do what is due, and take out the mails that came of it."""
        db.session.rollback()
        work_off()
        db.session.rollback()
        return self.take()

    def take(self) -> list[EmailMessage]:
        """The mails that are new since the last look, the oldest first."""
        new = sorted(set(self.folder.glob("*.eml")) - self._read)
        self._read |= set(new)
        parser = BytesParser(policy=email.policy.default)
        found: list[EmailMessage] = []
        for path in new:
            with path.open("rb") as file:
                found.append(parser.parse(file))
        return found


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def links_of(mail: EmailMessage) -> list[str]:
    """The addresses in a mail's plain text, in their order, without the host."""
    return [re.sub(r"^https?://[^/]+", "", link) for link in _LINK.findall(text_of(mail))]
