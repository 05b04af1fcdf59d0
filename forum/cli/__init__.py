"""The operator's commands, one action each: a table of contents."""

from __future__ import annotations

from flask import Flask

from forum.cli import accounts, sample

GROUPS = (accounts.admin, sample.sample)


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    for group in GROUPS:
        app.cli.add_command(group)
