"""One database: build the classes, count statements, time the answers in turns, print the table."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import time_machine
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from forum.extensions import db
from tests.bench.floor import create_floor
from tests.bench.measure import Meter
from tests.bench.rows import Rooms, Row, list_rows
from tests.bench.server import serving
from tests.bench.stage import NOW, build_room, forget_everything, grade_weeks
from tests.support.databases import Applications
from tests.support.statements import count_statements

#: How often each row is measured, with how many requests; the least of the rounds is taken.
ROUNDS, REQUESTS = 12, 5


@dataclass(frozen=True)
class Result:
    """What was found of one row: CPU milliseconds of the page and of its floor, and its size."""

    row: Row
    cost: float
    floor: float
    statements: int
    body: bytes

    @property
    def ratio(self) -> float:
        """How many floors the page costs."""
        return self.cost / self.floor

    @property
    def past(self) -> list[str]:
        """The bars it is past, in words."""
        row = self.row
        found = [f"{self.ratio:.2f} x > {row.ratio}"] if self.ratio > row.ratio else []
        if row.statements is not None and self.statements > row.statements:
            found.append(f"{self.statements} statements > {row.statements}")
        if row.raw is not None and len(self.body) > row.raw:
            found.append(f"{len(self.body)} bytes > {row.raw}")
        return found


def measure_on(name: str, folder: Path, *, rounds: int) -> bool:
    """Measure on ``sqlite`` or ``postgresql``; whether everything keeps within its bars."""
    applications = Applications(folder)
    try:
        app = applications.build(
            applications.address(name),
            WTF_CSRF_ENABLED=True,
            RATELIMIT_ENABLED=True,
            SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": name == "postgresql"},
        )
        applications.made[name] = app
        with app.app_context(), time_machine.travel(NOW, tick=True):
            results = _measure(app, rounds)
            print_table(name, results, database_is_in=_database_is_in(app))
    finally:
        applications.close()
    return not any(result.past for result in results)


def print_table(name: str, results: Sequence[Result], *, database_is_in: bool) -> None:
    """Print one line for each row, with its bars and whether they hold."""
    whose = "server and database" if database_is_in else "server alone: the database's is hidden"
    print(f"\n{name}: CPU of {whose}; x = floors; gzip at level 4")
    head = ("", "CPU ms", "floor", "x", "bar", "statements", "bar", "bytes", "gzip", "")
    line = "{:40}{:>8}{:>8}{:>7}{:>7}{:>12}{:>5}{:>9}{:>8}  {}"
    print(line.format(*head))
    for result in results:
        print(
            line.format(
                result.row.name,
                f"{result.cost:.2f}",
                f"{result.floor:.2f}",
                f"{result.ratio:.2f}",
                result.row.ratio,
                result.statements,
                result.row.statements or "-",
                len(result.body),
                len(gzip.compress(result.body, 4)),
                "past: " + ", ".join(result.past) if result.past else "ok",
            )
        )


def _measure(app: Flask, rounds: int) -> list[Result]:
    session = db.session()
    rooms = Rooms(
        small=build_room(session, 30, 76, seed=1),
        busy=build_room(session, 30, 76, seed=2),
        large=build_room(session, 300, 601, seed=3),
    )
    grade_weeks(session, rooms.large)
    _describe(session)
    floor = create_floor(db.engine)
    forget_everything()
    db.engine.dispose()
    with serving(app, floor) as port, database_processes() as backends:
        meter = Meter(port, backends)
        rows = list_rows(app, session, meter, rooms)
        counted = [_count(app, row) for row in rows]
        forget_everything()
        costs, floors = _in_turns(meter, rows, rounds)
        bodies = [_body(meter, row) for row in rows]
    return [
        Result(row, costs[row.name], floors[row.floor.path], number, body)
        for row, number, body in zip(rows, counted, bodies, strict=True)
    ]


def _describe(session: Session) -> None:
    """Let PostgreSQL know its tables, as its own housekeeping does a minute after such a change."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()


def _in_turns(
    meter: Meter, rows: Sequence[Row], rounds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """The least cost of each row and of each floor, all measured in every round."""
    costs: dict[str, float] = {}
    floors: dict[str, float] = {}
    bottoms = {row.floor.path: row.floor for row in rows}
    for row in rows:
        meter.cost(row.requests(1))  # what is made once is not a page's cost
    for _ in range(rounds):
        for path, floor in bottoms.items():
            floors[path] = _least(floors.get(path), meter.cost([(floor, None)] * REQUESTS))
        for row in rows:
            costs[row.name] = _least(costs.get(row.name), meter.cost(row.requests(REQUESTS)))
    return costs, floors


def _least(before: float | None, now: float) -> float:
    return now if before is None else min(before, now)


def _count(app: Flask, row: Row) -> int:
    """How many statements the row's request sends."""
    ask, body = row.requests(1)[0]
    client = app.test_client(use_cookies=False)
    send: Callable[..., object] = client.get if body is None else client.post
    form = {"data": body, "content_type": "application/x-www-form-urlencoded"} if body else {}
    with count_statements(db.engine) as sent:
        send(ask.path, headers=dict(ask.headers), **form)
    return len(sent)


def _body(meter: Meter, row: Row) -> bytes:
    ask, body = row.requests(1)[0]
    return meter.ask(ask, body).body


@contextmanager
def database_processes() -> Iterator[Callable[[], list[int]]]:
    """A look at which processes of the database's server work for us; none for SQLite."""
    if db.engine.dialect.name != "postgresql":
        yield list
        return
    address = make_url(db.engine.url).set(drivername="postgresql")
    with psycopg.connect(
        address.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        yield lambda: [
            pid
            for (pid,) in connection.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ]


def _database_is_in(app: Flask) -> bool:
    """Whether the clocks of the database's processes can be read, or there are none."""
    with app.app_context(), database_processes() as backends:
        return all(Path(f"/proc/{pid}/schedstat").exists() for pid in backends())
