"""What became otherwise in a week stands on its page, for everybody who reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy.orm import Session

from forum.extensions import db
from forum.prompts.actions.extensions import give_extension
from forum.prompts.actions.prompts import withdraw_prompt
from forum.prompts.models import Prompt
from tests.support.classroom import TUESDAY, Classroom, words_of
from tests.support.factories import sign_in
from tests.support.setup_pages import fields_of
from tests.support.statements import count_statements
from tests.support.weeks import at, make_prompt

Clock = Callable[[datetime], None]


@pytest.fixture
def room(app: Flask, session: Session, clock: Clock) -> Classroom:
    clock(TUESDAY)
    return Classroom(app, session)


def save(room: Classroom, **changes: Any) -> None:
    """Change the week in its long form, and apply what is shown first where something is."""
    page = room.look(room.teacher, f"{room.week}/setup")
    answer = room.send(room.teacher, f"{room.week}/setup", **(fields_of(page.text) | changes))
    if answer.status_code == 200:
        form = BeautifulSoup(answer.text, "html.parser").select_one("form:has(input[name=seen])")
        assert form is not None, words_of(answer)
        fields: dict[str, list[Any]] = {}
        for control in form.select("input[type=hidden][name]"):
            fields.setdefault(str(control["name"]), []).append(control["value"])
        reach = {"reach": changes["reach"]} if "reach" in changes else {}
        answer = room.send(room.teacher, f"{room.week}/setup", **(fields | reach))
    assert answer.status_code == 303, words_of(answer)


def read(tag: Tag | None) -> str:
    """The words of an element, with the spaces that stand in it."""
    assert tag is not None
    return " ".join(tag.get_text().split())


def fold_of(room: Classroom, user: Any = None) -> Tag | None:
    page = room.look(user or room.ana, room.week)
    return BeautifulSoup(page.text, "html.parser").select_one("#changes")


def lines_of(room: Classroom) -> list[str]:
    """What Ana reads of the week's changes, the newest first."""
    fold = fold_of(room)
    return [read(line) for line in fold.select("ul > li")] if fold else []


def test_a_week_as_it_was_published_says_nothing(room: Classroom) -> None:
    assert fold_of(room) is None


def test_a_moved_due_time_is_said_with_both_times_and_who_moved_it(room: Classroom) -> None:
    save(room, T1_day="1:5")
    fold = fold_of(room)
    assert fold is not None and not fold.has_attr("open")
    assert read(fold.summary) == "1 change to this week"
    assert read(fold.select_one(".meta")) == "Tue 7 Oct, 10:00 am, by Prof. Okafor"
    assert lines_of(room) == ["Posts are due Fri 10 Oct, 11:59 pm, moved from Wed 8 Oct, 11:59 pm."]
    times = [str(time["datetime"]) for time in fold.select("li time")]
    assert times == [
        "2025-10-07T10:00:00-04:00",
        "2025-10-10T23:59:00-04:00",
        "2025-10-08T23:59:00-04:00",
    ]


KEPT = "Who had begun keeps the better of the old and the new rules."
#: What is saved, and what students read of it.
SENTENCES: list[tuple[dict[str, Any], list[str]]] = [
    ({"responses": "1"}, ["Responses: 1 instead of 2, from now on.", KEPT]),
    (
        {"cited": []},
        ["References need not be cited in the text, from now on.", KEPT],
    ),
    (
        {"parts-0-min_words": "40", "references": "3"},
        [
            "“The organisation”: 40 words or more instead of 10, from now on.",
            "References: 3 instead of 0, from now on.",
            KEPT,
        ],
    ),
    (
        {"parts-1-heading": "Doors"},
        ["The part “Ways in” is called “Doors”, from now on.", KEPT],
    ),
    (
        {"late_rate": "5", "late_cap": "30", "grace_minutes": "60"},
        [
            "Minutes of grace: 60 instead of 15.",
            "A day of lateness takes 5 % instead of 10 %.",
            "Lateness takes 30 % at most instead of 50 %.",
        ],
    ),
    ({"title": "Allies"}, ["The title: “Allies” instead of “Developing alliances”."]),
    ({"body": "Choose one, and write."}, ["Changed: what students are asked."]),
    (
        {"close_day": "1:10", "body": "Choose."},
        [
            "It closes Wed 15 Oct, 11:59 pm, moved from Tue 14 Oct, 11:59 pm.",
            "Changed: what students are asked.",
        ],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), SENTENCES, ids=str)
def test_what_was_changed_is_said_in_words(
    room: Classroom, changes: dict[str, Any], expected: list[str]
) -> None:
    save(room, **changes)
    assert lines_of(room) == expected


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ("everyone", "for everyone, also those who had begun"),
        ("undone", "for everyone but those who had done all that was asked"),
    ],
)
def test_whom_new_rules_bind_is_said(room: Classroom, clock: Clock, reach: str, said: str) -> None:
    save(room, responses="1", references="0", cited=[])
    clock(TUESDAY + timedelta(hours=1))
    ana, bea = (
        room.post(user, site, now=TUESDAY + timedelta(minutes=30))
        for user, site in ((room.ana, "Polaris Project"), (room.bea, "Love146"))
    )
    for user, post in ((room.ana, bea), (room.bea, ana)):
        room.respond(user, post, now=TUESDAY + timedelta(minutes=40))
    save(room, responses="2", reach=reach)
    assert lines_of(room)[0] == f"Responses: 2 instead of 1, {said}."


