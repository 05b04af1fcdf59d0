"""The operator's commands, one action each."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
