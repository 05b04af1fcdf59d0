"""A student asks for more time from the week that is over, and is answered."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.discussion.models import Draft
from forum.jobs.work import work_off
from forum.notifications.queries import list_notifications
from forum.prompts.models import Extension, ExtensionRequest
from tests.support.classroom import Classroom, shows, words_of
from tests.support.factories import make_section
from tests.support.weeks import at

#: The week closes on the tenth day; T1 is Wednesday night.
THURSDAY, AFTER_CLOSE = at(4, "10:00"), at(12, "10:00")


@pytest.fixture
def room(app, session, clock, postbox) -> Classroom:
    """Ana has a draft and has published nothing; it is after the close. Tea assists and may not
    extend, Uma may."""
    clock(AFTER_CLOSE)
    made = Classroom(app, session)
    made.postbox = postbox
    made.tea = made.person("Tea Ash", "assistant")
    made.uma = made.person("Uma Ash", "assistant", may_manage=True)
    session.add(
        Draft(
            user_id=made.ana.id,
            prompt_id=made.prompt.id,
            slot="initial",
            field="part-overview",
            text="One two three four.",
            saved_at=THURSDAY,
            begun_at=THURSDAY,
        )
    )
    session.commit()
    return made


def ask(room: Classroom, note: str = "I was ill.", user=None):
    return room.send(user or room.ana, f"{room.week}/extension-request", note=note)


def requests(room: Classroom) -> list[tuple[str, str]]:
    """(note, outcome) of every request."""
    room.session.rollback()
    rows = room.session.scalars(select(ExtensionRequest).order_by(ExtensionRequest.id))
    return [(row.note, row.outcome) for row in rows]


def request_id(room: Classroom) -> int:
    return room.session.scalars(select(ExtensionRequest.id)).one()


def told(room: Classroom, user) -> list[str]:
    """The kinds in somebody's list, once the worker has worked."""
    room.session.commit()
    work_off()
    room.session.rollback()
    return [row.kind for row in reversed(list_notifications(room.session, user.id, most=50))]


def test_the_closed_week_offers_a_note_that_begins_with_what_is_known(room):
    page = room.look(room.ana, room.week)
    assert shows(page, "Ask for an extension")
    said = words_of(page)
    assert "I ask for an extension for week 1, “Developing alliances”." in said
    assert "The post was due Wed 8 Oct, 11:59 pm." in said
    assert "(4 words)" in said and "What kept me:" in said


def test_before_anything_is_due_and_once_all_is_done_nothing_is_offered(room, clock):
    clock(at(2, "10:00"))
    assert "Ask for an extension" not in words_of(room.look(room.ana, room.week))
    for user in (room.teacher, room.tea):
        assert "Ask for an extension" not in words_of(room.look(user, room.week))


def test_a_request_reaches_those_who_can_extend_and_nobody_else(room, clock):
    assert ask(room).status_code == 303
    assert requests(room) == [("I was ill.", "")]
    assert told(room, room.teacher) == told(room, room.uma) == ["asked"]
    assert told(room, room.tea) == told(room, room.bea) == []
    clock(AFTER_CLOSE + timedelta(minutes=10))  # several in five minutes would be one mail
    subjects = {str(mail["Subject"]) for mail in room.postbox.deliver()}
    assert "[SOWK 510] Ana Lopez asks for an extension (week 1)" in subjects
    extensions, desk = f"{room.week}/extensions", f"{room.week}/grade/{room.ana.id}"
    for path in (extensions, desk):
        assert "I was ill." in words_of(room.look(room.teacher, path))
        assert "I was ill." not in room.look(room.tea, path).text
    assert "I was ill." not in room.look(room.teacher, f"{room.home}/log").text


def test_one_request_waits_at_a_time_and_the_same_twice_is_once(room):
    assert ask(room).status_code == ask(room).status_code == 303
    again = ask(room, "My train was late.")
    assert again.status_code == 409
    assert shows(again, "My train was late.", "You have asked already.")
    assert requests(room) == [("I was ill.", "")]
    assert told(room, room.teacher) == ["asked"]
    assert ask(room, " \n ", room.bea).status_code == 422


def test_it_can_be_taken_back_and_then_nobody_need_look(room):
    ask(room)
    assert told(room, room.teacher) == ["asked"]
    assert "Take the request back" in words_of(room.look(room.ana, room.week))
    back = f"{room.week}/extension-request/withdrawal"
    assert room.send(room.ana, back).status_code == room.send(room.ana, back).status_code == 303
    assert requests(room) == [("I was ill.", "withdrawn")]
    assert told(room, room.teacher) == []
    assert ask(room, "After all.").status_code == 303
    assert requests(room)[-1] == ("After all.", "")


