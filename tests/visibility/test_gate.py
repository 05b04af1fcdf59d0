"""Write first: the gate opens on substance, stays open, and holds on every surface (B1 to B30)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.courses.models import Enrollment
from forum.discussion.models import Draft, DraftSnapshot, GateOpening, Post, ReadMark, Revision
from tests.support.classroom import TUESDAY, Classroom, plain, shows
from tests.support.factories import enrol, make_course, make_user, sign_in
from tests.support.weeks import at, make_prompt, post_initial, words

FIRST = "Write your own post to read your colleagues'."


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Bea has posted and Cy has answered her; Ana has written nothing. It is Tuesday."""
    clock(TUESDAY)
    room = Classroom(app, session)
    room.cy = room.person("Cy Ng")
    room.post(room.cy, "La Strada International", stem="canarycy")
    room.theirs = room.post(room.bea, "Love146", stem="canarybea")
    room.answer = room.respond(room.cy, room.theirs, stem="canaryanswer")
    return room


def surfaces(room: Classroom) -> list[str]:
    """Every address at which a student could meet a colleague's text."""
    week = [f"{room.week}{more}" for more in ("", "/all", "/unread", "/review", "/drafts/initial")]
    orders = [f"{room.week}?order={order}" for order in ("need", "new", "name", "site", "grade")]
    odd = [f"{room.week}?format=json", f"{room.week}?published=1", f"{room.week}/all?print=1"]
    places = ["/", f"{room.home}/", f"{room.home}/my-work", f"{room.home}/people"]
    posts = [
        room.at_post(post, more)
        for post in (room.theirs, room.answer)
        for more in ("", "/respond", "/versions", "/edit", "?published=1", ".json", "/")
    ]
    slots = [
        f"{room.week}/drafts/{slot}"
        for slot in (f"edit-{room.theirs.number}", f"response-{room.theirs.number}")
    ]
    return [*week, *orders, *odd, *places, *posts, *slots, f"{room.home}/my-grades"]


def leaks(room: Classroom, reader) -> list[str]:
    """The surfaces on which a colleague's text, or who wrote one, can be read."""
    found = []
    for path in surfaces(room):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = room.look(reader, path, method=method, follow_redirects=method == "GET")
            assert answer.status_code < 500, (method, path, answer.status_code)
            if "canary" in answer.text or any("canary" in value for value in answer.headers):
                found.append(f"{method} {path}")
    return found


def test_before_the_own_post_no_surface_shows_a_colleagues_text(room):
    assert leaks(room, room.ana) == []


def test_before_the_own_post_a_colleagues_post_is_as_missing_as_none(room):
    for more in ("", "/respond", "/versions", "/edit"):
        there = room.look(room.ana, room.at_post(room.theirs, more))
        nowhere = room.look(room.ana, f"{room.home}/p/999{more}")
        assert (there.status_code, nowhere.status_code) == (404, 404), more
        assert plain(there) == plain(nowhere), more


def test_before_the_own_post_the_number_of_colleagues_and_the_board_are_all_there_is(room):
    page = room.look(room.ana, room.week)
    assert shows(page, FIRST, "2 colleagues have written", "1 of 2 chose it")
    assert "Bea" not in page.text
    assert "Cy" not in page.text


def test_once_the_own_post_has_substance_everything_is_there(room):
    answer = room.send(room.ana, f"{room.week}/posts", **room.form())
    assert answer.status_code == 303
    page = room.look(room.ana, f"{room.week}/all")
    assert all(word in page.text for word in ("canarybea", "canarycy", "canaryanswer"))
    assert room.look(room.ana, room.at_post(room.theirs)).status_code == 200


def test_b1_a_full_stop_does_not_open_the_gate_and_an_edit_with_substance_does(room):
    dots = room.form(**{"part-overview": ".", "part-ally": "."})
    assert room.send(room.ana, f"{room.week}/posts", **dots).status_code == 303
    assert leaks(room, room.ana) == []
    own = room.session.scalars(select(Post).where(Post.author_id == room.ana.id)).one()
    saved = room.send(room.ana, room.at_post(own, "/revisions"), base=1, **room.form())
    assert saved.status_code == 303
    assert "canarybea" in room.look(room.ana, f"{room.week}/all").text
    opening = room.session.scalars(
        select(GateOpening).where(GateOpening.user_id == room.ana.id)
    ).one()
    revision = room.session.get_one(Revision, opening.revision_id)
    assert revision.number == 2
    seen = room.look(room.teacher, room.at_post(own, "/versions"))
    assert shows(seen, "Version 1", "Version 2", revision.parts["overview"])


