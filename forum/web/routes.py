"""The table of contents of the site: every blueprint, in the order people meet them."""

from __future__ import annotations

from flask import Flask

from forum import tables


def init_app(app: Flask) -> None:
    """Register what every page needs, then every blueprint."""
    app.extensions["tables"] = tables.ALL
