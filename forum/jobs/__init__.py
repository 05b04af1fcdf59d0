"""What is done outside requests: the outbox worked off, dated work planned, mail sent."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the application its queue and the way its mail leaves, and wake the worker after each
    commit that left work.
    """
    from forum.jobs import queue
    from forum.jobs.letters import desk

    desk.init_app(app)
    queue.init_app(app)
