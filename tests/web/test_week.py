"""The week's page in the states it has for a student, through the real client."""

from __future__ import annotations

from forum.discussion.actions.moderation import hide_post
from forum.prompts.models import Extension
from tests.support.client import text
from tests.support.factories import BEGINNING
from tests.support.weeks import at, post_initial, scene_of


def test_before_the_opening_a_student_sees_title_and_time_only(room):
    room.clock(at(0, "12:00"))
    room.prompt()
    page = text(room.see(room.ana))
    assert "Not open yet" in page
    assert "Mon 6 Oct, 12:00 am" in page
    assert "Choose one organisation" not in page


def test_a_prompt_that_is_not_published_is_not_found(room):
    room.prompt(published_at=None)
    room.see(room.ana, status=404)
    assert "Developing alliances" in text(room.see(room.prof))


def test_the_due_times_are_filled_into_the_prompt(room):
    room.prompt()
    assert "write about it by Wed 8 Oct, 11:59 pm" in text(room.see(room.ana))


def test_before_the_own_post_the_board_shows_sites_and_numbers_and_no_names(room):
    room.prompt()
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"), stem="canary")
    page = text(room.see(room.ana))
    assert "1 colleague has written" in page
    assert "1 of 1 chose it" in page
    assert "Bea" not in page
    assert "canary" not in page


def test_a_card_begins_with_the_first_part(room):
    room.prompt()
    parts = {"overview": "First the organisation.", "ally": "Then the ways in."}
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"), parts=parts)
    card = room.see(room.prof).select_one("article.colleague .excerpt")
    assert card.text == "First the organisation."


def test_progress_counts_what_was_published(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    assert "3 of 5 done" in text(room.see(room.ana))


def test_an_extension_shows_ones_own_date_and_no_one_elses(room):
    room.prompt()
    room.session.add(
        Extension(
            prompt_id=room.week.id,
            user_id=room.ana.id,
            kind="T1",
            due_at=at(5, "23:59"),
            set_at=BEGINNING,
            set_by_id=room.prof.id,
        )
    )
    room.session.commit()
    room.clock(at(4, "10:00"))
    assert "These are your own dates" in text(room.see(room.ana))
    assert "These are your own dates" not in text(room.see(room.bea))


def test_a_withdrawn_post_can_be_restored(room):
    room.prompt()
    post = post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    room.send(room.ana, f"p/{post.number}/withdrawal")
    assert "You withdrew this post." in text(room.see(room.ana))
    room.send(room.ana, f"p/{post.number}/restoration")
    assert "Published on time" in text(room.see(room.ana))


def test_the_author_of_a_hidden_post_reads_the_reason(room):
    room.prompt()
    post = post_initial(room.session, room.ana, room.week, now=at(2, "09:00"))
    post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "09:00"))
    reader = scene_of(room.session, room.prof, room.week, at(2, "10:00"))[0]
    hide_post(room.session, reader, post, reason="It names a client.", now=at(2, "10:00"))
    room.session.commit()
    assert "It names a client." in text(room.see(room.ana))
    page = text(room.see(room.bea, f"p/{post.number}"))
    assert "Hidden by the instructor." in page
    assert "It names a client." not in page


def test_next_unread_leads_to_the_first_post_not_on_the_screen_yet(room):
    room.prompt()
    post_initial(room.session, room.ana, room.week, now=at(2, "08:00"))
    first = post_initial(room.session, room.bea, room.week, "Love146", now=at(2, "08:30"))
    second = post_initial(room.session, room.cy, room.week, "Love146", now=at(2, "08:40"))
    browser, slug = room.browser(room.ana), room.course.slug
    unread = f"/c/{slug}/w/1/unread"
    assert f"/p/{first.number}#" in browser.get(unread).headers["Location"]
    browser.post(f"/c/{slug}/w/1/reading", data={"number": [first.number, 999, "x"]})
    assert f"/p/{second.number}#" in browser.get(unread).headers["Location"]


def test_a_week_without_sites_does_not_speak_of_them(room):
    room.prompt(asks_site=False, terms={"choice": False, "different_site": False})
    post_initial(room.session, room.ana, room.week, None, now=at(2, "08:00"))
    post_initial(room.session, room.bea, room.week, None, now=at(2, "08:30"))
    page = room.see(room.ana)
    assert "No site named" not in text(page)
    assert not page.select("a[href*='order=site']")
