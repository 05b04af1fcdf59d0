"""The operator's commands, one action each: a table of contents."""

from __future__ import annotations

from flask import Flask

from forum.cli import accounts, erasures, log, overlap, retention, sample, worker

COMMANDS = (
    accounts.admin,
    erasures.erasures,
    log.log,
    overlap.overlap,
    retention.retention,
    sample.sample,
    worker.worker,
)


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    for command in COMMANDS:
        app.cli.add_command(command)
