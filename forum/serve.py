"""Serves the forum on this machine: what `make run` starts.

It opens the database, loads the sample course into a new one, starts the worker beside it, and says
where it listens. Whatever stops it is said in one sentence. Production uses `wsgi.py` behind a
server of its own, and `flask worker`.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import waitress
from alembic import command
from alembic.util import CommandError
from click import ClickException
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import func, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

import config
from forum import create_app
from forum.accounts.models import User
from forum.companion import Companion
from forum.courses.models import Course
from forum.extensions import db

HOST = "127.0.0.1"
DEFAULT_PORT = 5000
THREADS = 8


class CannotServe(Exception):
    """Something outside the product is in the way; the message is one sentence for the person."""


def main() -> int:
    """Serve until stopped; return the exit code."""
    try:
        serve(os.environ)
    except CannotServe as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def serve(environ: Mapping[str, str]) -> None:
    """Take the port, open the database, announce, and answer requests until interrupted.

    Raises CannotServe where the port, a setting or the database does not allow it.
    """
    port = read_port(environ)
    with take_port(port) as listener:
        app = _create_app()
        with app.app_context():
            open_database(app)
            fill_database(app)
        # A queue that fills for a moment is everyday business, not worth a warning each time.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        server = waitress.create_server(app, sockets=[listener], threads=THREADS, ident=None)
        # The server ends its running requests on SystemExit, as on Ctrl+C.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        announce(app, f"http://{HOST}:{port}")
        worker = Companion()
        try:
            server.run()
        finally:
            worker.ask_to_stop()
            server.close()
            worker.stop()


def read_port(environ: Mapping[str, str]) -> int:
    """Return the port to listen on: `PORT`, else 5000."""
    given = environ.get("PORT") or str(DEFAULT_PORT)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise CannotServe(f"PORT must be a number from 1 to 65535, and {given!r} is not.")
    return int(given)


def take_port(port: int) -> socket.socket:
    """Return a socket bound to the port, so that nobody takes it while the database opens.

    It does not listen yet: a browser that is too early is refused, not kept waiting.
    """
    if _is_answered(port):
        raise _taken(port)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except PermissionError:
        listener.close()
        raise CannotServe(f"This account may not listen on port {port}: {_ANOTHER_PORT}") from None
    except OSError:
        listener.close()
        raise _taken(port) from None
    return listener


def open_database(app: Flask) -> None:
    """Bring the database to the present schema.

    Raises CannotServe where the database is damaged, out of reach, or of another version.
    """
    try:
        _check_file()
        command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
    except CommandError as problem:
        raise CannotServe(
            f"The database {_name()} was made by another version of Colloquy ({_line(problem)})."
        ) from problem
    except DBAPIError as problem:
        raise CannotServe(
            f"The database {_name()} cannot be used ({_line(problem.orig)}): {_remedy()}"
        ) from problem


def fill_database(app: Flask) -> None:
    """Load the sample course into a database where nobody and no course is yet; never in
    production, whose first person is made by ``flask admin create``.
    """
    if app.config["ENVIRONMENT"] == "production":
        return
    people = select(func.count(User.id)).scalar_subquery()
    courses = select(func.count(Course.id)).scalar_subquery()
    if db.session.scalar(select(people + courses)) == 0:
        print("Loading the sample course into the new database ...", flush=True)
        _run_command(app, "sample", "load")


def announce(app: Flask, address: str) -> None:
    """Print where the forum answers, where mails go and, where its course is the sample, who can
    sign in.
    """
    print(f"\nColloquy answers on {address} (Ctrl+C stops it).", flush=True)
    print(f"{_mails(app)}\n", flush=True)
    with app.app_context():
        if db.session.scalar(select(Course.id).where(Course.is_sample).limit(1)):
            _run_command(app, "sample", "sign-ins")


def _create_app() -> Flask:
    try:
        return create_app()
    except config.ConfigurationError as problem:
        raise CannotServe(str(problem)) from problem
    except (ArgumentError, NoSuchModuleError) as problem:
        raise CannotServe(f"DATABASE_URL names no database ({_line(problem)}).") from problem
    except OSError as problem:
        raise CannotServe(
            f"Colloquy cannot write to {problem.filename} ({problem.strerror}): "
            "COLLOQUY_INSTANCE names another folder."
        ) from problem


def _check_file() -> None:
    """Read a SQLite file from end to end, so that damage is met here and not by a student."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
            if found != "ok":
                reason = found.splitlines()[-1]
                raise CannotServe(f"The database {_name()} is damaged ({reason}): {_remedy()}")


def _run_command(app: Flask, *args: str) -> None:
    """Run one of the operator's commands in this process."""
    try:
        app.cli.main(list(args), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except ClickException as problem:
        raise CannotServe(problem.format_message()) from problem


def _is_answered(port: int) -> bool:
    """Whether somebody listens, on this address or (as some systems allow beside it) on all."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0


_ANOTHER_PORT = "PORT=5001 make run takes another one."


def _taken(port: int) -> CannotServe:
    return CannotServe(f"Port {port} is taken by another program: stop it, or {_ANOTHER_PORT}")


def _name() -> str:
    """Return what the operator calls the database: its file, or its address without password."""
    url = db.engine.url
    if url.get_backend_name() == "sqlite":
        return url.database or "in memory"
    return url.render_as_string(hide_password=True)


def _mails(app: Flask) -> str:
    """Return where mails go; a folder inside this one by its short path."""
    place = app.extensions["mail"].describes
    if app.config["SMTP_HOST"]:
        return f"Mails go to {place}."
    folder = Path(place).absolute()
    here = Path.cwd()
    return f"Mails are written to {folder.relative_to(here) if here in folder.parents else folder}."


def _remedy() -> str:
    if db.engine.url.get_backend_name() == "sqlite":
        return "put a backup in its place, or move it away to begin with a new one."
    return "see that it runs, and that DATABASE_URL is right."


def _line(problem: object) -> str:
    """Return the first line of what another library says, without its full stop."""
    return (str(problem).strip().splitlines() or ["no reason given"])[0].rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
