"""A zip made on the disk and whole before it is sent, so that nobody is left with half a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, current_app

from forum.web.whole_files import new_file, send_whole


class ZipOnDisk:
    """A zip that grows member by member; used in a ``with``, it is gone where something fails.

    Names of members are the caller's own, never made of what somebody typed: what unpacks them puts
    them where they say. ``now`` is the time of all members, on the clock that the reader lives by.
    """

    def __init__(self, now: datetime) -> None:
        self._moment = now.timetuple()[:6]
        self._body = new_file()
        self._zip = ZipFile(self._body, "w", ZIP_DEFLATED)

    def __enter__(self) -> ZipOnDisk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._zip.close()
            self._body.close()

    def add(self, name: str, content: str | bytes) -> None:
        """A member of this content; text is written as UTF-8."""
        data = content if isinstance(content, bytes) else _encoded(content)
        self._zip.writestr(self._member(name), data)

    def add_lines(self, name: str, lines: Iterable[str]) -> int:
        """A member of these lines, each with its end, written as they come; how many there were."""
        number = 0
        with self._zip.open(self._member(name), "w") as member:
            for line in lines:
                member.write(_encoded(line))
                number += 1
        return number

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """A member with what was written to a file."""
        file.seek(0)
        with self._zip.open(self._member(name), "w") as member:
            shutil.copyfileobj(file, member)

    def finish(self) -> IO[bytes]:
        """The whole zip."""
        self._zip.close()
        return self._body

    def _member(self, name: str) -> ZipInfo:
        member = ZipInfo(name, self._moment)
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o600 << 16  # what is in it is about people
        return member


def send_zip(body: IO[bytes], name: str) -> Response:
    """The zip as a file to be saved."""
    return send_whole(body, name, "application/zip")


def render_member(template: str, **context: object) -> str:
    """A template in the language of this request, without what pages of the site need: it is read
    from a disk, where nobody is signed in.
    """
    return current_app.jinja_env.get_template(template).render(**context)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
