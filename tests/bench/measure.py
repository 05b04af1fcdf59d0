"""Asks over HTTP, and reads how much CPU time the server and its database used for the answer."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.server import CLOCK, HOST


@dataclass(frozen=True)
class Ask:
    """One request and the status its answer must have."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in lower case, as servers spell them differently."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Meter:
    """A browser that stays connected, and the clocks of those who work for it."""

    def __init__(self, port: int, backends: Callable[[], Iterable[int]]) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self._backends = backends

    def ask(self, ask: Ask, body: str | None = None) -> Answer:
        """Send one request. Raises RuntimeError where its answer has another status."""
        sent = dict(ask.headers)
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if body is None else "POST", ask.path, body, sent)
        answer = self._connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        found = Answer(answer.status, headers, answer.read())
        if found.status != ask.status:
            raise RuntimeError(f"{ask.path} answers {found.status}, not {ask.status}")
        return found

    def cost(self, asks: Iterable[tuple[Ask, str | None]]) -> float:
        """CPU milliseconds per request, of the server and of the database's processes."""
        asks = list(asks)
        before = self._spent()
        for ask, body in asks:
            self.ask(ask, body)
        return (self._spent() - before) / len(asks) / 1e6

    def _spent(self) -> int:
        used = int(self.ask(Ask(CLOCK)).body)
        return used + sum(used_by(pid) for pid in self._backends())


def used_by(pid: int) -> int:
    """Nanoseconds of CPU time of a process; 0 where this system does not say."""
    clock = Path(f"/proc/{pid}/schedstat")
    return int(clock.read_text().split()[0]) if clock.exists() else 0
