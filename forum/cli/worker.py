"""``flask worker``: does what the outbox holds, until it is told to stop."""

from __future__ import annotations

import os
import sys

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from forum.jobs import worker as worker_process

log = structlog.get_logger("colloquy")


@click.command("worker")
@click.option(
    "--threads",
    type=click.IntRange(1, 32),
    default=worker_process.THREADS,
    show_default=True,
    help="How many entries are done at once.",
)
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker(threads: int, once: bool) -> None:
    """Send mails and do everything else that follows a commit.

    Runs in the foreground until SIGTERM or Ctrl+C. Several may run beside each other.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if once:
        _work_once(app)
        return
    mails = app.extensions["mail"].describes
    log.info("worker_started", pid=os.getpid(), threads=threads, mails=mails)
    worker_process.run(app, threads)
    log.info("worker_stopped", pid=os.getpid())


def _work_once(app: Flask) -> None:
    """Exit code 1 where something was given up."""
    try:
        outcome = worker_process.work_once(app, _tell)
    except OperationalError as error:
        raise click.ClickException("The database cannot be used: see that it runs.") from error
    finally:
        _end_line()
    click.echo(f"Done: {outcome.taken - outcome.given_up}, given up: {outcome.given_up}.")
    if outcome.given_up:
        sys.exit(1)


def _tell(number: int) -> None:
    """Count on one line, where somebody watches."""
    if sys.stdout.isatty():
        click.echo(f"\r{number}", nl=False)


def _end_line() -> None:
    if sys.stdout.isatty():
        click.echo("\r", nl=False)
