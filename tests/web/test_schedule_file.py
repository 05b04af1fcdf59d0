"""The schedule as a file: it comes in as it goes out, and one with a mistake changes nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.prompts.models import Checkpoint
from forum.prompts.queries import get_setup
from tests.support.schedule_page import PAGE, Fields, fields_in, problems, said
from tests.support.setup_pages import prompt_of, teach
from tests.support.weeks import at, make_prompt

FILE = f"{PAGE}/file"
NOW = at(2, "12:00")
HEAD = "week,title,opens,post due,responses due,closes"
WEEK_3 = "2025-10-20 00:00,2025-10-22 23:59,2025-10-25 23:59,2025-10-28 23:59"


@pytest.fixture
def course(session: Session, client: FlaskClient, clock: Callable[[datetime], None]) -> Course:
    clock(NOW)
    return teach(client, session)


def bring(client: FlaskClient, data: str | bytes) -> TestResponse:
    raw = data.encode() if isinstance(data, str) else data
    chosen = FileStorage(BytesIO(raw), filename="schedule.csv", name="file")
    boundary, body = encode_multipart({"file": chosen})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(FILE, data=body, content_type=kind)


def lines(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def taken(client: FlaskClient) -> list[list[str]]:
    answer = client.get(f"{PAGE}/schedule.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def to_apply(answer: TestResponse) -> Fields:
    assert answer.status_code == 200, problems(answer.text)
    return fields_in(BeautifulSoup(answer.text, "html.parser").select_one("form:has([name=seen])"))


def apply(client: FlaskClient, data: str | bytes) -> TestResponse:
    answer = client.post(FILE, data=to_apply(bring(client, data)))
    assert answer.status_code == 303
    return answer


def times_of(session: Session, course: Course, week: int) -> dict[str, tuple[int, int, str]]:
    setup = get_setup(session, prompt_of(session, course, week))
    rows = {kind: setup.checkpoint(kind) for kind in ("opens", "T1", "T2", "close")}
    return {kind: (row.week, row.day, row.local_time) for kind, row in rows.items() if row}


def facts(session: Session) -> tuple[int, int]:
    """How often anything was set, and how much was logged."""
    session.rollback()
    kept, logged = (
        session.scalar(select(func.count()).select_from(table)) for table in (Checkpoint, Activity)
    )
    return kept or 0, logged or 0


def test_the_file_has_a_line_for_every_week_in_local_times(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, title="=Allies, and more")
    rows = taken(client)
    assert ",".join(rows[0]) == HEAD
    assert [row[0] for row in rows[1:]] == [str(week) for week in range(1, 13)]
    assert rows[3] == ["3", "'=Allies, and more", *WEEK_3.split(",")]
    # After the clocks have gone back, the hour is the same.
    assert rows[5] == [
        "5",
        "",
        "2025-11-03 00:00",
        "2025-11-05 23:59",
        "2025-11-08 23:59",
        "2025-11-11 23:59",
    ]


def test_the_file_as_it_was_taken_changes_nothing(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, title="=Allies, and more")
    before = facts(session)
    answer = bring(client, client.get(f"{PAGE}/schedule.csv").data)
    assert answer.status_code == 200
    assert "Nothing changes." in said(answer.text)
    assert facts(session) == before


def test_what_a_file_changes_is_shown_and_then_true(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3, title="Allies")
    file = lines(
        "3,Alliances,2025-10-20 00:00,2025-10-22 20:00,2025-10-25 23:59,2025-10-28 23:59",
        "4,Ways in,,2025-10-30T18:00,,",
        "5,,2025-11-03 00:00,2025-11-05 23:59,2025-11-08 23:59,2025-11-11 23:59",
    )
    before = facts(session)
    answer = bring(client, file)
    page = BeautifulSoup(answer.text, "html.parser")
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]
    assert rows == [
        [
            "Week 3 Students know these times.",
            "Allies Posts due Wed 22 Oct, 11:59 pm",
            "Alliances Posts due Wed 22 Oct, 8:00 pm sooner",
            "–",
        ],
        [
            "Week 4",
            "Nothing yet",
            "Ways in new draft Opens Mon 27 Oct, 12:00 am Posts due Thu 30 Oct, 6:00 pm "
            "Responses due Sat 1 Nov, 11:59 pm Closes Tue 4 Nov, 11:59 pm",
            "–",
        ],
    ]
    assert facts(session) == before
    assert client.post(FILE, data=to_apply(answer)).status_code == 303
    assert prompt_of(session, course, 3).title == "Alliances"
    assert times_of(session, course, 3)["T1"] == (3, 3, "20:00")
    assert prompt_of(session, course, 4).title == "Ways in"
    assert times_of(session, course, 4) == {
        "opens": (4, 1, "00:00"),
        "T1": (4, 4, "18:00"),
        "T2": (4, 6, "23:59"),
        "close": (4, 9, "23:59"),
    }
    # A second time it changes nothing.
    before = facts(session)
    assert "Nothing changes." in said(bring(client, file).text)
    assert facts(session) == before


def test_columns_may_stand_in_any_order_and_others_beside_them(
    client: FlaskClient, session: Session, course: Course
) -> None:
    make_prompt(session, course, 3)
    file = "Note;TITLE;Week;Post  due\r\nsee below;Allies;3;2025-10-23 23:59\r\n;;;\r\n"
    apply(client, b"\xef\xbb\xbf" + file.encode())
    assert prompt_of(session, course, 3).title == "Allies"
    assert times_of(session, course, 3)["T1"] == (3, 4, "23:59")
    assert times_of(session, course, 3)["T2"] == (3, 6, "23:59")


@pytest.mark.parametrize(
    ("file", "sentences"),
    [
        ("", ["The file is empty. Choose the file of the schedule."]),
        ("title\nAllies", ["Line 1: No column is called “week”."]),
        ("week,week,title\n3,3,x", ["Line 1: Two columns are called “week”."]),
        (HEAD, ["No week stands in the file."]),
        (
            lines(f"13,x,{WEEK_3}", "0,x,,,,", "soon,x,,,,", "-1,,,,,"),
            [
                "Line 3: “0” is no week of this course.",
                "Line 4: “soon” is no week of this course.",
                "Line 5: “-1” is no week of this course.",
            ],
        ),
        (lines("99,x,,,,"), ["Line 2: “99” is no week of this course."]),
        (
            lines("3,a,,,,", "4,b,,,,", "3,c,,,,"),
            ["Line 4: Week 3 stands in the file a second time."],
        ),
        (
            lines("3,x,22/10/2025 23:59,,,", "4,x,,2025-13-01 10:00,,", "5,x,,,2025-11-08 24:00,"),
            [
                f"Line {line}: “{text}” is no time. Write it so: 2026-11-25 23:59."
                for line, text in (
                    (2, "22/10/2025 23:59"),
                    (3, "2025-13-01 10:00"),
                    (4, "2025-11-08 24:00"),
                )
            ],
        ),
        (
            lines("3,x,,2026-10-22 23:59,,"),
            [
                "Line 2: 2026-10-22 is more than eight weeks from this week.",
                "Line 2: Responses due: Responses are due before the posts are. "
                "Students see this week.",
            ],
        ),
        (
            lines("5,,,2025-11-06 23:59,,"),
            [
                "Line 2: Week 5 has no discussion yet. Give it a title to set it up, or leave its "
                "times empty."
            ],
        ),
        (lines("3," + "x" * 201 + ",,,,"), ["Line 2: The title has more than 200 characters."]),
        (
            lines("1,x,,2025-10-08 10:00,,"),
            ["Line 2: Posts due: students know a later time, and this is less than a day away."],
        ),
        (
            lines("3,x,,2025-10-26 23:59,,"),
            [
                "Line 2: Responses due: Responses are due before the posts are. "
                "Students see this week."
            ],
        ),
        (lines('3,"x,,,,'), ["Line 2: A quotation mark opens here and is never closed."]),
        (
            b"week,title\n3,\x00",
            ["Line 2: There are characters here that no CSV file has. Save the file as CSV again."],
        ),
        (
            b"week,title\n3,\xff\xfe",
            ["Line 2: This is no text in UTF-8 or UTF-16. Save the file as CSV in UTF-8."],
        ),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_names_the_lines(
    client: FlaskClient,
    session: Session,
    course: Course,
    file: str | bytes,
    sentences: list[str],
) -> None:
    make_prompt(session, course, 1)
    make_prompt(session, course, 3)
    before = facts(session)
    answer = bring(client, file)
    assert answer.status_code == 422
    assert problems(answer.text) == [("#file", sentence) for sentence in sentences]
    assert facts(session) == before


def test_no_file_and_one_too_large_are_refused(client: FlaskClient, course: Course) -> None:
    none = client.post(FILE, data={})
    assert none.status_code == 422
    assert problems(none.text) == [("#file", "Choose the file of the schedule.")]
    tampered = client.post(FILE, data={"carried_file": "é", "seen": "x"})
    assert tampered.status_code == 422
    assert bring(client, b"x" * (2 * 1024 * 1024 + 1)).status_code == 413


def test_what_changed_since_the_look_is_shown_again(
    client: FlaskClient, session: Session, course: Course
) -> None:
    prompt = make_prompt(session, course, 3, title="Allies")
    fields = to_apply(bring(client, lines("3,Alliances,,,,")))
    prompt.title = "Theirs"
    session.commit()
    answer = client.post(FILE, data=fields)
    assert answer.status_code == 409
    assert "Something has changed since this was shown to you." in said(answer.text)
    assert prompt_of(session, course, 3).title == "Theirs"
    shown = fields_in(BeautifulSoup(answer.text, "html.parser").select_one("form:has([name=seen])"))
    assert client.post(FILE, data=shown).status_code == 303
    assert prompt_of(session, course, 3).title == "Alliances"
