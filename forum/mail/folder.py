"""Mail as files: what a server would have been given stands in a folder, one file a message."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from threading import Lock

from forum.mail.failures import MailDelayed, cause_of

_UNSAFE = re.compile(r"[^A-Za-z0-9@_-]+")
_LONGEST_READABLE = 80


class FolderTransport:
    """Writes each message into a folder, where one can read it; for trying out and for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_writer = Lock()

    @property
    def describes(self) -> str:
        """Where mails go, for admins."""
        return str(self._folder)

    def send(self, message: EmailMessage) -> None:
        """Write the message; the same message id again replaces the file. Raises MailDelayed."""
        content = message.as_bytes()
        try:
            with self._one_writer:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write(self._place_of(message), content)
        except OSError as error:
            reason = f"Cannot write into {self._folder}: {cause_of(error)}"
            raise MailDelayed(reason) from error

    def close(self) -> None:
        """Nothing is kept open."""

    def _place_of(self, message: EmailMessage) -> Path:
        """The file of this message id: the one that is there, or a new one that sorts by date."""
        message_id = str(message["Message-ID"] or "").strip().strip("<>")
        if not message_id:
            raise ValueError("A message without an id could not be told from others.")
        # The readable part may be the same for two ids; the digest is not.
        digest = sha256(message_id.encode()).hexdigest()[:16]
        for earlier in self._folder.glob(f"*-{digest}.eml"):
            return earlier
        readable = _UNSAFE.sub("-", message_id)[:_LONGEST_READABLE]
        return self._folder / f"{_stamp(message)}-{readable}-{digest}.eml"

    def _write(self, place: Path, content: bytes) -> None:
        """Put the file there whole or not at all, whenever the process ends."""
        # mkstemp makes files that their owner alone may read.
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _stamp(message: EmailMessage) -> str:
    date = message["Date"]
    moment: datetime | None = date.datetime if date is not None else None
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" if moment else "undated"