@pytest.mark.parametrize(
    "missing",
    [{"part-ally": ""}, {"part-ally": "too short"}, {"part-overview": "word " * 9}],
    ids=["a part is empty", "a part is short", "one word is missing"],
)
def test_b1_a_part_below_its_minimum_keeps_the_gate_closed(room, missing):
    room.send(room.ana, f"{room.week}/posts", **room.form(**missing))
    assert leaks(room, room.ana) == []


def test_b1_a_quoted_canary_of_white_space_is_no_substance(room):
    blank = "\u00a0 \u200b\u200d \u2060 " * 40
    answer = room.send(
        room.ana, f"{room.week}/posts", **room.form(**{"part-overview": blank, "part-ally": blank})
    )
    assert answer.status_code in (303, 422)
    assert leaks(room, room.ana) == []


def test_b2_withdrawing_the_post_does_not_close_the_gate_and_leaves_no_second_one(room):
    own = room.post(room.ana)
    assert room.send(room.ana, room.at_post(own, "/withdrawal")).status_code == 303
    assert "canarybea" in room.look(room.ana, f"{room.week}/all").text
    again = room.send(room.ana, f"{room.week}/posts", **room.form())
    assert again.status_code == 409
    own_posts = select(Post).where(Post.author_id == room.ana.id)
    assert len(room.session.scalars(own_posts).all()) == 1


def test_b3_a_draft_opens_nothing(room):
    room.send(room.ana, f"{room.week}/writing", **room.form())
    assert room.session.scalars(select(Draft).where(Draft.user_id == room.ana.id)).all()
    assert leaks(room, room.ana) == []


def test_b3_an_answer_cannot_be_written_before_the_own_post(room):
    fields = {"part-common": words(10), "part-changed": words(10)}
    answer = room.send(room.ana, room.at_post(room.theirs, "/answers"), **fields)
    assert answer.status_code == 404
    assert room.session.scalars(select(Post).where(Post.author_id == room.ana.id)).all() == []


def test_b4_the_address_of_a_post_is_not_found_in_any_writing(room):
    number = room.theirs.number
    for path in (f"{number}", f"0{number}", f"{number}/", f"{number}.json", f"+{number}"):
        answer = room.look(room.ana, f"{room.home}/p/{path}")
        assert answer.status_code == 404, path


def test_b5_a_search_that_does_not_exist_yet_answers_nothing(room):
    for path in (f"{room.home}/search?q=canary", "/search?q=canary", f"{room.week}?q=canary"):
        answer = room.look(room.ana, path)
        assert "canarybea" not in answer.text


def test_b6_unread_leads_nowhere_and_counts_nothing(room):
    answer = room.look(room.ana, f"{room.week}/unread")
    assert answer.status_code == 302
    assert answer.location.endswith(f"{room.week}#colleagues")


def test_b6_a_post_that_may_not_be_seen_cannot_be_marked_as_read(room):
    answer = room.send(room.ana, f"{room.week}/reading", number=str(room.theirs.number))
    assert answer.status_code == 303
    assert room.session.scalars(select(ReadMark)).all() == []


def test_b6_an_answer_to_the_own_post_waits_behind_the_gate_too(room):
    own = room.post(room.ana, length=1)
    room.respond(room.cy, own, stem="canaryreply")
    assert leaks(room, room.ana) == []
    work = room.look(room.ana, f"{room.home}/my-work")
    assert "Cy" not in work.text


def test_b7_a_hidden_post_is_not_offered_as_unread(room):
    room.post(room.ana)
    room.hide(room.theirs)
    room.hide(room.answer)
    answer = room.look(room.ana, f"{room.week}/unread")
    assert f"/p/{room.theirs.number}" not in answer.location
    assert f"/p/{room.answer.number}" not in answer.location


