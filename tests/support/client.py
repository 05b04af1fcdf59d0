"""A browser for tests whose requests stand by themselves, and the words of what it is shown."""

from __future__ import annotations

import contextvars
from typing import Any

from bs4 import Tag
from flask.testing import FlaskClient


def text(page: Tag) -> str:
    """The words of a page or of a part of it, one space between them."""
    return " ".join(page.get_text(" ").split())


class Browser(FlaskClient):
    """Sends each request outside of the test's own application context.

    Flask would reuse a context that is already there, and with it the person signed in and the
    database session: one request would see what only another one knew.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request as from another thread, and read the answer to its end, as servers do:
        what it was made from is closed then.
        """
        kwargs.setdefault("buffered", True)
        return contextvars.Context().run(super().open, *args, **kwargs)
