"""Every form of the student's side meets bad input with a sentence, and gives the text back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from forum.discussion.models import Draft, Post, Revision
from forum.participation.models import Question
from tests.support.bad_input import NAUGHTY, SURVIVES, response, typed
from tests.support.classroom import TUESDAY, Classroom, room_with_two_posts, shows
from tests.support.weeks import at, words

#: Bytes that are no UTF-8: a lone surrogate, an overlong slash, two that never occur.
BROKEN_BYTES = "a%ED%A0%80b%C0%AFc%FF%FEd"
NUMBERS = ("9" * 5000, "-1", "0", "2147483648", "1e9", "²", "٣", "NaN", "1; DROP TABLE post")
LONG = "many words " * 6000
PASTE = "pasted line of words\n" * 10_000


@pytest.fixture
def room(app, session, clock) -> Classroom:
    return room_with_two_posts(app, session, clock)


# --- What is missing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "blank",
    ["", "   \r\n\t ", "\u00a0\u2003", "\x00\x00", "\u2028\u2029"],
    ids=["empty", "white space", "no-break spaces", "nul", "line separators"],
)
def test_a_post_with_nothing_in_it_is_refused_with_a_sentence(room, blank):
    fields = room.form(**{"part-overview": blank, "part-ally": blank})
    answer = room.send(room.cy, f"{room.week}/posts", **fields)
    assert answer.status_code == 422
    assert shows(answer, "Write something in at least one part before publishing.", "Error:")


def test_a_post_without_a_site_keeps_its_text_and_says_what_is_missing(room):
    fields = room.form() | {"site": ""}
    answer = room.send(room.cy, f"{room.week}/posts", **fields)
    assert (answer.status_code, shows(answer, "Choose the site you visited.")) == (422, True)
    assert words(20, "overview") in typed(answer)
    assert words(20, "ally") in typed(answer)


def test_an_own_site_without_a_readable_address_keeps_name_and_address(room):
    for address in ("", "not an address", "javascript:alert(1)", "http://", NAUGHTY):
        fields = room.form(own_site_name="My finding", own_site_address=address) | {"site": "own"}
        answer = room.send(room.cy, f"{room.week}/posts", **fields)
        assert answer.status_code == 422, address
        assert "My finding" in typed(answer)
        assert words(20, "overview") in typed(answer)


@pytest.mark.parametrize("blank", ["", " \n ", "\x00"], ids=["empty", "white space", "nul"])
def test_an_answer_with_nothing_in_it_is_refused_with_a_sentence(room, blank):
    fields = {"part-common": blank, "part-changed": blank}
    answer = room.send(room.ana, room.at_post(room.theirs, "/answers"), **fields)
    assert answer.status_code == 422
    assert shows(answer, "Write something in at least one part before publishing.")


def test_a_question_without_words_or_about_nothing_is_refused(room):
    for text, requirement in ((" ", "parts"), ("\x00", "parts"), ("Why?", "nonsense")):
        answer = room.send(room.ana, f"{room.week}/questions", text=text, requirement=requirement)
        assert answer.status_code in (404, 422), (text, requirement)
        assert answer.status_code == 422 or "Why?" in typed(answer)
    assert room.session.scalars(select(Question)).all() == []


@pytest.mark.parametrize(
    "key",
    ["", "short", "x" * 65, "spaces are not keys", "k" * 19 + "\x00", "é" * 20, "-" * 20],
)
def test_a_form_without_a_proper_key_is_refused_and_gives_everything_back(room, key):
    sent = room.send(room.cy, f"{room.week}/posts", **room.form(submission_key=key))
    assert (sent.status_code, words(20, "overview") in typed(sent)) == (422, True)
    short = response(**{"part-common": "Thank you", "submission_key": key})
    answer = room.send(room.ana, room.at_post(room.theirs, "/answers"), **short)
    assert (answer.status_code, "Thank you" in typed(answer)) == (422, True)
    for page in (sent, answer):
        assert shows(page, "Error:")
    fresh = re.search(r'name="submission_key" value="([^"]*)"', answer.text)
    assert fresh
    assert fresh[1] != key
    assert len(room.session.scalars(select(Post)).all()) == 2


# --- What is too much --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LONG, "This text is too long: up to 60,000 characters fit here."),
        (PASTE, "This text is too long: up to 60,000 characters fit here."),
        ("[" * 3000, "This formatting is too complex, paste as plain text."),
        ("x" * 5000, "This formatting is too complex, paste as plain text."),
        ("> " * 2500 + "deep", "This formatting is too complex, paste as plain text."),
    ],
    ids=["66,000 characters", "210 KB", "brackets", "one endless word", "quotes in quotes"],
)
def test_a_text_beyond_the_guard_is_refused_by_every_form_and_comes_back_whole(
    room, text, sentence
):
    forms = [
        (room.cy, f"{room.week}/posts", room.form(**{"part-ally": text})),
        (
            room.ana,
            room.at_post(room.own, "/revisions"),
            room.form(base="1", **{"part-ally": text}),
        ),
        (room.ana, room.at_post(room.theirs, "/answers"), response(**{"part-changed": text})),
    ]
    for person, path, fields in forms:
        answer = room.send(person, path, **fields)
        assert answer.status_code == 422, path
        assert shows(answer, sentence), path
        assert text in typed(answer), path


def test_a_draft_that_is_too_long_is_refused_and_comes_back_whole(room):
    forms = [
        (room.cy, f"{room.week}/writing", room.form(**{"part-ally": PASTE})),
        (
            room.ana,
            room.at_post(room.theirs, "/answers"),
            response(draft="1", **{"part-changed": PASTE}),
        ),
    ]
    for person, path, fields in forms:
        answer = room.send(person, path, **fields)
        assert answer.status_code == 422, path
        assert shows(answer, "A part can hold 60,000 characters."), path
        assert PASTE in typed(answer), path


def test_a_review_of_a_draft_that_cannot_be_rendered_says_so_and_loses_nothing(room):
    room.send(room.cy, f"{room.week}/writing", **room.form(**{"part-ally": "[" * 3000}))
    page = room.look(room.cy, f"{room.week}/review")
    assert (page.status_code, "[" * 3000 in typed(page)) == (200, True)
    assert shows(page, "This formatting is too complex, paste as plain text.")


def test_a_form_of_five_megabytes_is_refused_by_its_size_and_comes_back(room):
    text = "a line of words\n" * 330_000
    answer = room.send(room.cy, f"{room.week}/posts", **room.form(**{"part-ally": text}))
    assert answer.status_code == 413
    assert shows(answer, "That is too much at once")
    assert text.strip()[:1000] in typed(answer)


def test_small_fields_that_are_too_long_are_never_cut_in_silence(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, private_allowed=True, terms={"references": 1})
    note, name = "touches on " * 30, "an organisation " * 20
    fields = room.form(content_note=note) | {
        "references-0-title": "a title " * 200,
        "own_site_name": name,
    }
    answer = room.send(room.ana, f"{room.week}/posts", **fields)
    assert answer.status_code == 422
    assert shows(answer, "Up to 200 characters fit here.", 'aria-invalid="true"')
    assert note.strip() in typed(answer)
    assert name.strip() in typed(answer)
    assert ("a title " * 200).strip() in typed(answer)


# --- What is strange ---------------------------------------------------------------------------


def test_strange_signs_are_published_and_shown_whole(room):
    answer = room.send(
        room.cy, f"{room.week}/posts", **room.form(**{"part-overview": NAUGHTY + " words" * 20})
    )
    assert answer.status_code == 303
    page = room.look(room.ana, f"{room.week}/all")
    assert shows(page, "👩‍👩‍👧", "שלום", "{{ 7*7 }} %(name)s %s")
    assert "<script>alert(1)" not in page.text
    mine = room.look(room.cy, room.at_post(post_of(room, room.cy), "/edit"))
    assert all(text in typed(mine) for text in SURVIVES)


def test_strange_signs_in_a_refused_form_come_back_whole(room):
    fields = room.form(**{"part-overview": NAUGHTY}) | {"site": ""}
    answer = room.send(room.cy, f"{room.week}/posts", **fields)
    assert answer.status_code == 422
    assert all(text in typed(answer) for text in SURVIVES)


FORMS = {
    "writing": ("cy", "{week}/writing", ("part-overview", "site", "own_site_name",
        "own_site_address", "content_note", "private", "alternative", "references-0-author",
        "references-pasted", "remove", "seen-part-overview", "tried_at")),
    "posts": ("cy", "{week}/posts", ("part-overview", "site", "own_site_name", "own_site_address",
        "content_note", "references-0-year", "references-0-url", "references-pasted", "remove",
        "tried_at", "submission_key")),
    "references": ("cy", "{week}/references", ("part-overview", "references-0-title",
        "references-pasted", "remove")),
    "revisions": ("ana", "{own}/revisions", ("part-overview", "site", "own_site_address",
        "content_note", "base", "remove", "tried_at")),
    "answers": ("ana", "{theirs}/answers", ("part-common", "part-changed", "text", "draft",
        "seen-part-common", "tried_at", "submission_key")),
    "questions": ("ana", "{week}/questions", ("text", "requirement")),
    "questions about a check": ("ana", "{week}/checks/citations/questions", ("text", "row")),
    "reading": ("ana", "{week}/reading", ("number",)),
    "restoring": ("cy", "{week}/drafts/initial/part-ally/versions", ("snapshot",)),
    "withdrawal": ("bea", "{theirs}/withdrawal", ("reason",)),
    "hiding": ("teacher", "{theirs}/hiding", ("reason", "show")),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_no_field_of_any_form_brings_the_server_down(room, form):
    person, address, names = FORMS[form]
    user = getattr(room, person)
    path = address.format(
        week=room.week, own=room.at_post(room.own), theirs=room.at_post(room.theirs)
    )
    dates = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2025-10-07T10:00:00")
    for name in names:
        for value in (NAUGHTY, LONG, *NUMBERS, *dates):
            fields = {**room.form(), **response(), "base": "1", "own_site_name": "Mine"}
            fields |= {"site": "own", name: value} if name.startswith("own_") else {name: value}
            if form == "withdrawal":
                room.send(user, room.at_post(room.theirs, "/restoration"))
            answer = room.send(user, path, **fields)
            assert answer.status_code in (200, 302, 303, 403, 404, 409, 413, 422), (
                name,
                value[:40],
            )
        raw = f"{name}={BROKEN_BYTES}&submission_key={uuid4().hex}&base=1&part-common=x"
        answer = room.look(
            user, path, method="POST", data=raw, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (200, 302, 303, 403, 404, 409, 422), (name, "broken bytes")


def test_addresses_with_ids_that_cannot_be_are_not_found(room):
    numbers = ("-1", "0", "999", "2147483647", "2147483648", "9" * 30, "1.0", "%00", "٣", "1%00")
    for number in numbers:
        for path in (
            f"{room.home}/p/{number}",
            f"{room.home}/p/{number}/respond",
            f"{room.home}/p/{number}/edit",
            f"{room.home}/w/{number}" + ("9" if number == "1.0" else ""),
            f"{room.home}/w/{number}/all",
        ):
            assert room.look(room.ana, path).status_code == 404, path
        sent = room.send(room.ana, f"{room.home}/p/{number}/answers", **response())
        assert sent.status_code == 404, number
        assert words(10, "common") in typed(sent), number
    for slug in ("%00", "a%00b", "x" * 5000, "..", "%F0%9F%A6%A6", "%ED%A0%80", "'"):
        assert room.look(room.ana, f"/c/{slug}/w/1").status_code == 404, slug


def test_ids_of_another_course_are_not_found_and_the_text_comes_back(room):
    elsewhere = Classroom(room.app, room.session)
    for path in (
        f"{elsewhere.week}/posts",
        elsewhere.at_post(elsewhere.post(elsewhere.bea), "/answers"),
        f"{elsewhere.week}/writing",
    ):
        answer = room.send(room.ana, path, **room.form(**response(**{"part-common": "Dear Bea,"})))
        assert answer.status_code == 404, path
        assert all(text in typed(answer) for text in (words(20, "overview"), "Dear Bea,"))


# --- What comes twice, or too late -------------------------------------------------------------


def test_the_same_form_again_answers_with_the_same_address_and_writes_nothing(room):
    key = uuid4().hex
    first = room.send(room.cy, f"{room.week}/posts", **room.form(submission_key=key))
    again = room.send(room.cy, f"{room.week}/posts", **room.form(submission_key=key))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    path = room.at_post(room.theirs, "/answers")
    answers = [room.send(room.ana, path, **response(submission_key=key)) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(room.session.scalars(select(Post)).all()) == 4


def test_a_second_initial_post_is_refused_with_its_text(room):
    answer = room.send(room.ana, f"{room.week}/posts", **room.form(**{"part-ally": "A second one"}))
    assert answer.status_code == 409
    assert shows(answer, "You have published an initial post here already.")
    assert "A second one" in typed(answer)
    assert words(20, "overview") in typed(answer)


def test_the_last_place_at_a_site_is_taken_and_the_text_comes_back(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, site_cap=1)
    room.post(room.bea)
    answer = room.send(room.ana, f"{room.week}/posts", **room.form())
    assert (answer.status_code, shows(answer, "Somebody took the last place")) == (409, True)
    assert words(20, "overview") in typed(answer)


def test_an_older_tab_gets_both_texts_and_can_save_again(room):
    path = room.at_post(room.own, "/revisions")
    room.send(room.ana, path, **room.form(base="1", **{"part-ally": "The other tab's text"}))
    late = room.send(room.ana, path, **room.form(base="1", **{"part-ally": "This tab's text"}))
    assert late.status_code == 409
    assert shows(late, "This post was changed in another window since you opened it.")
    assert all(text in typed(late) for text in ("The other tab's text", "This tab's text"))
    base = re.search(r'name="base" value="(\d+)"', late.text)[1]
    saved = room.send(room.ana, path, **room.form(base=base, **{"part-ally": "This tab's text"}))
    assert saved.status_code == 303
    texts = [
        row.parts["ally"] for row in room.session.scalars(select(Revision).order_by(Revision.id))
    ]
    assert texts[-2:] == ["The other tab's text", "This tab's text"]


@pytest.mark.parametrize("base", ["", "0", "-1", "2", "x", "9" * 40])
def test_a_version_that_never_was_is_a_stale_one(room, base):
    answer = room.send(room.ana, room.at_post(room.own, "/revisions"), **room.form(base=base))
    assert (answer.status_code, words(20, "overview") in typed(answer)) == (409, True)


def test_after_the_close_nothing_is_taken_and_every_text_comes_back(room, clock):
    clock(at(10, "00:10"))
    forms = [
        (room.cy, f"{room.week}/posts", room.form()),
        (room.cy, f"{room.week}/writing", room.form()),
        (room.ana, room.at_post(room.own, "/revisions"), room.form(base="1")),
        (room.ana, room.at_post(room.theirs, "/answers"), room.form(**response())),
    ]
    for person, path, fields in forms:
        answer = room.send(person, path, **fields)
        assert answer.status_code == 403, path
        assert shows(answer, "This discussion closed Tue 14 Oct, 11:59 pm"), path
        kept = words(10, "common") if path.endswith("/answers") else words(20, "overview")
        assert kept in typed(answer), path
    assert len(room.session.scalars(select(Post)).all()) == 2
    assert room.session.scalars(select(Draft)).all() == []


def test_a_post_that_is_withdrawn_cannot_be_edited_and_the_text_comes_back(room):
    room.withdraw(room.ana, room.own)
    answer = room.send(room.ana, room.at_post(room.own, "/revisions"), **room.form(base="1"))
    assert (answer.status_code, words(20, "overview") in typed(answer)) == (403, True)


def test_somebody_elses_post_cannot_be_edited_and_the_text_comes_back(room):
    answer = room.send(room.ana, room.at_post(room.theirs, "/revisions"), **room.form(base="1"))
    assert (answer.status_code, words(20, "overview") in typed(answer)) == (403, True)
    assert len(room.session.scalars(select(Revision)).all()) == 2


def post_of(room, user) -> Post:
    """The one post of somebody."""
    return room.session.scalars(select(Post).where(Post.author_id == user.id)).one()
