"""A week as its students will see it: every state, drawn by their own pages of a made-up class."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from forum.discussion.models import Draft, Post, ReadMark
from forum.extensions import db
from forum.participation.rehearsal.made import Rehearsal
from forum.participation.rehearsal.places import PEOPLE, STUDENT
from forum.participation.rehearsal.states import EXTENSION, find_state
from forum.prompts.models import Checkpoint, Extension, PromptSite
from forum.prompts.queries import get_setup
from forum.rules.citations import Reference
from forum.web.setup.rehearsal import phrases
from tests.support.client import text
from tests.support.factories import BEGINNING
from tests.support.weeks import at, post_initial, respond

PREVIEW = "w/1/preview"
#: What a page of each state says, and what it must not say.
SAYS = {
    "before": (("Not open yet",), ("Choose one organisation", "Write your post")),
    "writing": (("6 colleagues have written", "In your draft", "Saved"), ("Amira", "is late")),
    "waiting": (
        ("Published on time", "Everyone so far chose the same site as you", "3 colleagues chose"),
        ("Daniela",),
    ),
    "responding": (
        (
            "1 of 2 responses.",
            "Daniela Ruiz wrote to you",
            "Respond to Elias",
            "3 colleagues chose",
        ),
        ("Grace Lin",),
    ),
    "late": (("Your post is late.", "Review and publish"), ("Amira",)),
    "extension": (("These are your own dates: you have an extension.",), ("Your post is late.",)),
    "private": (("Only you and your instructor can read this.",), ("wrote to you",)),
    "closed": (
        ("This discussion has closed.", "Responses that count: 1 of 2."),
        ("Edit your post",),
    ),
    "missed": (
        ("Your draft was not published.", "Ask for an extension", "Amira Haddad"),
        ("Review and publish",),
    ),
}


def preview(room, path=PREVIEW, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return room.see(room.prof, f"{path}?{query}")


def shown(page: BeautifulSoup) -> str:
    """The words of the student's page, without its numbers, which every class gives anew."""
    said = " ".join(page.select_one("main").get_text(" ").split())
    return re.sub(r"#\d+|\b[A-Z0-9]{4}-[A-Z0-9]{2}\b", "#", said)


def count_rows(session) -> dict[str, int]:
    tables = db.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}


@pytest.mark.parametrize("state", SAYS)
def test_each_state_says_what_its_student_reads(room, state):
    room.prompt(private_allowed=True)
    page = preview(room, state=state)
    said, unsaid = SAYS[state]
    assert [words for words in said if words not in text(page.select_one("main"))] == []
    assert [words for words in unsaid if words in text(page.select_one("main"))] == []
    assert text(page.select_one(".preview-pick [aria-current]"))


@pytest.mark.parametrize("state", SAYS)
def test_a_real_student_in_the_same_state_reads_the_same_words(room, state):
    week = room.prompt(private_allowed=True, published_at=BEGINNING)
    made = make_true(room, week, state)
    room.clock(made.now)
    real = room.see(room.people[STUDENT.id], "w/1?order=name")
    assert shown(real) == shown(preview(room, state=state, order="name"))


def make_true(room, week, state: str) -> Rehearsal:
    """Publish what the made-up class wrote, by real people of the same names."""
    setup = get_setup(room.session, week)
    with room.app.test_request_context():
        made = Rehearsal(setup, find_state(setup, state), phrases())
    room.people = {person.id: room.person(person.name) for person in PEOPLE}
    posts: dict[int, Post] = {}
    for post in made.posts:
        author, writing = room.people[post.author.id], post.revision
        if post.parent is None:
            posts[post.number] = post_initial(
                room.session,
                author,
                week,
                now=post.published_at,
                parts=writing.parts,
                site_id=writing.site_id,
                references=tuple(map(Reference.from_row, writing.references)),
                is_private=post.is_private,
            )
        else:
            parent = posts[post.parent]
            respond(room.session, author, parent, now=post.published_at, parts=writing.parts)
    student = room.people[STUDENT.id]
    for number in made.answered:
        mark = ReadMark(user_id=student.id, post_id=posts[number].id, read_at=made.now)
        room.session.add(mark)
    for field, draft in made.draft.items():
        room.session.add(
            Draft(
                user_id=student.id,
                prompt_id=week.id,
                slot="initial",
                field=field,
                text=draft.text,
                saved_at=draft.saved_at,
                begun_at=draft.saved_at,
            )
        )
    if made.state.is_extended:
        room.session.add(
            Extension(
                prompt_id=week.id,
                user_id=student.id,
                kind="T1",
                due_at=setup.due("T1") + EXTENSION,
                set_at=BEGINNING,
                set_by_id=room.prof.id,
            )
        )
    room.session.commit()
    return made


def test_nothing_is_written_by_any_page_of_it(room):
    room.prompt(private_allowed=True)
    browser = room.browser(room.prof)
    before = count_rows(room.session)
    start = f"/c/{room.course.slug}/{PREVIEW}"
    for state in SAYS:
        for path in ("", "&width=320", "&framed=1"):
            assert browser.get(f"{start}?state={state}{path}").status_code == 200
    for path in ("p/1", "p/5", "p/5/respond", "p/10"):
        assert browser.get(f"{start}/{path}?state=responding").status_code == 200
    room.session.rollback()
    assert count_rows(room.session) == before