def test_b8_nothing_answers_a_parent_that_is_not_there(room):
    room.post(room.ana)
    other = make_prompt(room.session, room.course, 2)
    hers = post_initial(room.session, room.bea, other, "Love146", now=at(9, "10:00"))
    fields = {"part-common": words(10), "part-changed": words(10)}
    scheduled = room.send(room.ana, room.at_post(hers, "/answers"), **fields)
    assert scheduled.status_code == 404
    elsewhere = Classroom(room.app, room.session)
    foreign = elsewhere.post(elsewhere.bea, "Love146")
    room.prompt = room.session.merge(room.prompt)
    mixed = f"{room.home}/p/{foreign.number + 500}/answers"
    assert room.send(room.ana, mixed, **fields).status_code == 404
    assert room.send(room.ana, elsewhere.at_post(foreign, "/answers"), **fields).status_code == 404


def test_b8_a_hidden_post_takes_no_answer_and_gives_the_text_back(room):
    room.post(room.ana)
    room.hide(room.theirs)
    fields = {"part-common": "I wrote this for Bea", "part-changed": words(10)}
    answer = room.send(room.ana, room.at_post(room.theirs, "/answers"), **fields)
    assert answer.status_code == 403
    assert shows(answer, "I wrote this for Bea")
    assert "canarybea" not in answer.text


def test_b9_no_address_serves_a_file_of_a_post(room):
    for path in (f"/files/{room.theirs.id}", f"{room.home}/files/{room.theirs.id}"):
        assert room.look(room.ana, path).status_code == 404


def test_b11_a_kept_page_is_asked_for_again_whenever_less_may_be_seen(room):
    room.post(room.ana)
    browser = room.app.test_client()
    sign_in(browser, room.session, room.ana)
    for path in (f"{room.week}/all", room.at_post(room.theirs), room.week):
        browser.get(path)  # from here on the session has its token
        kept = {"If-None-Match": browser.get(path).headers.get("ETag", "")}
        assert browser.get(path, headers=kept).status_code in (200, 304)
        for person in (room.person(f"Eve {path[-1]} Stone"), room.bea):
            theirs = room.look(person, path, headers=kept)
            assert theirs.status_code in (200, 404), path
            assert theirs.headers["Vary"] == "Cookie"
            assert "private" in theirs.headers["Cache-Control"]
    kept = {"If-None-Match": browser.get(f"{room.week}/all").headers.get("ETag", "")}
    room.hide(room.theirs)
    hidden = browser.get(f"{room.week}/all", headers=kept)
    assert (hidden.status_code, "canarybea" in hidden.text) == (200, False)


def test_b14_earlier_versions_of_others_are_for_staff(room):
    room.post(room.ana)
    room.send(
        room.bea,
        room.at_post(room.theirs, "/revisions"),
        base=1,
        **room.form("Love146", **{"part-overview": words(20, "later")}),
    )
    assert room.look(room.ana, room.at_post(room.theirs, "/versions")).status_code == 404
    assert "canarybea" not in room.look(room.ana, room.at_post(room.theirs)).text.split("ally")[0]
    for person in (room.bea, room.teacher):
        seen = room.look(person, room.at_post(room.theirs, "/versions"))
        assert (seen.status_code, "canarybea" in seen.text) == (200, True)


def test_b17_an_ended_membership_and_a_disabled_account_lose_everything_at_the_next_click(room):
    room.post(room.ana)
    browser = room.app.test_client()
    sign_in(browser, room.session, room.ana)
    assert "canarybea" in browser.get(f"{room.week}/all").text
    enrollment = room.session.merge(enrolment_of(room, room.ana))
    enrollment.ended_at = TUESDAY
    room.session.commit()
    assert browser.get(f"{room.week}/all").status_code == 404
    assert browser.get(room.at_post(room.theirs)).status_code == 404
    enrollment.ended_at = None
    room.session.get_one(type(room.ana), room.ana.id).disabled_at = TUESDAY
    room.session.commit()
    assert browser.get(f"{room.week}/all").status_code == 302
    sent = browser.post(f"{room.week}/posts", data=room.form())
    assert sent.status_code == 401


def test_b17_a_teacher_who_becomes_a_student_stands_before_the_gate(room):
    enrollment = enrolment_of(room, room.teacher)
    enrollment.role = "student"
    room.session.commit()
    assert leaks(room, room.teacher) == []


