"""The browser's doors: one blueprint per feature. Never a rule, never a query."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the application its pages; ``routes`` is their table of contents."""
    from forum.web import routes

    routes.init_app(app)