@pytest.mark.parametrize("state", SAYS)
def test_every_field_is_off_and_every_link_stays(room, state):
    room.prompt(private_allowed=True)
    page = preview(room, state=state)
    still = page.select_one("fieldset[disabled]")
    fields = page.select("main :is(input, textarea, select, button)")
    assert [field for field in fields if still not in field.parents] == []
    for form in page.select("main form[method=post]"):
        assert form["action"] == "#preview"
    for link in page.select("main a[href]:not([hidden])"):
        address = link["href"]
        stays = "/w/1/preview" in address or address.startswith("#")
        leads_to_nobody = address.startswith(("https://", "/help/")) or address.endswith(
            "/c/" + room.course.slug + "/"
        )
        assert stays or leads_to_nobody, address


def test_posts_and_the_response_form_are_read_within_it(room):
    room.prompt()
    week = preview(room, state="responding")
    card = next(link for link in week.select("a") if "Respond to Elias" in text(link))
    form = room.see(room.prof, card["href"].partition(f"/c/{room.course.slug}/")[2])
    assert "Respond to Elias" in text(form.h1)
    assert "This will count" in text(form)
    assert "state=responding" in form.select_one(".page-head a")["href"]
    thread = preview(room, f"{PREVIEW}/p/1", state="responding")
    assert "Daniela Ruiz" in text(thread)


def test_before_the_own_post_no_post_can_be_read(room):
    room.prompt()
    for path in (f"{PREVIEW}/p/5", f"{PREVIEW}/p/5/respond"):
        room.see(room.prof, f"{path}?state=writing", 404)


def test_the_narrow_look_is_the_page_itself_in_a_frame_of_ours(room):
    room.prompt()
    browser = room.browser(room.prof)
    start = f"/c/{room.course.slug}/{PREVIEW}?state=waiting"
    around = browser.get(f"{start}&width=320")
    frame = BeautifulSoup(around.data, "html.parser").iframe
    assert around.headers["Content-Security-Policy"].endswith("frame-src 'self'")
    assert around.headers["X-Frame-Options"] == "DENY"
    framed = browser.get(frame["src"])
    assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    page = BeautifulSoup(framed.data, "html.parser")
    assert shown(page) == shown(preview(room, state="waiting"))
    assert page.select("header.app, footer") == []
    alone = browser.get(start)
    assert alone.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in alone.headers["Content-Security-Policy"]


def test_leaving_returns_to_the_field(room):
    room.prompt()
    for page in (
        preview(room, back="sites"),
        preview(room, back="sites", width=320),
        preview(room, f"{PREVIEW}/p/1", back="sites", state="responding"),
    ):
        assert page.find("a", string="Leave preview")["href"].endswith("/w/1/setup#sites")
        others = page.select(".preview-pick a")
        assert all("back=sites" in link["href"] for link in others)
    odd = preview(room, back="%22%3E%3Cscript%3E")
    assert odd.find("a", string="Leave preview")["href"].endswith("/w/1/setup")


def test_only_states_that_the_week_can_have_are_offered(room):
    room.prompt(terms={"responses": 0})
    page = preview(room)
    states = [text(link) for link in page.select(".preview-pick nav:first-child a")]
    assert "Waiting" not in states
    assert "Private post" not in states
    for state in ("waiting", "private", "nonsense"):
        room.see(room.prof, f"{PREVIEW}?state={state}", 404)


def test_a_time_that_is_not_set_is_that_of_the_pattern(room):
    week = room.prompt(published_at=None)
    room.session.execute(Checkpoint.__table__.delete().where(Checkpoint.prompt_id == week.id))
    room.session.commit()
    assert "Your post is due" in text(preview(room, state="writing"))


@pytest.mark.parametrize("state", [state for state in SAYS if state != "private"])
@pytest.mark.parametrize(
    "values",
    [
        {"site_cap": 1},
        {"asks_site": False, "terms": {"choice": False, "different_site": False}},
        {"write_first": False, "site_board": False},
        {"terms": {"references": 7, "responses": 1, "days": 3, "answer_back": 1}},
        {"own_site_allowed": False, "without": "sites"},
        {"without": "sites"},
        {"without": "order"},
    ],
    ids=str,
)
def test_an_odd_week_can_be_looked_at_too(room, values, state):
    values = dict(values)
    without = values.pop("without", "")
    week = room.prompt(published_at=None, **values)
    if without == "sites":
        listed = PromptSite.__table__.delete().where(PromptSite.prompt_id == week.id)
        room.session.execute(listed)
    if without == "order":
        close = room.session.scalars(select(Checkpoint).where(Checkpoint.kind == "close")).one()
        close.due_at = at(1, "00:00") - timedelta(days=1)
    room.session.commit()
    assert preview(room, state=state).h1