def test_a_slip_taken_back_within_half_a_minute_is_no_change(room: Classroom, clock: Clock) -> None:
    save(room, T1_day="1:5", title="Alies")
    clock(TUESDAY + timedelta(seconds=20))
    save(room, T1_day="1:3", title="Allies")
    assert lines_of(room) == ["The title: “Allies” instead of “Developing alliances”."]
    clock(TUESDAY + timedelta(seconds=60))
    save(room, T1_day="1:4")
    clock(TUESDAY + timedelta(seconds=95))
    save(room, T1_day="1:5")
    assert lines_of(room)[:2] == [
        "Posts are due Fri 10 Oct, 11:59 pm, moved from Thu 9 Oct, 11:59 pm.",
        "Posts are due Thu 9 Oct, 11:59 pm, moved from Wed 8 Oct, 11:59 pm.",
    ]


def test_what_was_set_before_it_was_published_is_no_change(
    app: Flask, session: Session, clock: Clock
) -> None:
    clock(TUESDAY)
    room = Classroom(app, session, published_at=None)
    room.person("Cy Ng")
    save(room, title="A draft", T1_day="1:5")
    room.send(room.teacher, f"{room.week}/setup/publication")
    assert room.look(room.ana, room.week).status_code == 200
    assert fold_of(room) is None
    clock(TUESDAY + timedelta(hours=1))
    save(room, title="Known")
    assert lines_of(room) == ["The title: “Known” instead of “A draft”."]


def test_nobody_reads_of_somebodys_own_time_or_decision(room: Classroom) -> None:
    save(room, T1_day="1:5")
    due = {"by": room.teacher.id, "now": TUESDAY}
    give_extension(room.session, room.prompt, room.bea.id, "T1", at(8, "12:00"), **due)
    assert len(lines_of(room)) == 1
    assert len(fold_of(room, room.bea).select("ul > li")) == 1


def test_all_weeks_changes_stand_on_one_page_with_their_weeks(
    room: Classroom, clock: Clock
) -> None:
    later: Prompt = make_prompt(room.session, room.course, 3, title="Later")
    hidden = make_prompt(room.session, room.course, 4, title="Withdrawn")
    draft = make_prompt(room.session, room.course, 5, title="Draft", published_at=None)
    save(room, T1_day="1:5")
    clock(TUESDAY + timedelta(hours=1))
    for prompt in (later, hidden, draft):
        page = room.look(room.teacher, f"{room.home}/w/{prompt.week}/setup")
        typed = fields_of(page.text) | {"T1_day": f"{prompt.week}:5", "body": "A secret plan."}
        sent = room.send(room.teacher, f"{room.home}/w/{prompt.week}/setup", **typed)
        assert sent.status_code == 303
    withdraw_prompt(room.session, hidden, by=room.teacher.id, now=TUESDAY)
    answer = room.look(room.ana, f"{room.home}/changes")
    page = BeautifulSoup(answer.text, "html.parser")
    entries = [read(entry) for entry in page.select(".changes > li")]
    assert [read(title) for title in page.select(".changes h2")] == [
        "Week 3, Later",
        "Week 1, Developing alliances",
    ]
    assert "Posts are due Fri 24 Oct, 11:59 pm, moved from Wed 22 Oct, 11:59 pm." in entries[0]
    # Of a week that has not opened its times are known, and nothing else.
    assert "what students are asked" not in answer.text
    assert "Times are for New York." in words_of(answer)
    staff = words_of(room.look(room.teacher, f"{room.home}/changes"))
    assert "Changed: what students are asked" in staff and "Withdrawn" in staff
    assert "Week 5" not in staff


def test_before_it_opens_a_week_says_which_times_moved_and_nothing_else(room: Classroom) -> None:
    later = make_prompt(room.session, room.course, 3, title="Later")
    path = f"{room.home}/w/{later.week}"
    typed = fields_of(room.look(room.teacher, f"{path}/setup").text)
    changes = {"opens_day": "3:2", "body": "A secret plan.", "title": "Soon", "responses": "1"}
    assert room.send(room.teacher, f"{path}/setup", **(typed | changes)).status_code == 303
    page = BeautifulSoup(room.look(room.ana, path).text, "html.parser")
    assert [read(line) for line in page.select("#changes ul > li")] == [
        "It opens Tue 21 Oct, 12:00 am, moved from Mon 20 Oct, 12:00 am."
    ]


def test_a_course_without_changes_says_so(room: Classroom) -> None:
    assert "Nothing has changed" in words_of(room.look(room.ana, f"{room.home}/changes"))


def test_a_changed_week_costs_one_statement_more(room: Classroom) -> None:
    def count() -> int:
        room.session.commit()
        client = room.app.test_client()
        sign_in(client, room.session, room.ana)
        client.get(room.week)
        with count_statements(db.engine) as sent:
            client.get(room.week)
        return len(sent)

    before = count()
    for day in (4, 5, 6):
        save(room, T2_day=f"1:{day + 3}")
    assert count() == before + 1
