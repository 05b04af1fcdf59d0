"""Files that are made on the disk and whole before they are sent.

Whoever reads slowly keeps no connection to the database, and a failure is a page with a sentence
and not half a file.
"""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import IO

from flask import Response, send_file


def new_file() -> IO[bytes]:
    """An empty file that is gone once it is closed: by Werkzeug, when it was sent."""
    return TemporaryFile()


def send_whole(body: IO[bytes], name: str, content_type: str) -> Response:
    """The file from its beginning, to be saved, kept in no cache."""
    body.seek(0)
    answer = send_file(body, content_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer
