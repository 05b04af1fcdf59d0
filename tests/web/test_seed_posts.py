"""A real assignment goes through the real forms: two colleagues' posts and a response between them.

The texts lie beside the project (``../shared/seeds``), are read there, and are no part of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from forum.rules.citations import split_document
from tests.support.client import text
from tests.support.weeks import at, find_or_make_site, words
from tests.web.week_room import Classroom

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
FIRST, SECOND = "Colleague: Jasmine", "Colleague: Esme"


def read_posts() -> dict[str, tuple[list[str], str]]:
    """By heading: the paragraphs of the post, and its references as pasted."""
    files = sorted(SEEDS.glob("*.txt")) if SEEDS.is_dir() else []
    if not files:
        pytest.skip("the real posts are not beside this checkout")
    whole = files[0].read_text(encoding="utf-8")
    after_first = whole.split(FIRST, 1)[1]
    first, second = after_first.split(SECOND, 1)
    second = second.split("Calculate Price", 1)[0]
    return {FIRST: split_post(first), SECOND: split_post(second)}


def split_post(document: str) -> tuple[list[str], str]:
    """Paragraphs and references of one post."""
    body, references = split_document(document.strip())
    return [part.strip() for part in body.split("\n") if part.strip()], references


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Jasmine and Esme in the week of the assignment."""
    clock(at(2, "10:00"))
    classroom = Classroom(app, session, clock)
    classroom.jasmine = classroom.person("Jasmine Reed")
    classroom.esme = classroom.person("Esme Stone")
    classroom.prompt(terms={"references": 1, "responses": 1})
    return classroom


def form_of(post: tuple[list[str], str], site: object) -> dict[str, object]:
    paragraphs, references = post
    middle = (len(paragraphs) + 1) // 2
    return {
        "site": site,
        "part-overview": "\n\n".join(paragraphs[:middle]),
        "part-ally": "\n\n".join(paragraphs[middle:]),
        "references-pasted": references,
        "submission_key": "k" * 32,
    }


def test_both_posts_are_published_and_a_response_is_judged(room):
    posts = read_posts()
    polaris = find_or_make_site(room.session, room.course, "Polaris Project").id
    love = find_or_make_site(room.session, room.course, "Love146").id
    room.session.commit()

    # Jasmine names the site she visited; every reference of hers is listed and cited.
    answer = room.send(room.jasmine, "w/1/posts", **form_of(posts[FIRST], polaris))
    assert answer.status_code == 303
    page = text(room.see(room.jasmine))
    assert "Site visited: Polaris Project." in page
    assert "1 of 1 references are listed and cited in the text." in page

    # Esme names none: she is told so at the field, and her whole text comes back.
    form = form_of(posts[SECOND], "")
    answer = room.send(room.esme, "w/1/posts", **form)
    refused = BeautifulSoup(answer.data, "html.parser")
    assert answer.status_code == 422
    assert refused.select_one("#site-error").get_text(strip=True).endswith("the site you visited.")
    given_back = refused.select_one("#part-overview").get_text().replace("\r\n", "\n").strip()
    assert given_back == str(form["part-overview"]).strip()

    # With a site it is published under the same prompt, with its three references.
    answer = room.send(room.esme, "w/1/posts", **form | {"site": love})
    assert answer.status_code == 303
    number = int(answer.headers["Location"].split("published=")[1].split("#")[0])
    page = room.see(room.esme)
    assert len(page.select(".references li.ref")) == 3
    assert "1 of 1 references are listed and cited in the text." in text(page)

    # A response from one to the other is judged before it is written, and after.
    before = text(room.see(room.jasmine, f"p/{number}/respond"))
    assert "This will count" in before
    sent = {"part-common": words(8), "part-changed": words(8), "submission_key": "r" * 32}
    answer = room.send(room.jasmine, f"p/{number}/answers", **sent)
    after = text(room.see(room.jasmine))
    assert answer.status_code == 303
    assert "Responses that count: 1 of 1. Esme (Love146, Tue 7 Oct 10:00)." in after
