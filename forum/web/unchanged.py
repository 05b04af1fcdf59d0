"""Pages a browser may keep: it asks whether they changed, and is told so before they are made.

An ETag is made of everything a page shows and of whose page it is. It is weak, because the token
against forged forms is signed anew each time; a token of the same session stays good.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from flask import Flask, Response, current_app, g, make_response, request
from flask_babel import get_locale

import config

#: What a page is made by, besides what it is made of.
_SOURCES = (("forum", "*.py"), ("templates", "*.html"))


def init_unchanged(app: Flask) -> None:
    """Remember which build this is, so that no page of an older one is taken for one of ours."""
    build = blake2b(app.extensions["assets"].version.encode(), digest_size=16)
    build.update(app.config["SUPPORT_ADDRESS"].encode())
    for folder, pattern in _SOURCES:
        for path in sorted(Path(config.ROOT, folder).rglob(pattern)):
            build.update(path.read_bytes())
    app.extensions["build"] = build.hexdigest()


def tag_of(*facts: object) -> str:
    """The tag of a page made of these facts, in this language, by this build, under a bar that
    tells the number of new notifications.

    Facts are told apart by their ``repr``. Name the person and the session among them.
    """
    build, language = current_app.extensions["build"], str(get_locale())
    made = (build, language, request.script_root, g.get("unseen", 0), facts)
    return blake2b(repr(made).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_known(tag: str) -> bool:
    """Whether the browser says that it has the page of this tag."""
    return request.if_none_match.contains_weak(tag)


def answer_unchanged(tag: str) -> Response:
    """304: the browser shows what it has."""
    return with_tag(current_app.response_class(status=304), tag)


def with_tag(page: str | Response, tag: str | None) -> Response:
    """The page with its tag; without one where it is None."""
    response = make_response(page)
    if tag is not None:
        response.set_etag(tag, weak=True)
    return response