def enrolment_of(room: Classroom, user):
    return room.session.scalars(select(Enrollment).where(Enrollment.user_id == user.id)).one()


def test_b18_ids_of_others_in_a_form_change_nothing(room):
    other = make_course(room.session)
    foreign = make_prompt(room.session, other)
    fields = room.form(
        prompt_id=str(foreign.id),
        course_id=str(other.id),
        author_id=str(room.bea.id),
        user_id=str(room.bea.id),
        parent_id=str(room.theirs.id),
        root_id=str(room.theirs.id),
        kind="response",
        published_at="2020-01-01T00:00:00Z",
        hidden_at="",
    )
    assert room.send(room.ana, f"{room.week}/posts", **fields).status_code == 303
    post = room.session.scalars(select(Post).where(Post.author_id == room.ana.id)).one()
    assert (post.prompt_id, post.course_id, post.parent_id, post.kind, post.published_at) == (
        room.prompt.id,
        room.course.id,
        None,
        "initial",
        TUESDAY,
    )


def test_b18_a_site_of_another_course_cannot_be_chosen(room):
    elsewhere = Classroom(room.app, room.session)
    site = elsewhere.form("A site of elsewhere")["site"]
    answer = room.send(room.ana, f"{room.week}/posts", **room.form() | {"site": site})
    assert answer.status_code == 422
    assert shows(answer, "Choose the site you visited.", words(20, "overview"))


def test_b18_a_post_number_of_one_course_means_nothing_in_another(room):
    elsewhere = Classroom(room.app, room.session)
    for number in range(1, 9):
        assert elsewhere.look(elsewhere.ana, f"{elsewhere.home}/p/{number}").status_code == 404
    outsider = make_user(room.session, "Xena Outsider")
    enrol(room.session, elsewhere.course, outsider)
    for path in surfaces(room)[1:]:
        if path.startswith(room.home):
            assert room.look(outsider, path).status_code == 404, path


def test_b23_another_method_or_another_form_of_the_address_opens_nothing(room):
    for method in ("PUT", "PATCH", "DELETE", "POST", "TRACE", "PROPFIND"):
        answer = room.look(room.ana, room.at_post(room.theirs), method=method)
        assert answer.status_code in (404, 405), method
        assert "canary" not in answer.text
    for header in ("application/json", "text/plain", "application/xml", "*/*"):
        answer = room.look(room.ana, room.week, headers={"Accept": header})
        assert "canary" not in answer.text
        answer = room.look(room.ana, room.at_post(room.theirs), headers={"Accept": header})
        assert answer.status_code == 404


def test_b30_drafts_are_answered_by_who_asks_and_never_by_an_id(room):
    secret = {"client": "c", "fields": [{"field": "part-ally", "text": "canarydraft"}]}
    number = room.theirs.number
    for slot in ("initial", f"edit-{number}", f"response-{number}"):
        saved = room.look(room.bea, f"{room.week}/drafts/{slot}", method="PUT", json=secret)
        assert saved.status_code == 200
        for person in (room.ana, room.teacher):
            answer = room.look(person, f"{room.week}/drafts/{slot}")
            assert answer.json == {"fields": []}
            shown = room.look(person, f"{room.week}/drafts/{slot}/part-ally/versions")
            assert "canarydraft" not in shown.text
    mine = {"user": str(room.bea.id), **secret}
    answer = room.look(room.ana, f"{room.week}/drafts/initial", method="PUT", json=mine)
    assert answer.status_code == 403
    assert {row.user_id for row in room.session.scalars(select(Draft))} == {room.bea.id}


def test_b30_somebody_elses_earlier_version_cannot_be_put_back(room):
    change = {"field": "part-ally", "text": "later", "snapshot": "canarysnapshot"}
    body = {"client": "c", "fields": [change]}
    room.look(room.bea, f"{room.week}/drafts/initial", method="PUT", json=body)
    theirs = room.session.scalars(select(DraftSnapshot.id)).one()
    path = f"{room.week}/drafts/initial/part-ally/versions"
    answer = room.send(room.ana, path, snapshot=str(theirs))
    assert answer.status_code == 404
    assert "canary" not in answer.text
