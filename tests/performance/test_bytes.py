"""What a page of 106 posts weighs, and what a browser may keep of it."""

from __future__ import annotations

import gzip

import pytest
from bs4 import BeautifulSoup

from tests.bench.stage import NOW, Room, build_room
from tests.performance.test_statements import browser


@pytest.fixture
def room(session, clock) -> Room:
    """30 posts of five parts and 76 responses of three, about 250 words each."""
    clock(NOW)
    return build_room(session, 30, 76)


def test_106_posts_are_light(app, session, room):
    page = browser(app, session, room.students[3]).get(f"{room.week}/all")
    assert len(gzip.compress(page.data, 4)) <= 75_000
    articles = BeautifulSoup(page.data, "html.parser").select("article")
    assert len(articles) == 106
    nodes = sum(1 + len(article.find_all(True)) for article in articles)
    assert nodes / 106 <= 20
    for references in (found for article in articles for found in article.select(".references")):
        references.decompose()  # links that people gave are theirs, not ours
    markup = sum(len(article.encode()) - len(article.get_text().encode()) for article in articles)
    assert markup / 106 <= 400


def test_a_browser_that_has_the_discussion_gets_it_once(app, session, room):
    client = browser(app, session, room.students[3])
    first = client.get(f"{room.week}/all")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = client.get(f"{room.week}/all", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert not again.data
    assert "no-cache" in again.headers["Cache-Control"]


def test_the_tag_of_one_is_nothing_to_another_nor_to_another_session(app, session, room):
    path = f"{room.week}/all"
    tag = browser(app, session, room.students[3]).get(path).headers["ETag"]
    for person in (room.students[3], room.students[4], room.instructor):
        answer = browser(app, session, person).get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != tag


def test_the_tag_changes_with_a_new_answer_and_with_reading(app, session, room):
    client, path = browser(app, session, room.students[3]), f"{room.week}/all"
    tags = [client.get(path).headers["ETag"]]
    client.post(f"{room.week}/reading", data={"number": "9"}, headers={"X-Requested-With": "x"})
    tags.append(client.get(path).headers["ETag"])
    withdrawal = f"/c/{room.course.slug}/p/9/withdrawal"
    assert browser(app, session, room.students[8]).post(withdrawal).status_code == 303
    tags.append(client.get(path).headers["ETag"])
    assert len(set(tags)) == 3
