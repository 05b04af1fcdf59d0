"""What mails say is decided when they are sent, by what the receiver may see then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from forum.accounts.actions import disable_person
from forum.courses.actions.people import end_enrollment
from forum.courses.models import Enrollment
from forum.database import transaction
from forum.discussion.actions.reading import mark_read
from forum.jobs.letters import desk
from forum.jobs.work import sweep
from forum.notifications.actions import choose, mark_all_seen, stop
from forum.notifications.kinds import DIGEST, NOW, OFF
from forum.notifications.tokens import DIGESTS, Stop, read_stop
from forum.outbox.models import OutboxEntry
from tests.notifications.support import Told
from tests.support.classroom import TUESDAY
from tests.support.postbox import links_of, text_of
from tests.support.weeks import at, scene_of

LAST = 2_147_483_647
NOISE = ("Receipt", "receipts", "has posted")


def loud(subjects: list[str]) -> list[str]:
    """The subjects without receipts and ends of waiting."""
    return [subject for subject in subjects if not any(noise in subject for noise in NOISE)]


@pytest.fixture
def answered(room: Told) -> Told:
    """Bea has responded to Ana, and the worker has carried the news but sent no mail of it yet."""
    room.own = room.post(room.ana)
    room.post(room.bea, "Love146")
    room.response = room.respond(room.bea, room.own)
    assert loud(room.later(1)) == []
    return room


def test_a_response_is_said_with_its_place_its_link_and_the_reason(answered: Told) -> None:
    answered.clock(TUESDAY + timedelta(minutes=10))
    (mail,) = answered.postbox.deliver()
    assert mail["Subject"] == "[SOWK 510] Bea Mills responded to you (week 1)"
    assert mail["To"] == f"Ana Lopez <{answered.ana.email}>"
    text = text_of(mail)
    assert text.startswith("Hello Ana,\n\nBea Mills responded to you.\n")
    assert "SOWK 510, week 1: Developing alliances" in text
    assert "You get this mail because somebody answered you." in text
    assert links_of(mail)[0].startswith("/notifications/")
    assert "word" not in text  # nothing of what was written


def test_headers_let_mail_programs_thread_filter_and_stop(answered: Told) -> None:
    answered.clock(TUESDAY + timedelta(minutes=10))
    (mail,) = answered.postbox.deliver()
    root = f"<week-{answered.prompt.id}.{answered.ana.id}@127.0.0.1>"
    assert (mail["In-Reply-To"], mail["References"]) == (root, root)
    assert f"<{answered.course.slug}.127.0.0.1>" in mail["List-Id"]
    assert mail["Auto-Submitted"] == "auto-generated"
    token = mail["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    keys = [answered.app.config["SECRET_KEY"]]
    assert read_stop(keys, token) == Stop(answered.ana.id, "response")
    html = mail.get_body(("html",)).get_content()
    assert "prefers-color-scheme: dark" in html
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_several_become_one(answered: Told) -> None:
    cy = answered.person("Cy Young")
    answered.post(cy, "La Strada International")
    answered.respond(cy, answered.own)
    assert loud(answered.later(2)) == []
    assert loud(answered.later(10)) == ["[SOWK 510] Bea Mills and Cy Young answered you (week 1)"]
    assert "It went with another mail." in answered.reasons()


def test_a_thousand_become_one_of_bounded_size(answered: Told) -> None:
    for _ in range(60):
        answered.respond(answered.bea, answered.own, kind="reply")
    answered.clock(TUESDAY + timedelta(minutes=2))
    answered.postbox.deliver()
    answered.clock(TUESDAY + timedelta(minutes=20))
    mails = [mail for mail in answered.postbox.deliver() if "answered" in mail["Subject"]]
    (mail,) = mails
    assert mail["Subject"] == "[SOWK 510] Bea Mills answered you 61 times (week 1)"
    assert len([link for link in links_of(mail) if link.startswith("/notifications/")]) == 20
    assert "41 more are in your list:" in text_of(mail)


def test_what_was_seen_in_the_list_is_not_mailed(answered: Told) -> None:
    with transaction() as session:
        mark_all_seen(session, answered.ana.id, now=TUESDAY, newest=LAST)
    assert loud(answered.later(10)) == []
    assert "The person has seen it already." in answered.reasons()


def test_what_was_read_on_the_page_is_not_mailed(answered: Told) -> None:
    reader = scene_of(answered.session, answered.ana, answered.prompt, TUESDAY)[0]
    with transaction() as session:
        mark_read(session, reader, [answered.response.number], now=TUESDAY)
    assert loud(answered.later(10)) == []


def test_a_post_that_was_hidden_meanwhile_is_not_mentioned(answered: Told) -> None:
    answered.hide(answered.response)
    subjects = loud(answered.later(10))
    assert subjects == ["[SOWK 510] A post of yours is hidden (week 1)"]


def test_a_post_that_was_withdrawn_meanwhile_is_not_mentioned(answered: Told) -> None:
    answered.withdraw(answered.bea, answered.response)
    assert loud(answered.later(10)) == []


def test_who_left_meanwhile_gets_nothing(answered: Told) -> None:
    row = answered.session.scalars(
        select(Enrollment).where(Enrollment.user_id == answered.ana.id)
    ).one()
    with transaction() as session:
        end_enrollment(session, row, by=None, now=TUESDAY)
    assert loud(answered.later(10)) == []
    assert "The person is no longer in the course." in answered.reasons()


def test_a_disabled_account_gets_nothing(answered: Told) -> None:
    with transaction() as session:
        disable_person(session, answered.ana, TUESDAY)
    assert loud(answered.later(10)) == []
    assert "The account is disabled." in answered.reasons()


def test_who_switched_a_kind_off_meanwhile_gets_nothing_and_has_it_in_the_list(
    answered: Told,
) -> None:
    with transaction() as session:
        stop(session, answered.ana.id, ["response"])
    assert loud(answered.later(10)) == []
    assert "response" in answered.list_of(answered.ana)


def test_a_colleague_who_left_is_not_named(answered: Told) -> None:
    row = answered.session.scalars(
        select(Enrollment).where(Enrollment.user_id == answered.bea.id)
    ).one()
    with transaction() as session:
        end_enrollment(session, row, by=None, now=TUESDAY)
    assert loud(answered.later(10)) == ["[SOWK 510] A former classmate responded to you (week 1)"]


def test_the_reason_for_hiding_reaches_the_author_in_the_mail_not_in_its_subject(
    answered: Told,
) -> None:
    answered.hide(answered.response, "Names a client.")
    answered.clock(TUESDAY + timedelta(minutes=10))
    (mail,) = [mail for mail in answered.postbox.deliver() if "hidden" in mail["Subject"]]
    assert "Prof. Okafor has hidden your post: Names a client." in text_of(mail)
    assert "client" not in mail["Subject"]


def test_text_is_quoted_only_where_the_institution_allows_it(
    answered: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(answered.app.config, "MAIL_QUOTES_POSTS", True)
    answered.respond(answered.bea, answered.own, stem="canary")
    answered.clock(TUESDAY + timedelta(minutes=2))
    answered.postbox.deliver()
    answered.clock(TUESDAY + timedelta(minutes=20))
    (mail,) = [mail for mail in answered.postbox.deliver() if "answered" in mail["Subject"]]
    assert "canary" in text_of(mail)


@pytest.mark.parametrize("where", ["post", "prompt"])
def test_nothing_under_a_content_note_is_quoted(
    answered: Told, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setitem(answered.app.config, "MAIL_QUOTES_POSTS", True)
    if where == "prompt":
        answered.prompt.content_note = "Violence."
    else:
        answered.response.content_note = "Violence."
    answered.session.commit()
    answered.clock(TUESDAY + timedelta(minutes=10))
    (mail,) = [mail for mail in answered.postbox.deliver() if "responded" in mail["Subject"]]
    html = mail.get_body(("html",)).get_content()
    assert "w" not in text_of(mail).partition("Hello")[0]
    assert "blockquote" not in html.partition("<body")[2]
    assert "\n> " not in text_of(mail)


def test_a_template_with_a_missing_value_sends_nothing_and_says_so_to_the_admins(
    answered: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.render

    def forgetful(name: str, **values: object) -> tuple[str, str]:
        del values["place"]
        return real(name, **values)

    monkeypatch.setattr(desk, "render", forgetful)
    assert loud(answered.later(10)) == []
    entry = answered.session.scalars(
        select(OutboxEntry).where(OutboxEntry.kind == "mail", OutboxEntry.done_at.is_(None))
    ).one()
    assert entry.reason.startswith("UndefinedError")
    monkeypatch.setattr(desk, "render", real)
    assert loud(answered.later(30)) == ["[SOWK 510] Bea Mills responded to you (week 1)"]


def test_an_address_with_a_line_break_is_given_up_and_harms_nobody_else(answered: Told) -> None:
    answered.ana.email = "ana@example.org\nBcc: all@example.org"
    answered.respond(answered.ana, answered.response, kind="reply")
    answered.later(2)
    assert loud(answered.later(30)) == ["[SOWK 510] Ana Lopez replied to you (week 1)"]
    assert "The receiver's address cannot be written to." in answered.reasons()


def test_names_that_turn_the_text_around_are_made_harmless(answered: Told) -> None:
    answered.bea.name = "Bea \u202eslliM\u2066"
    answered.session.commit()
    answered.clock(TUESDAY + timedelta(minutes=10))
    (mail,) = answered.postbox.deliver()
    assert not any(mark in str(mail["Subject"]) for mark in "\u202e\u2066")
    assert not any(mark in text_of(mail) for mark in "\u202e\u2066")


def test_a_time_is_said_with_its_zone_and_a_due_time_once(room: Told) -> None:
    room.clock(at(3, "00:05"))
    room.session.commit()
    sweep()
    (mail,) = [mail for mail in room.postbox.take() if mail["To"].addresses[0].username != ""][:1]
    text = text_of(mail)
    assert text.count("8 Oct") == 1
    assert "Publish your initial post." in text
    assert "Times are for New York." in text


def test_a_receipt_says_to_the_second_when_and_whether_it_was_in_time(room: Told) -> None:
    post = room.post(room.ana)
    late = room.post(room.bea, "Love146", now=at(4, "09:00"))
    room.clock(at(4, "09:01"))
    mails = {
        mail["To"].addresses[0].display_name: mail
        for mail in room.postbox.deliver()
        if "Receipt" in mail["Subject"]
    }
    ana, bea = text_of(mails["Ana Lopez"]), text_of(mails["Bea Mills"])
    assert f"Published Tue 7 Oct, 10:00:00 am. Receipt {post.receipt}." in ana
    assert "On time." in ana
    assert late.receipt in bea
    assert "1 day late." in bea
    assert mails["Ana Lopez"]["Subject"] == f"[SOWK 510] Receipt {post.receipt} (week 1)"


class TestDigest:
    """Once a day, at the hour of one's choice, in one's own zone."""

    @pytest.fixture
    def chosen(self, answered: Told) -> Told:
        """Cy wants answers in a digest at nine in the evening, Tokyo time."""
        answered.cy = answered.person("Cy Young")
        answered.cy.zone = "Asia/Tokyo"
        answered.session.commit()
        with transaction() as session:
            modes = {"response": DIGEST, "receipt": OFF, "eligible": OFF}
            choose(session, answered.cy, modes, 21, now=TUESDAY)
        answered.target = answered.post(answered.cy, "La Strada International")
        answered.respond(answered.bea, answered.target)
        return answered

    def test_it_comes_at_that_hour_and_once(self, chosen: Told) -> None:
        # Tuesday 10:00 in New York is 23:00 in Tokyo: the next 21:00 is Wednesday's, 08:00 here.
        assert [s for s in chosen.later(10) if "digest" in s] == []
        before, after = at(3, "07:59"), at(3, "08:00")
        assert [s for s in chosen.sweep(before) if "digest" in s] == []
        assert [s for s in chosen.sweep(after) if "digest" in s] == [
            "1 thing since your last digest"
        ]
        assert [s for s in chosen.sweep(after + timedelta(hours=3)) if "digest" in s] == []

    def test_what_comes_later_goes_with_the_next_days(self, chosen: Told) -> None:
        chosen.later(10)
        chosen.sweep(at(3, "08:00"))
        chosen.respond(chosen.ana, chosen.target, now=at(3, "09:00"))
        assert [s for s in chosen.sweep(at(3, "20:00")) if "digest" in s] == []
        assert [s for s in chosen.sweep(at(4, "08:00")) if "digest" in s] == [
            "1 thing since your last digest"
        ]

    def test_moving_the_hour_back_sends_no_second_one_on_the_same_day(self, chosen: Told) -> None:
        chosen.later(10)
        chosen.sweep(at(3, "08:00"))  # 21:00 in Tokyo
        with transaction() as session:
            choose(session, chosen.cy, {}, 23, now=at(3, "08:01"))
        chosen.respond(chosen.ana, chosen.target, now=at(3, "08:30"))
        assert [s for s in chosen.sweep(at(3, "10:00")) if "digest" in s] == []
        assert len([s for s in chosen.sweep(at(4, "10:00")) if "digest" in s]) == 1

    def test_a_waiting_digest_moves_with_the_hour(self, chosen: Told) -> None:
        chosen.later(10)
        with transaction() as session:
            choose(session, chosen.cy, {}, 8, now=at(2, "11:00"))
        # 08:00 on Wednesday in Tokyo is Tuesday 19:00 here.
        assert len([s for s in chosen.sweep(at(2, "19:00")) if "digest" in s]) == 1

    def test_a_waiting_digest_moves_with_the_zone_of_its_reader(self, chosen: Told) -> None:
        chosen.later(10)
        chosen.clock(at(2, "11:00"))
        sent = {"name": "Cy Young", "zone": "America/New_York", "theme": ""}
        answer = chosen.look(chosen.cy, "/account", method="POST", data=sent)
        assert answer.status_code == 303
        # Wednesday's digest comes at 21:00 of New York, not of Tokyo.
        assert [s for s in chosen.sweep(at(3, "20:59")) if "digest" in s] == []
        assert len([s for s in chosen.sweep(at(3, "21:00")) if "digest" in s]) == 1

    def test_it_leaves_out_what_was_seen_and_is_not_sent_empty(self, chosen: Told) -> None:
        chosen.later(10)
        with transaction() as session:
            mark_all_seen(session, chosen.cy.id, now=TUESDAY, newest=LAST)
        assert [s for s in chosen.sweep(at(3, "08:00")) if "digest" in s] == []
        assert chosen.reasons("digest") == ["The person has seen it already."]

    def test_its_link_stops_digests(self, chosen: Told) -> None:
        chosen.later(10)
        chosen.clock(at(3, "08:00"))
        (mail,) = [mail for mail in chosen.postbox.deliver() if "digest" in mail["Subject"]]
        token = mail["List-Unsubscribe"].strip("<>").rpartition("/")[2]
        found = read_stop([chosen.app.config["SECRET_KEY"]], token)
        assert found == Stop(chosen.cy.id, DIGESTS)
        assert "Bea Mills responded to you." in text_of(mail)


@pytest.mark.parametrize(("kind", "mode", "hour"), [("response", NOW, 24), ("x", NOW, 1)])
def test_a_choice_that_does_not_exist_is_refused_whole(
    room: Told, kind: str, mode: str, hour: int
) -> None:
    with pytest.raises(ValueError, match="no such"), transaction() as session:
        choose(session, room.ana, {kind: mode}, hour, now=TUESDAY)


def test_mails_are_files_that_only_the_operator_reads(answered: Told) -> None:
    answered.later(10)
    folder = Path(answered.app.config["MAIL_FOLDER"])
    assert {oct(path.stat().st_mode)[-3:] for path in folder.glob("*.eml")} == {"600"}
    assert oct(folder.stat().st_mode)[-3:] == "700"
