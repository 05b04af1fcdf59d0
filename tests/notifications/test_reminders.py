"""Due in 24 hours: only if something is left to do, and saying what."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from forum.database import transaction
from forum.jobs.work import sweep
from forum.notifications.audience.dated import remind
from forum.notifications.models import Notification
from forum.prompts.actions.extensions import give_extension
from forum.prompts.models import Checkpoint
from tests.notifications.support import Told
from tests.support.factories import make_section
from tests.support.postbox import text_of
from tests.support.weeks import at

#: A day before the posts are due, and a day before the responses are.
BEFORE_T1 = at(3, "00:05")
BEFORE_T2 = at(6, "00:05")


def due(subjects: list[str]) -> list[str]:
    return [subject for subject in subjects if "Due " in subject]


def test_a_day_before_its_due_time_who_has_not_posted_is_told_what_is_missing(room: Told) -> None:
    room.post(room.bea, "Love146")
    assert due(room.sweep(at(2, "23:00"))) == []
    room.clock(BEFORE_T1)
    room.session.commit()
    room.sweep(BEFORE_T1)
    subjects = room.list_of(room.ana)
    assert subjects == ["due"]
    assert room.list_of(room.bea) == []


def test_the_mail_says_what_is_left_in_the_sentences_of_the_page(room: Told) -> None:
    own = room.post(room.bea, "Love146")
    room.post(room.ana)
    room.respond(room.ana, own)
    cy = room.person("Cy Young")
    room.post(cy, "La Strada International")
    room.clock(BEFORE_T2)
    room.session.commit()
    sweep()
    mails = {
        mail["To"].addresses[0].addr_spec: text_of(mail)
        for mail in room.postbox.take()
        if "Due " in mail["Subject"]
    }
    assert "Respond to 1 more colleague who visited a different site" in mails[room.ana.email]
    assert "Respond to 2 more colleagues who visited a different site" in mails[room.bea.email]


def test_who_has_done_everything_is_not_reminded(room: Told) -> None:
    posts = {
        person.id: room.post(person, site)
        for person, site in (
            (room.ana, "Polaris Project"),
            (room.bea, "Love146"),
            (room.person("Cy Young"), "La Strada International"),
        )
    }
    for person, post in posts.items():
        if person != room.ana.id:
            room.respond(room.ana, post)
    room.sweep(BEFORE_T2)
    assert "due" not in room.list_of(room.ana)
    assert "due" in room.list_of(room.bea)


def test_who_finished_between_the_reminder_and_its_mail_gets_none(room: Told) -> None:
    with transaction() as session:
        told = remind(session, room.prompt.id, "T1", at(4, "00:00"), now=BEFORE_T1)
    assert told == 2
    room.post(room.ana, now=BEFORE_T1)
    subjects = due(room.later(1, BEFORE_T1))
    assert len(subjects) == 1  # Bea's alone
    assert "Nothing is left to do." in room.reasons()


def test_who_waits_for_somebody_to_respond_to_is_not_nagged(room: Told) -> None:
    room.post(room.ana)
    room.sweep(BEFORE_T2)
    assert "due" not in room.list_of(room.ana)


def test_an_extension_has_a_reminder_of_its_own_time(room: Told) -> None:
    with transaction() as session:
        give_extension(
            session,
            room.prompt,
            room.ana.id,
            "T1",
            at(6, "00:00"),
            by=room.teacher.id,
            now=at(2, "10:00"),
        )
    room.sweep(BEFORE_T1)
    assert "due" not in room.list_of(room.ana)
    assert "due" in room.list_of(room.bea)
    room.sweep(at(5, "00:05"))
    assert "due" in room.list_of(room.ana)


def test_a_late_joiner_is_reminded_of_the_own_72_hours(room: Told) -> None:
    room.sweep(BEFORE_T1)
    late = room.person("Late Joiner", at=at(3, "12:00"))
    room.sweep(at(3, "12:00"))
    assert room.list_of(late) == []
    room.sweep(at(5, "12:05"))
    assert "due" in room.list_of(late)


def test_a_due_time_that_is_moved_is_reminded_of_anew_and_the_old_one_is_not(room: Told) -> None:
    room.sweep(at(2, "23:30"))  # planned for the old time
    old = room.session.scalars(
        select(Checkpoint).where(Checkpoint.prompt_id == room.prompt.id, Checkpoint.kind == "T1")
    ).one()
    moved = Checkpoint(
        prompt_id=room.prompt.id,
        kind="T1",
        week=1,
        day=4,
        local_time="23:59",
        due_at=old.due_at + timedelta(days=1),
        set_at=at(2, "23:40"),
    )
    room.session.add(moved)
    room.session.commit()
    room.sweep(BEFORE_T1)
    assert room.list_of(room.ana) == []
    room.sweep(BEFORE_T1 + timedelta(days=1))
    assert room.list_of(room.ana) == ["due"]


def test_a_reminder_is_made_once_however_often_the_minute_is_swept(room: Told) -> None:
    for minute in range(4):
        room.sweep(BEFORE_T1 + timedelta(minutes=minute))
    rows = room.session.scalars(
        select(Notification).where(Notification.user_id == room.ana.id)
    ).all()
    assert [row.kind for row in rows] == ["due"]


def test_a_worker_that_was_down_reminds_late_but_never_after_the_due_time(room: Told) -> None:
    room.sweep(at(3, "20:00"))
    assert room.list_of(room.ana) == ["due"]
    cy = room.person("Cy Young")
    room.sweep(at(4, "02:00"))
    assert room.list_of(cy) == []


def test_those_who_grade_are_told_when_a_week_is_ready_and_who_has_nobody(room: Told) -> None:
    room.post(room.ana)
    subjects = room.sweep(at(4, "00:20"))
    assert "scarce" in room.list_of(room.teacher)
    assert any("nobody to respond to: 1" in subject for subject in subjects)
    room.sweep(at(7, "00:20"))
    assert room.list_of(room.teacher) == ["scarce", "ready"]
    assert "ready" not in room.list_of(room.ana)


def test_an_assistant_of_some_sections_is_told_of_their_own_students_alone(room: Told) -> None:
    own, other = (make_section(room.session, room.course, name) for name in ("A", "B"))
    helpers = [
        room.person(f"Helper {section.name}", "assistant", own_sections=[section.id])
        for section in (own, other)
    ]
    cy = room.person("Cy Young", section=own)
    room.post(cy)
    room.sweep(at(4, "00:20"))
    room.sweep(at(7, "00:20"))
    assert [room.list_of(one) for one in helpers] == [["scarce", "ready"], []]


def test_nothing_is_said_of_a_week_in_which_nobody_wrote(room: Told) -> None:
    room.sweep(at(7, "00:20"))
    assert room.list_of(room.teacher) == []
