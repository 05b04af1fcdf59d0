"""Twin worlds: the same course before and after something the reader may not learn of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.test import TestResponse

from forum.accounts.models import User
from tests.support.classroom import Classroom, plain
from tests.support.factories import sign_in

#: Addresses that are about the browser, not about a course.
APART = {"accounts.sessions", "accounts.token", "accounts.confirm"}
ORDERS = ("new", "name", "site", "grade", "words")


class Eyes:
    """A person who stays signed in, and everything they can open."""

    def __init__(self, room: Classroom, reader: User) -> None:
        room.session.commit()
        self.room = room
        self.reader = reader
        self.browser = room.app.test_client()
        sign_in(self.browser, room.session, reader)
        self.browser.get("/help/what-counts")  # from here on the session has its token

    def everything(self) -> dict[str, str]:
        """What is got at every address that can be opened, by address."""
        self.room.session.commit()
        pages = {path: self._seen(self.browser.get(path)) for path in addresses(self.room)}
        copy = f"{self.room.home}/my-work/copies"
        seen = pages | {copy: self._seen(self.browser.post(copy))}
        self.room.session.rollback()  # what happens next must not write from an old snapshot
        return seen

    def send(self, method: str, path: str) -> str:
        """What is got for an empty form."""
        self.room.session.commit()
        answer = self._seen(self.browser.open(path, method=method))
        self.room.session.rollback()
        return answer

    def _seen(self, answer: TestResponse) -> str:
        headers = [f"{key}: {answer.headers.get(key, '')}" for key in ("Location", "ETag")]
        return "\n".join([str(answer.status_code), *headers, plain(answer)])


@contextmanager
def nothing_changes_for(room: Classroom, *readers: User) -> Iterator[None]:
    """Assert that what happens in the block changes no byte of any page of these people."""
    watched = [Eyes(room, reader) for reader in readers]
    before = [eyes.everything() for eyes in watched]
    yield
    for eyes, pages in zip(watched, before, strict=True):
        after = eyes.everything()
        changed = [path for path in pages if pages[path] != after[path]]
        assert not changed, [(path, *difference(pages[path], after[path])) for path in changed]
        assert not [path for path, page in after.items() if "canary" in page]


def addresses(room: Classroom) -> list[str]:
    """Every GET route with everything that can be put into it; ids of staff's things are 1."""
    found = [path for _, path in _targets(room, {"GET"}, APART)]
    return found + [f"{room.week}?order={order}" for order in ORDERS]


def forms(room: Classroom, left_out: Collection[str]) -> list[tuple[str, str]]:
    """Every route that takes a form, as (method, address), but for the endpoints left out."""
    return _targets(room, {"POST", "PUT"}, {*APART, *left_out})


def _targets(
    room: Classroom, methods: Collection[str], left_out: Collection[str]
) -> list[tuple[str, str]]:
    numbers = [post.number for post in room.known] + [999_999]
    members = [room.ana.id, room.bea.id]
    values: dict[str, list[Any]] = {
        "slug": [room.course.slug],
        "week": [room.prompt.week],
        "number": numbers,
        "user_id": members,
        "group_set_id": [1],
        "token": ["nobodys"],
        "name": ["network", "all"],  # figures of the class
        "check": ["citations"],
        "field": ["part-overview"],
        "slot": ["initial", *(f"{kind}-{n}" for kind in ("response", "edit") for n in numbers)],
    }
    found = []
    for rule in room.app.url_map.iter_rules():
        if rule.endpoint in left_out:
            continue
        known = {name: values.get(name, [1]) for name in rule.arguments}
        for filled in _filled(sorted(rule.arguments), known):
            with room.app.test_request_context():
                path = room.app.url_for(rule.endpoint, **filled)
            found += [(method, path) for method in sorted({*methods} & (rule.methods or set()))]
    return found


def _filled(names: list[str], values: dict[str, list[Any]]) -> list[dict[str, Any]]:
    if not names:
        return [{}]
    rest = _filled(names[1:], values)
    return [{names[0]: value, **more} for value in values[names[0]] for more in rest]


def difference(one: str, other: str) -> tuple[str, str]:
    """Where two pages part."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    around = slice(max(at - 60, 0), at + 60)
    return one[around], other[around]
