"""Killing workers while a class writes: what is lost, what comes twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.database import transaction
from forum.discussion.models import Post
from forum.notifications.actions import choose
from forum.notifications.kinds import DIGEST, OFF
from forum.notifications.models import Notification
from forum.outbox.models import OutboxEntry
from forum.prompts.models import Checkpoint
from tests.support.classroom import Classroom
from tests.support.smtp import MailServer, Received

_NOTIFICATION = re.compile(r"/notifications/(\d+)\b")


@dataclass
class Stable:
    """The process that makes workers, and how many it was asked for."""

    process: subprocess.Popen[str]
    alive: list[int] = field(default_factory=list)

    def work(self, fault: str = "") -> int:
        """Start a worker; its process id."""
        child = int(self._ask(f"work {fault}"))
        self.alive.append(child)
        return child

    def kill(self, child: int) -> None:
        """End a worker as `kill -9` does, wherever it stands."""
        os.kill(child, signal.SIGKILL)
        self.alive.remove(child)
        self._ask(f"reap {child}")

    def kill_all(self) -> None:
        for child in list(self.alive):
            self.kill(child)

    def _ask(self, command: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            assert line, "the process that makes workers has ended"
            if line.strip().isdigit() or line.strip() == "reaped":
                return line.strip()


@contextmanager
def stable(app: Flask, server: MailServer, folder: Path) -> Iterator[Stable]:
    """Workers on the application's database, with a lease of one second."""
    environment = {
        **os.environ,
        "COLLOQUY_ENV": "local",
        "COLLOQUY_INSTANCE": str(folder),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": app.config["SECRET_KEY"],
        "SMTP_HOST": server.host,
        "SMTP_PORT": str(server.port),
        "SMTP_SECURITY": "none",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.stable"],
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        made = Stable(process)
        try:
            yield made
        finally:
            made.kill_all()
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)