def test_granting_gives_the_extension_and_tells_the_student(room):
    ask(room)
    told(room, room.teacher)
    page = room.look(room.teacher, f"{room.week}/extensions").text
    assert 'name="day" value="2025-10-19"' in page  # two days from now: the due time is over
    form = {"student": room.ana.id, "kind": "T1", "day": "2025-10-19", "time": "23:59"}
    assert room.send(room.teacher, f"{room.week}/extensions", **form).status_code == 303
    assert requests(room) == [("I was ill.", "granted")]
    extension = room.session.scalars(select(Extension)).one()
    assert room.session.scalars(select(ExtensionRequest.extension_id)).one() == extension.id
    assert told(room, room.ana) == ["extension"]
    assert told(room, room.teacher) == []
    assert "asks for an extension" not in words_of(
        room.look(room.teacher, f"{room.week}/extensions")
    )
    assert "Review and publish" in words_of(room.look(room.ana, room.week))


def test_what_is_given_on_the_desk_or_to_many_at_once_grants_it_too(room):
    ask(room)
    desk = f"{room.week}/grade/{room.ana.id}"
    page = words_of(room.look(room.teacher, desk))
    assert "Ana asks for an extension" in page and "Grant the extension" in page
    form = {"kind": "T1", "day": "2025-10-19", "time": "23:59"}
    assert room.send(room.teacher, f"{desk}/extensions", **form).status_code == 303
    assert requests(room) == [("I was ill.", "granted")]


def test_declining_takes_a_sentence_which_the_student_reads(room):
    ask(room)
    told(room, room.teacher)
    path = f"{room.week}/extensions/requests/{request_id(room)}/refusal"
    refused = room.send(room.teacher, path, answer=" ")
    assert refused.status_code == 422
    assert shows(refused, "Say why not; the student reads it.", "I was ill.")
    answer = room.send(room.teacher, path, answer="Please see me first.", back="desk")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/grade/{room.ana.id}")
    assert told(room, room.ana) == ["declined"]
    assert told(room, room.teacher) == []
    page = words_of(room.look(room.ana, room.week))
    assert "Please see me first." in page and "Send the request" in page
    assert room.send(room.teacher, path, answer="Again.").status_code == 303
    assert requests(room) == [("I was ill.", "declined")]
    verbs = set(room.session.scalars(select(Activity.verb)))
    assert {"extension_asked", "extension_declined"} <= verbs
    assert "Please see me first." not in room.look(room.teacher, f"{room.home}/log").text


def test_an_assistant_of_another_section_neither_reads_nor_answers_it(room):
    sections = [make_section(room.session, room.course, name) for name in ("A", "B")]
    places = select(Enrollment).where(Enrollment.user_id.in_([room.ana.id, room.uma.id]))
    for place in room.session.scalars(places):
        if place.user_id == room.ana.id:
            place.section_id = sections[0].id
        else:
            place.own_sections = [sections[1].id]
    room.session.commit()
    ask(room)
    assert told(room, room.uma) == []
    assert "I was ill." not in room.look(room.uma, f"{room.week}/extensions").text
    path = f"{room.week}/extensions/requests/{request_id(room)}/refusal"
    assert room.send(room.uma, path, answer="No.").status_code == 404
    form = {"student": room.ana.id, "kind": "T1", "day": "2025-10-19", "time": "23:59"}
    assert room.send(room.uma, f"{room.week}/extensions", **form).status_code == 422


def test_an_archived_course_takes_no_request_and_the_own_data_has_those_made(room):
    ask(room)
    body = room.send(room.ana, "/account/data/copies").data
    with ZipFile(BytesIO(body)) as copy:
        own = json.loads(copy.read("data.json"))
    assert [row["text"] for row in own["requests"]] == ["I was ill."]
    room.course.archived_at = AFTER_CLOSE
    assert ask(room, "More.").status_code == 403
    assert "Ask for an extension" not in words_of(room.look(room.bea, room.week))


def test_who_has_posted_and_owes_responses_is_led_to_the_same_page(room, clock):
    clock(at(2, "10:00"))
    room.post(room.bea, "Love146")
    room.post(room.person("Cy Ng"), "La Strada International")
    room.post(room.ana)
    clock(AFTER_CLOSE)
    page = room.look(room.ana, room.week)
    assert f"{room.week}/extension-request" in page.text
    assert ask(room).status_code == 303
    own = words_of(room.look(room.ana, f"{room.week}/extension-request"))
    assert "I was ill." in own and "Take the request back" in own
