"""One decision for several students of the class matrix, through the real client."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.extensions import db
from forum.participation.models import Setting
from forum.prompts.models import Extension
from tests.support.factories import make_section
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements
from tests.support.weeks import at, post_initial

EXCUSE = {
    "deed": "finding",
    "requirement": "responses",
    "status": "waived",
    "reason": "The library was closed.",
}
EXTEND = {
    "deed": "extension",
    "kind": "close",
    "day": "2025-10-20",
    "time": "23:59",
    "reason": "The network was down.",
}
CLASS = "w/1/participation"


def preview(desk, *students, user=None, **form):
    ticked = {"student": [student.id for student in students]}
    return desk.send(user or desk.prof, f"{CLASS}/selection", **ticked, **form)


def page_of(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def fields_of(answer) -> dict[str, list[str]]:
    """What the form of the preview would send."""
    fields: dict[str, list[str]] = {}
    for control in page_of(answer).select("form[action$=decisions] input[name]"):
        fields.setdefault(str(control["name"]), []).append(str(control["value"]))
    return fields


def rows_of(answer) -> dict[str, list[str]]:
    """The table of the preview: what each student has now and gets."""
    return {
        row.th.text: [" ".join(cell.get_text(" ").split()) for cell in row.select("td")]
        for row in page_of(answer).select("tbody tr")
    }


def ticks_of(answer) -> set[int]:
    boxes = page_of(answer).select(".matrix input[name=student][checked]")
    return {int(str(box["value"])) for box in boxes}


def errors_of(answer) -> str:
    return " ".join(page_of(answer).select_one("#problems").text.split())


def fresh(desk, statement):
    desk.session.rollback()
    desk.session.expire_all()
    return desk.session.scalars(statement).all()


def apply(desk, answer, user=None, **more):
    return desk.send(user or desk.prof, f"{CLASS}/decisions", **(fields_of(answer) | more))


def test_two_students_are_excused_at_once_after_a_look_and_it_is_taken_back(desk):
    shown = preview(desk, desk.bea, desk.cy, **EXCUSE)
    assert shown.status_code == 200
    rows = rows_of(shown)
    assert set(rows) == {"Bea Mills", "Cy Ng"}
    assert rows["Bea Mills"][0].startswith("Partly done 1/2 Responses that count: 1 of 2.")
    assert rows["Cy Ng"][0].startswith("Not done 0/2")
    assert {cells[1] for cells in rows.values()} == {"Not asked"}
    assert fresh(desk, select(Setting)) == []

    done = apply(desk, shown)
    assert done.status_code == 303
    settings = fresh(desk, select(Setting))
    assert {row.user_id for row in settings} == {desk.bea.id, desk.cy.id}
    assert {(row.status, row.reason) for row in settings} == {("waived", EXCUSE["reason"])}
    logged = fresh(desk, select(Activity).where(Activity.verb == "finding_set"))
    assert {row.subject_id for row in logged} == {desk.bea.id, desk.cy.id}

    page = page_of(desk.browser(desk.prof).get(done.location))
    undo = page.select_one("form[action$=withdrawal]")
    assert "Decided for 2 students; nobody has changed it since." in undo.text
    fields = {field["name"]: field["value"] for field in undo.select("input[name]")}
    assert desk.send(desk.prof, f"{CLASS}/decisions/withdrawal", **fields).status_code == 303
    assert all(row.ended_at for row in fresh(desk, select(Setting)))
    again = page_of(desk.browser(desk.prof).get(done.location))
    assert again.select_one("form[action$=withdrawal]") is None


def test_several_students_get_an_own_due_time_and_it_is_taken_back(desk):
    shown = preview(desk, desk.bea, desk.cy, **EXTEND)
    rows = rows_of(shown)
    assert "Tue 14 Oct" in rows["Cy Ng"][0]
    assert "Mon 20 Oct, 11:59 pm" in rows["Cy Ng"][1]
    done = apply(desk, shown)
    assert done.status_code == 303
    given = fresh(desk, select(Extension))
    assert {(row.user_id, row.kind, row.reason) for row in given} == {
        (student.id, "close", EXTEND["reason"]) for student in (desk.bea, desk.cy)
    }
    logged = fresh(desk, select(Activity).where(Activity.verb == "extension_given"))
    assert {row.object_id for row in logged} == {row.id for row in given}
    fields = {"deed": "extension", "at": given[0].set_at.isoformat()}
    assert desk.send(desk.prof, f"{CLASS}/decisions/withdrawal", **fields).status_code == 303
    assert all(row.ended_at for row in fresh(desk, select(Extension)))


def test_an_own_due_time_shows_the_findings_it_changes(desk, clock):
    clock(at(4, "10:00"))
    late = post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "09:00"))
    assert late is not None
    shown = preview(desk, desk.cy, **EXTEND | {"kind": "T1"})
    before, after = rows_of(shown)["Cy Ng"]
    assert "Initial post: Done late" in before
    assert "Initial post: Done" in after
    assert apply(desk, shown).status_code == 303
    clock(GRADING_TIME)
    assert desk.sheet(desk.cy).findings[0].status == "met"


WRONG = {
    "nobody is ticked": ({}, False, "Tick the students"),
    "nothing is chosen": ({"deed": ""}, True, "Choose what they get."),
    "no reason": ({"reason": "  "}, True, "Say why"),
    "a reason too long": ({"reason": "x" * 501}, True, "at most 500"),
    "no such finding": ({"requirement": "all"}, True, "Choose one from the list."),
    "a status nobody sets": ({"status": "open"}, True, "Choose one from the list."),
    "no such due time": (EXTEND | {"kind": "T9"}, True, "Choose one from the list."),
    "no date": (EXTEND | {"day": ""}, True, "Choose a date."),
    "a time that is none": (EXTEND | {"time": "25:00"}, True, "24 hours"),
    "not later": (EXTEND | {"day": "2025-10-01"}, True, "not later than the time that holds"),
}


@pytest.mark.parametrize(("changes", "is_ticked", "said"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("step", ["selection", "decisions"])
def test_what_cannot_be_done_is_said_with_ticks_and_text_kept(desk, step, changes, is_ticked, said):
    ticked = {desk.bea.id, desk.cy.id} if is_ticked else set()
    form = {"student": list(ticked), **EXCUSE, **changes}
    answer = desk.send(desk.prof, f"{CLASS}/{step}", **form)
    assert answer.status_code == 422
    assert said in errors_of(answer)
    assert page_of(answer).title.text.startswith("Error:")
    assert ticks_of(answer) == ticked
    assert page_of(answer).select_one("#reason")["value"] == form["reason"].strip()
    assert fresh(desk, select(Setting)) == []
    assert fresh(desk, select(Extension)) == []


def test_somebody_who_left_meanwhile_is_named_and_nothing_is_done(desk):
    shown = preview(desk, desk.bea, desk.cy, **EXCUSE)
    place = fresh(desk, select(Enrollment).where(Enrollment.user_id == desk.cy.id))[0]
    place.ended_at = GRADING_TIME
    desk.session.commit()
    answer = apply(desk, shown)
    assert answer.status_code == 409
    assert "Cy Ng left the course in the meantime." in errors_of(answer)
    assert ticks_of(answer) == {desk.bea.id}
    assert page_of(answer).select_one("#reason")["value"] == EXCUSE["reason"]
    assert fresh(desk, select(Setting)) == []


def test_somebody_with_a_later_own_time_is_named(desk):
    assert apply(desk, preview(desk, desk.cy, **EXTEND)).status_code == 303
    answer = preview(desk, desk.bea, desk.cy, **EXTEND | {"day": "2025-10-18"})
    assert answer.status_code == 422
    assert "not later than the own due time of Cy Ng." in errors_of(answer)


def test_what_was_decided_since_the_look_is_shown_before_anything_is_done(desk):
    shown = preview(desk, desk.bea, desk.cy, **EXCUSE)
    other = preview(desk, desk.bea, **EXCUSE | {"status": "met"})
    assert apply(desk, other).status_code == 303
    answer = apply(desk, shown)
    assert answer.status_code == 409
    assert "Something has changed since this was shown" in page_of(answer).text
    assert "Replaces an earlier decision." in rows_of(answer)["Bea Mills"][1]
    assert len(fresh(desk, select(Setting))) == 1
    assert apply(desk, answer).status_code == 303
    standing = fresh(desk, select(Setting).where(Setting.ended_at.is_(None)))
    assert {row.status for row in standing} == {"waived"}


def test_what_somebody_else_decided_since_is_not_taken_back(desk):
    done = apply(desk, preview(desk, desk.bea, desk.cy, **EXCUSE))
    assert done.status_code == 303
    first = fresh(desk, select(Setting))[0].set_at
    desk.clock(at(10, "11:00"))
    assert apply(desk, preview(desk, desk.bea, **EXCUSE | {"status": "met"})).status_code == 303
    fields = {"deed": "finding", "at": first.isoformat()}
    desk.send(desk.prof, f"{CLASS}/decisions/withdrawal", **fields)
    standing = fresh(desk, select(Setting).where(Setting.ended_at.is_(None)))
    assert [(row.user_id, row.status) for row in standing] == [(desk.bea.id, "met")]


@pytest.mark.parametrize("stamp", ["", "yesterday", "2025-10-01", "2025-10-01T10:00:00Z"])
def test_taking_back_what_was_never_done_says_so(desk, stamp):
    for deed in ("finding", "extension", ""):
        fields = {"deed": deed, "at": stamp}
        assert desk.send(desk.prof, f"{CLASS}/decisions/withdrawal", **fields).status_code == 303
    assert desk.get(desk.prof, f"{CLASS}?deed=x&at={stamp}").status_code == 200


def test_back_leads_to_the_class_with_everything_as_it_was(desk):
    shown = preview(desk, desk.bea, desk.cy, **EXTEND)
    page = apply(desk, shown, back="1")
    assert page.status_code == 200
    assert ticks_of(page) == {desk.bea.id, desk.cy.id}
    found = page_of(page)
    assert found.select_one("#reason")["value"] == EXTEND["reason"]
    assert found.select_one("#day")["value"] == EXTEND["day"]
    assert found.select_one("#deed-extension").has_attr("checked")


def test_an_assistant_decides_for_many_only_where_it_was_entrusted(desk):
    assert preview(desk, desk.bea, user=desk.tomas, **EXCUSE).status_code == 403
    assert "Tick everyone" not in desk.get(desk.tomas, CLASS).text
    place = fresh(desk, select(Enrollment).where(Enrollment.user_id == desk.tomas.id))[0]
    place.may_manage = True
    desk.session.commit()
    shown = preview(desk, desk.bea, user=desk.tomas, **EXTEND)
    assert apply(desk, shown, user=desk.tomas).status_code == 303
    assert preview(desk, desk.bea, user=desk.bea, **EXCUSE).status_code == 403


@pytest.mark.parametrize("form", [EXCUSE, EXTEND], ids=["finding", "extension"])
def test_the_look_needs_as_many_statements_for_many_as_for_few(desk, form):
    browser = desk.browser(desk.prof)
    address = desk.path(f"{CLASS}/selection")

    def look() -> int:
        students = [*fresh(desk, select(Enrollment.user_id).where(Enrollment.role == "student"))]
        desk.session.rollback()
        with count_statements(db.engine) as sent:
            answer = browser.post(address, data={"student": students, **form})
        assert answer.status_code == 200
        assert len(rows_of(answer)) == len(students)
        return len(sent)

    few = look()
    for number in range(30):
        desk.person(f"Student {number}")
    desk.session.commit()
    assert look() == few


def test_a_section_or_a_group_is_chosen_by_name_and_gets_it_all_or_nothing(desk):
    section = make_section(desk.session, desk.course, "Evening")
    places = select(Enrollment).where(Enrollment.user_id.in_([desk.ana.id, desk.cy.id]))
    for place in desk.session.scalars(places):
        place.section_id = section.id
    desk.session.commit()
    offered = [
        option.text for option in desk.see(desk.prof, f"{CLASS}/selection").select("#part *")
    ]
    assert offered == ["Evening (2)", "Everybody (4)"]
    shown = preview(desk, part=f"section-{section.id}", **EXTEND)
    assert rows_of(shown).keys() == {"Ana Lopez", "Cy Ng"}
    done = desk.send(desk.prof, f"{CLASS}/decisions", **fields_of(shown))
    assert done.status_code == 303
    given = fresh(desk, select(Extension.user_id))
    assert sorted(given) == sorted([desk.ana.id, desk.cy.id])
    logged = fresh(desk, select(Activity.subject_id).where(Activity.verb == "extension_given"))
    assert sorted(logged) == sorted(given)
    assert rows_of(preview(desk, part="all", **EXCUSE)).keys() >= {"Bea Mills", "Dee Hall"}


def test_what_is_not_offered_by_name_means_nobody(desk):
    refused = preview(desk, part="section-999999", **EXCUSE)
    assert refused.status_code == 422
    assert fresh(desk, select(Setting.id)) == []