class Class:
    """Students who write and answer while workers die."""

    def __init__(self, app: Flask, session: Session, people: int = 6) -> None:
        self.session = session
        self.room = Classroom(app, session, private_allowed=False)
        self._open_now()
        self.students = [self.room.person(f"Student{n} Number{n}") for n in range(people)]
        self._want_digests(self.students[:2])
        self.posts = [self._post(n) for n in range(people)]
        self.rounds = 0

    def write(self, number: int = 2) -> None:
        """Let some of the class answer each other, through the product's own actions."""
        for _ in range(number):
            self.rounds += 1
            who = self.rounds % len(self.students)
            to = (who + 1 + self.rounds // len(self.students)) % len(self.students)
            if to == who:
                to = (to + 1) % len(self.students)
            now = datetime.now(UTC)
            self.room.respond(self.students[who], self.posts[to], now=now)
        self.session.commit()

    def let_time_pass(self) -> None:
        """What waits to be gathered or to be tried again is due now."""
        now = datetime.now(UTC)
        with transaction() as session:
            session.execute(
                update(OutboxEntry)
                .where(
                    OutboxEntry.done_at.is_(None),
                    OutboxEntry.not_before > now,
                    or_(OutboxEntry.leased_until.is_(None), OutboxEntry.leased_until <= now),
                )
                .values(not_before=now)
                .execution_options(synchronize_session=False)
            )

    def open_entries(self) -> int:
        """How much is neither done nor given up, or waits for a digest of another day."""
        self.session.rollback()
        left = select(func.count(OutboxEntry.id)).where(
            OutboxEntry.done_at.is_(None), OutboxEntry.failed_at.is_(None)
        )
        waiting = select(func.count(Notification.id)).where(
            Notification.mode == DIGEST, Notification.entry_id.is_(None)
        )
        number = (self.session.scalar(left) or 0) + (self.session.scalar(waiting) or 0)
        self.session.rollback()
        return number

    def finish(self, workers: Stable, seconds: float = 60) -> None:
        """Let one worker do the rest in peace."""
        child = workers.work()
        deadline = time.monotonic() + seconds
        while self.open_entries():
            assert time.monotonic() < deadline, f"{self.open_entries()} entries were never done"
            self.let_time_pass()
            time.sleep(0.1)
        workers.kill(child)

    def _want_digests(self, students: Sequence[User]) -> None:
        """Time passes quickly here, so that these people get a digest of each day to come."""
        for student in students:
            with transaction() as session:
                choose(session, student, {"response": DIGEST}, 17, now=datetime.now(UTC))

    def _post(self, number: int) -> Post:
        sites = ("Polaris Project", "Love146", "La Strada International")
        site = sites[number % len(sites)]
        now = datetime.now(UTC)
        return self.room.post(self.students[number], site, now=now, stem=f"s{number}")

    def _open_now(self) -> None:
        """The week is under way today, by the clock that the workers' processes have."""
        now = datetime.now(UTC)
        for kind, days in (("opens", -2), ("T1", 3), ("T2", 6), ("close", 9)):
            self.session.execute(
                update(Checkpoint)
                .where(Checkpoint.prompt_id == self.room.prompt.id, Checkpoint.kind == kind)
                .values(due_at=now + timedelta(days=days))
            )
        self.session.execute(update(Course).values(starts_on=now.date() - timedelta(days=2)))
        self.session.commit()


@dataclass(frozen=True)
class Count:
    """What came of it, by notification. A mail that comes again with the id of the first is one
    mail to whoever reads it; ``again`` says how often that was."""

    kills: int
    told: int
    lost: Sequence[int]
    doubled: Sequence[int]
    again: int
    failed: int

    def __str__(self) -> str:
        return (
            f"{self.kills} kills: {self.told} notifications to mail, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {self.again} transmitted again under the same id, "
            f"{self.failed} given up"
        )


def count(session: Session, mails: Sequence[Received], kills: int) -> Count:
    """Hold what arrived against what people were to be told."""
    session.rollback()
    ids_by_notification: dict[int, set[str]] = defaultdict(set)
    for mail in mails:
        for number in set(_NOTIFICATION.findall(mail.body())):
            ids_by_notification[int(number)].add(str(mail.message["Message-ID"]))
    told = session.scalars(select(Notification.id).where(Notification.mode != OFF)).all()
    distinct = {str(mail.message["Message-ID"]) for mail in mails}
    return Count(
        kills=kills,
        told=len(told),
        lost=[number for number in told if not ids_by_notification[number]],
        doubled=[number for number in told if len(ids_by_notification[number]) > 1],
        again=len(mails) - len(distinct),
        failed=session.scalar(
            select(func.count(OutboxEntry.id)).where(OutboxEntry.failed_at.is_not(None))
        )
        or 0,
    )


#: Where a worker stands when it is killed: at some time, or when the mail server has heard this.
MOMENTS = ("some time", "MAIL", "DATA", "taken")


def kill_again_and_again(
    app: Flask, session: Session, folder: Path, kills: int, *, fault: str = ""
) -> Count:
    """Let a class write, and kill its workers at moments of chance; then let one finish.

    "taken" is the worst of them: the server has the mail, and its answer has not arrived.
    """
    chance = random.Random(kills)
    with MailServer() as server:
        server.manners.slow = 0.01
        with stable(app, server, folder) as workers:
            group = Class(app, session)
            for number in range(kills):
                group.write()
                group.let_time_pass()
                child = workers.work(fault)
                _await_moment(server, MOMENTS[number % len(MOMENTS)], chance)
                workers.kill(child)
            time.sleep(1.1)  # the last lease runs out
            group.finish(workers)
            return count(session, server.mails, kills)


def _await_moment(server: MailServer, moment: str, chance: random.Random) -> None:
    """Wait until a worker stands there, or three seconds where it never does."""
    if moment == "some time":
        time.sleep(chance.uniform(0.01, 0.3))
        return
    heard, taken = len(server.commands), len(server.mails)
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        new = server.commands[heard:]
        if len(server.mails) > taken or any(command.startswith(moment) for command in new):
            return
        time.sleep(0.001)


def two_in_peace(app: Flask, session: Session, folder: Path, *, fault: str = "") -> Count:
    """Let two workers do the same class's work at once, and kill neither."""
    with MailServer() as server:
        server.manners.slow = 0.004
        with stable(app, server, folder) as workers:
            group = Class(app, session)
            group.write(8)
            group.let_time_pass()
            for _ in range(2):
                workers.work(fault)
            deadline = time.monotonic() + 60
            while group.open_entries():
                assert time.monotonic() < deadline, "they never finish"
                group.let_time_pass()
                time.sleep(0.05)
            return count(session, server.mails, 0)
