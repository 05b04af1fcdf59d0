"""A roster of ten thousand by file: how long each step takes, and how much memory.

In a process of its own, because a process tells only the most memory it ever had. The bars are
20 s and 200 MB from the file to everybody enrolled (TRUST.md, F22). Of the time it is the CPU time
of the server and its database that is held against the bar, because a clock on the wall tells what
else the machine does.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from forum.courses.models import Enrollment
from forum.extensions import db
from forum.jobs.work import work_off
from tests.bench.measure import used_by
from tests.bench.run import database_processes
from tests.support.databases import Applications
from tests.support.factories import enrol, make_course, make_user, sign_in

PEOPLE, SECTIONS = 10_000, 40
SECONDS, MEGABYTES = 20.0, 200.0


def main() -> int:
    """Measure on one database; the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.roster", description=__doc__)
    parser.add_argument("database", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        applications = Applications(Path(folder))
        try:
            app = applications.get(asked.database)
            with app.app_context():
                return 0 if measure(app, asked.database) else 1
        finally:
            applications.close()


def measure(app: Flask, name: str) -> bool:
    """Bring the file, look at it, carry it out, bring it again; whether all keeps within."""
    session = db.session()
    course, teacher = make_course(session, slug="large"), make_user(session)
    enrol(session, course, teacher, "instructor")
    client = app.test_client()
    sign_in(client, session, teacher)
    session.rollback()
    print(f"\n{name}: a roster of {PEOPLE:,} by file; {_peak():.0f} MB before it")
    with database_processes() as processes:
        clock = Clock(processes)
        with clock.timed("understood"):
            where = _bring(client)
        with clock.timed("looked at"):
            seen = _seen(client.get(where).text)
        with clock.timed("asked for"):
            client.post(f"{where}/application", data={"seen": seen})
        with clock.timed("written by the worker"):
            work_off(1)
        total = clock.total
        with clock.timed("people told, invitations prepared"):
            work_off(1)
        with clock.timed("understood and looked at again"):
            again = client.get(_bring(client)).text
    session.rollback()
    there = session.scalar(select(func.count(Enrollment.id))) == PEOPLE + 1
    same = "The file changes nothing" in again
    peak = _peak()
    for found, bar, unit in ((total, SECONDS, "s CPU"), (peak, MEGABYTES, "MB")):
        print(f"  {found:8.1f} {unit:5} of {bar:.0f}  {'ok' if found <= bar else 'past'}")
    print(f"  everybody is there: {there}; the second import changes nothing: {same}")
    return there and same and total <= SECONDS and peak <= MEGABYTES


class Clock:
    """CPU seconds of this process and of the database's, step by step."""

    def __init__(self, processes: Callable[[], Iterable[int]]) -> None:
        self.processes = processes
        self.total = 0.0

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Print what the step took, on the wall too."""
        began, used = time.perf_counter(), self._used()
        yield
        used = self._used() - used
        self.total += used
        wall = time.perf_counter() - began
        print(f"  {used:8.2f} s CPU, {wall:6.2f} s  {what}; {_peak():.0f} MB at most so far")

    def _used(self) -> float:
        return time.process_time() + sum(used_by(pid) for pid in self.processes()) / 1e9


def roster(people: int = PEOPLE) -> bytes:
    """A CSV file of so many people in sections."""
    rows = (
        f"student.{n}@university.example.edu,Given{n},Family{n},student,Section {n % SECTIONS}\n"
        for n in range(people)
    )
    return ("email,first name,last name,role,section\n" + "".join(rows)).encode()


def _bring(client: FlaskClient) -> str:
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(roster()), "r.csv", "file")})
    kind = f"multipart/form-data; boundary={boundary}"
    answer: TestResponse = client.post("/c/large/people/file", data=body, content_type=kind)
    if answer.status_code != 303:
        raise RuntimeError(f"the file was answered with {answer.status_code}")
    return str(answer.location)


def _seen(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def _peak() -> float:
    """The most memory this process has had, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.exit(main())
