"""Before a week opens, or is published, nothing of it is anywhere (B22)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.discussion.models import Draft
from tests.support.classroom import TUESDAY, Classroom, shows
from tests.support.weeks import at, words


@pytest.mark.parametrize("write_first", [True, False], ids=["write first", "read freely"])
def test_b22_before_it_opens_a_week_shows_its_title_and_time_and_nothing_else(
    app, session, clock, write_first
):
    clock(at(-2, "10:00"))
    room = Classroom(
        app, session, write_first=write_first, title="A later week", body="canaryprompt"
    )
    example = room.post(room.teacher, "Love146", now=at(-2, "09:00"), stem="canaryexample")
    page = room.look(room.ana, room.week)
    assert (page.status_code, shows(page, "A later week", "Not open yet")) == (200, True)
    gets = ["", "/all", "/unread", "/review", "/drafts/initial", "/drafts/initial/site/versions"]
    for path in [*(room.week + more for more in gets), room.at_post(example)]:
        answer = room.look(room.ana, path, follow_redirects=True)
        assert "canary" not in answer.text, path
        assert not shows(answer, "The organisation"), path
    for path in ("/writing", "/posts", "/references", "/reading"):
        answer = room.send(room.ana, room.week + path, **room.form())
        assert answer.status_code in (403, 404), path
        assert "canary" not in answer.text, path
        assert not shows(answer, "The organisation"), path
    copy = room.send(room.ana, f"{room.home}/my-work/copies")
    (week,) = copy.json["weeks"]
    assert (week["title"], week["findings"], "canary" in copy.text) == ("A later week", [], False)
    kept = room.send(room.ana, f"{room.week}/posts", **room.form())
    assert shows(kept, words(20, "overview"), "This discussion opens Mon 6 Oct")
    assert room.look(room.ana, room.at_post(example, "/respond")).status_code == 404
    draft = {"client": "c", "fields": [{"field": "part-ally", "text": "early"}]}
    saved = room.look(room.ana, f"{room.week}/drafts/initial", method="PUT", json=draft)
    assert saved.status_code == 403
    assert session.scalars(select(Draft)).all() == []


def test_b22_an_unpublished_week_is_not_found(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, published_at=None)
    for more in ("", "/all", "/unread", "/review", "/drafts/initial"):
        assert room.look(room.ana, room.week + more).status_code == 404
    assert room.send(room.ana, f"{room.week}/posts", **room.form()).status_code == 404
