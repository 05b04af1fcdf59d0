"""No page of the sample course offers a link that its reader may not follow."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import User
from forum.extensions import db
from forum.sample.load import load_sample
from tests.sample.support import NOON
from tests.support import databases
from tests.support.client import Browser
from tests.support.factories import sign_in

#: Enough for every kind of page; the desk alone has one for each of 26 students and six weeks.
MOST_PAGES = 90


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The sample course at noon of its fifth day, loaded once."""
    made = databases.Applications(tmp_path_factory.mktemp("links"))
    application = made.get("sqlite")
    with application.app_context(), time_machine.travel(NOON, tick=False):
        load_sample(db.session(), NOON)
        db.session.commit()
        yield application
        db.session.remove()
    made.close()


@pytest.mark.parametrize("key", ["elise", "ximena", "zach", "ngozi", "tomas", "ada", "ruth"])
def test_every_link_shown_can_be_followed(sample, key):
    session = db.session()
    user = session.scalars(select(User).where(User.email.startswith(key))).first()
    client = Browser(sample)
    sign_in(client, session, user)
    waiting, seen, refused = ["/"], set(), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        seen.add(path)
        answer = client.get(path)
        if answer.status_code >= 400:
            refused.append((path, answer.status_code))
        if answer.status_code == 200 and "html" in answer.content_type:
            waiting += new_links(answer.data, seen | set(waiting))
    assert refused == []
    assert len(seen) > 8


def new_links(html: bytes, known: set[str]) -> list[str]:
    """The site's own pages a page links to and that are not known, each once."""
    page = BeautifulSoup(html, "html.parser")
    found = []
    for link in page.select("a[href^='/']"):
        path = urldefrag(str(link["href"])).url
        if path not in known and not path.startswith("/static") and path not in found:
            found.append(path)
    return found
