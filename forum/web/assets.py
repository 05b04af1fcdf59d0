"""Stylesheets, scripts, icons: read once at start-up, served from memory under names that change
with their content, so that a browser may keep them for ever.

``init_assets(app)`` puts the files in front of the application, outside of sessions and sign-in,
and gives the templates ``asset(path)`` and ``icon(name)``. Three kinds of address:

- ``asset("app.css")``: every stylesheet named in ``static/css/order.txt``, as one file;
- ``asset("icons.svg")`` and other single pictures: the hash is in the name;
- ``asset("js/main.js")``: scripts import each other by relative paths, so one hash of all scripts
  is a folder before them (an import map would be an inline script, which our headers forbid).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, has_request_context, request
from markupsafe import Markup
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STATIC = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
# Scripts see each other, so they change their address together.
TOGETHER = ("js", "vendor")
TEXT_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SYMBOL = re.compile(r'<symbol id="i-([a-z-]+)"')


class Asset(NamedTuple):
    """One file in memory. ``packed`` is the gzip of ``body``, or None where it saves nothing."""

    body: bytes
    packed: bytes | None
    mimetype: str
    etag: str


class Assets:
    """The files of a folder, by path, with the address under which each is served.

    Raises FileNotFoundError where ``css/order.txt`` names a stylesheet that is not there.
    """

    def __init__(self, folder: Path = STATIC) -> None:
        self._files: dict[str, Asset] = {"app.css": _asset(_stylesheet(folder), "text/css")}
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not name.startswith("css/"):
                self._files[name] = _asset(path.read_bytes(), _mimetype(path))
        self.version = _hash(
            b"\0".join(
                name.encode() + b"\0" + file.body
                for name, file in self._files.items()
                if _is_together(name)
            )
        )
        self._by_address = {self.address(name): file for name, file in self._files.items()}
        sprite = self._files.get("icons.svg")
        self.icons = frozenset(SYMBOL.findall(sprite.body.decode()) if sprite else ())

    def address(self, name: str) -> str:
        """Return the path under which a file is served; KeyError where there is no such file."""
        file = self._files[name]
        if _is_together(name):
            return f"{PREFIX}{self.version}/{name}"
        stem, dot, ending = name.rpartition(".")
        return f"{PREFIX}{stem}.{file.etag}{dot}{ending}"

    def find(self, path: str) -> tuple[Asset, bool] | None:
        """Return the file at a path, and whether the path is of the file's present content.

        A page opened before an update asks for old addresses; it gets what there is now, and is not
        told to keep it.
        """
        if file := self._by_address.get(path):
            return file, True
        name = re.sub(r"^[0-9a-f]{12}/|\.[0-9a-f]{12}(?=\.\w+$)", "", path.removeprefix(PREFIX))
        if name != path.removeprefix(PREFIX) and (file := self._files.get(name)):
            return file, False
        return None


def init_assets(app: Flask, folder: Path = STATIC) -> None:
    """Serve ``folder`` under /static/ and register the template globals asset and icon."""
    assets = Assets(folder)
    app.extensions["assets"] = assets
    app.wsgi_app = _Door(assets, app.wsgi_app)  # type: ignore[method-assign]

    def asset(path: str) -> str:
        """Return the address of a static file; KeyError where there is no such file."""
        return script_root() + assets.address(path)

    @lru_cache(maxsize=512)
    def drawn(root: str, name: str) -> Markup:
        if name not in assets.icons:
            raise KeyError(f"There is no icon named {name!r} in icons.svg.")
        return _ICON.format(root + assets.address("icons.svg"), name)

    def icon(name: str) -> Markup:
        """Return an icon of the sprite as SVG, hidden from screen readers; KeyError if unknown."""
        return drawn(script_root(), name)

    app.jinja_env.globals.update(asset=asset, icon=icon)


_ICON = Markup('<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>')


class _Door:
    """Answers for /static/ before the application is asked, so that no cookie is ever set."""

    def __init__(self, assets: Assets, application: WSGIApplication) -> None:
        self._assets = assets
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self._application(environ, start_response)
        return self._answer(Request(environ))(environ, start_response)

    def _answer(self, asked: Request) -> Response:
        found = self._assets.find(asked.path)
        if found is None:
            return _guarded(Response("Not found\n", 404, mimetype="text/plain"), asked)
        if asked.method not in ("GET", "HEAD"):
            refusal = Response("Only GET and HEAD\n", 405, mimetype="text/plain")
            refusal.headers["Allow"] = "GET, HEAD"
            return _guarded(refusal, asked)
        file, is_current = found
        response = Response(file.body, mimetype=file.mimetype)
        if file.packed is not None:
            response.vary.add("Accept-Encoding")
            if parse_accept_header(asked.headers.get("Accept-Encoding")).quality("gzip") > 0:
                response.set_data(file.packed)
                response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if is_current else "no-cache"
        )
        response.set_etag(file.etag, weak=True)
        return _guarded(response.make_conditional(asked), asked)


def _guarded(response: Response, asked: Request) -> Response:
    """Add what every answer of ours says (TRUST.md, "Headers"), whatever lies in the folder."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.mimetype != "text/javascript":
        # A picture opened as a page of its own runs nothing. Scripts are left out: a worker would
        # inherit the policy of its file.
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    if asked.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _stylesheet(folder: Path) -> bytes:
    """Join the stylesheets in the order written down, which is the order of the cascade."""
    names = (folder / "css" / "order.txt").read_text(encoding="utf-8").split()
    return b"\n".join((folder / "css" / name).read_bytes().strip() for name in names) + b"\n"


def _asset(body: bytes, mimetype: str) -> Asset:
    # No time and no name in the gzip header: the same content is the same bytes everywhere.
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(body, packed if len(packed) < len(body) * 0.9 else None, mimetype, _hash(body))


def _mimetype(path: Path) -> str:
    guessed = TEXT_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return guessed or (
        "text/plain" if path.suffix in ("", ".LICENSE", ".md") else "application/octet-stream"
    )


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _is_together(name: str) -> bool:
    return name.split("/", 1)[0] in TOGETHER


def script_root() -> str:
    """The path under which a proxy serves the whole application, empty at the top."""
    return request.script_root if has_request_context() else ""
