"""Grades and evidence taken along, through the real client: what is in the files, what never is."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import update

from forum.courses.models import Course, Enrollment
from forum.extensions import limiter
from forum.participation.actions import Decision, set_finding
from tests.support.classroom import shows
from tests.support.factories import make_section, make_user
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at, make_prompt, post_initial, respond
from tests.web.export_files import FILES, canvas_export, log_of, row_of, rows_of, take, upload
from tests.web.trial import trial_app

LATER = GRADING_TIME + timedelta(days=1)
WEEK = "Week 1, Developing alliances"


# --- What is in the files ------------------------------------------------------------------------


def test_the_page_says_what_can_be_had_and_offers_weeks(desk):
    page = desk.see(desk.prof, "exports")
    assert [part.text for part in page.select("main h2")] == [
        "Gradebook",
        "Evidence of one week",
        "Canvas",
        "Moodle",
        "The whole course",
    ]
    assert str(page).count("No grade has been released yet.") == 2
    desk.grade(desk.ana)
    desk.release()
    page = desk.see(desk.prof, "exports")
    offered = [option.text for option in page.select("#moodle-week option")]
    assert offered == [f"{WEEK} (1 released)", "All weeks with released grades"]
    assert "exports" in str(desk.see(desk.prof, ""))


def test_the_gradebook_has_points_states_and_sections(desk):
    day = make_section(desk.session, desk.course, "Day")
    desk.session.execute(update(Enrollment).values(section_id=day.id))
    make_prompt(desk.session, desk.course, 2, title="=Roots")
    make_prompt(desk.session, desk.course, 3, published_at=None, title="canary draft")
    desk.grade(desk.ana, 3)
    desk.grade(desk.bea, 1)
    desk.release()
    desk.grade(desk.bea, 2, now=LATER)
    desk.release({desk.bea.id: "I had missed a part."}, now=LATER)
    answer = take(desk, "gradebook")
    assert row_of(answer, "Ana Lopez") == {
        "Student": "Ana Lopez",
        "E-mail address": desk.ana.email,
        "Section": "Day",
        f"{WEEK}: points": "90",
        f"{WEEK}: out of": "100",
        f"{WEEK}: state": "Released",
        "Week 2, =Roots: points": "",
        "Week 2, =Roots: out of": "",
        "Week 2, =Roots: state": "Not released",
        "Released points": "90",
        "Out of": "100",
    }
    bea = row_of(answer, "Bea Mills")
    assert (bea[f"{WEEK}: points"], bea[f"{WEEK}: state"]) == ("70", "Changed after release")
    assert row_of(answer, "Cy Ng")["Released points"] == ""
    assert "canary" not in answer.text


def test_the_workbook_says_the_same_as_the_csv_file(desk):
    desk.grade(desk.ana, 3, comment="=1+1")
    desk.release()
    for what, form in FILES.items():
        if what == "moodle":
            continue
        said = [list(row.values()) for row in rows_of(take(desk, what))]
        answer = take(desk, what, **(form | {"form": "xlsx"}))
        sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
        assert sheet.freeze_panes == "A2"
        for line, row in zip(said, sheet.iter_rows(min_row=2), strict=True):
            for text, cell in zip(line, row, strict=True):
                if cell.data_type == "d":
                    assert text.startswith(cell.value.isoformat())
                elif cell.data_type == "n":
                    assert (cell.value is None) == (not text)
                    assert not text or float(text) == cell.value
                else:
                    assert text.removeprefix("'") == cell.value


def test_the_evidence_says_what_was_found_and_what_was_written(desk):
    desk.grade(desk.ana, 3, comment="A *precise* ending.")
    desk.release()
    answer = take(desk, "evidence")
    row = row_of(answer, "Ana Lopez", Requirement="Responses that count")
    assert (row["Status"], row["Have"], row["Need"], row["Days late"]) == ("Done", "2", "2", "0")
    assert row["Sentence"]
    assert row["Site"] == "Polaris Project"
    assert row["Posted at"] == "2025-10-07T10:00:00-04:00"
    assert (row["Words"], row["Responses"]) == ("40", "2")
    assert row["Responses to"] == "Bea Mills; Dee Hall"
    assert row["Sites responded to"] == "Love146; La Strada International"
    assert row["Responded at"] == "2025-10-10T10:00:00-04:00; 2025-10-10T11:00:00-04:00"
    assert row["Responses count"] == "Counts; Counts"
    assert row["Title of responsive: level"] == "Proficient"
    assert row["Title of responsive: points"] == "36"
    assert (row["Total"], row["Out of"], row["Comment"]) == ("90", "100", "A precise ending.")
    nobody = row_of(answer, "Cy Ng", Requirement="Initial post")
    assert (nobody["Status"], nobody["Posted at"], nobody["Total"]) == ("Not done", "", "")
    names = [(row["Student"], row["Requirement"]) for row in rows_of(answer)]
    assert len(set(names)) == len(names)


def test_a_decision_stands_with_its_reason_and_who_made_it(desk):
    ill = Decision("responses", "met", "-Ill.")
    viewer = desk.viewer(desk.prof)
    set_finding(desk.session, viewer, desk.prompt, desk.bea.id, ill, now=GRADING_TIME)
    desk.session.commit()
    row = row_of(take(desk, "evidence"), "Bea Mills", Requirement="Responses that count")
    assert (row["Status"], row["Status by the rules"]) == ("Done", "Partly done")
    assert (row["Decided because"], row["Decided by"]) == ("'-Ill.", "Ngozi Okafor")
    assert row["Decided at"] == "2025-10-15T10:00:00-04:00"


def test_moodle_gets_its_own_columns(desk):
    desk.grade(desk.ana, 3, comment="=Well *done*.")
    desk.release()
    answer = take(desk, "moodle")
    assert rows_of(answer) == [
        {
            "Email address": desk.ana.email,
            "ID number": "",
            "Username": "",
            f"{WEEK} (Real)": "90",
            f"{WEEK} (Feedback)": "'=Well done.",
        }
    ]
    assert rows_of(take(desk, "moodle", week="0")) == rows_of(answer)


def test_a_file_is_saved_under_a_safe_name_and_kept_in_no_cache(desk):
    for what, form in FILES.items():
        if what == "moodle":
            desk.grade(desk.ana)
            desk.release()
        answer = take(desk, what, **form)
        said = answer.headers["Content-Disposition"]
        assert re.fullmatch(r"attachment; filename=[a-z0-9-]+-2025-10-15\.csv", said), said
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


# --- What is never in them -----------------------------------------------------------------------


def everything(desk) -> list[bytes]:
    """Every byte that leaves: pages, files, and Canvas' file filled."""
    found = [desk.get(desk.prof, "exports").data]
    for what, form in FILES.items():
        found.append(take(desk, what, **form).data)
        if "form" in form:
            found.append(take(desk, what, **(form | {"form": "xlsx"})).data)
    choice = {"column": "5", "week": "1"}
    found.append(upload(desk, canvas_export(desk), **choice).data)
    carried = urlsafe_b64encode(canvas_export(desk).encode()).decode()
    found.append(take(desk, "canvas/filled", carried_file=carried, **choice).data)
    tokens = re.compile(rb'name="csrf_token" value="[^"]*"')
    return [tokens.sub(b"", body) for body in found]


def test_what_is_held_or_graded_and_not_released_changes_no_byte(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    before = everything(desk)
    desk.grade(desk.ana, 4, comment="canary of a change")
    desk.grade(desk.bea, 1, comment="canary of a grade")
    desk.hold(desk.cy, 1, comment="canary held")
    assert everything(desk) == before
    desk.release({desk.ana.id: "I had missed a part."})
    after = everything(desk)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == len(before)


def test_an_admin_gets_nothing_of_a_private_post(desk):
    desk.prompt.private_allowed = True
    post_initial(desk.session, desk.cy, desk.prompt, "Love146", now=at(2, "13:00"), is_private=True)
    admin = make_user(desk.session, "Ada", is_admin=True)
    mine = row_of(take(desk, "evidence"), "Cy Ng", Requirement="Initial post")
    theirs = row_of(take(desk, "evidence", admin), "Cy Ng", Requirement="Initial post")
    assert (mine["Site"], mine["Words"]) == ("Love146", "40")
    assert (theirs["Site"], theirs["Posted at"], theirs["Words"]) == ("", "", "")


def test_those_who_are_not_entrusted_with_it_get_no_file(desk):
    trusted = desk.person("Uma Reyes", "assistant", may_manage=True)
    take(desk, "gradebook", trusted)
    for user, status in ((desk.tomas, 403), (desk.ana, 403), (make_user(desk.session), 404)):
        for what, form in FILES.items():
            assert desk.send(user, f"exports/{what}", **form).status_code == status
        assert upload(desk, canvas_export(desk), user).status_code == status
    assert [verb for verb, _detail in log_of(desk)] == ["gradebook_exported"]


# --- Bad choices, the log, the archive, too many -------------------------------------------------


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("gradebook", {"form": "pdf"}),
        ("gradebook", {"x": "y"}),
        ("evidence", {"form": "csv", "week": "7"}),
        ("evidence", {"form": "csv", "week": "\x00"}),
        ("moodle", {"week": "1"}),
    ],
    ids=["no such form", "no form", "no such week", "no number", "nothing released"],
)
def test_a_choice_that_is_not_offered_gives_the_page_with_a_sentence(desk, what, form):
    answer = desk.send(desk.prof, f"exports/{what}", **form)
    assert answer.status_code == 422
    assert shows(answer, "Choose one from the list.", "Error:")
    assert log_of(desk) == []


def test_each_file_leaves_a_line_in_the_log(desk):
    desk.grade(desk.ana)
    desk.release()
    for what, form in FILES.items():
        take(desk, what, **form)
    assert log_of(desk) == [
        ("gradebook_exported", {"form": "CSV", "students": 4}),
        ("evidence_exported", {"form": "CSV", "students": 4}),
        ("moodle_exported", {"form": "CSV", "students": 1}),
    ]
    page = desk.get(desk.prof, "log")
    assert shows(page, "exported the gradebook", "exported the evidence of the week")
    assert shows(page, "exported released grades for Moodle", "CSV, 1 student")


def test_the_files_of_an_archived_course_can_still_be_had(desk):
    desk.grade(desk.ana)
    desk.release()
    desk.session.get_one(Course, desk.course.id).archived_at = LATER
    desk.session.commit()
    for what in FILES:
        assert rows_of(take(desk, what))


def test_six_files_an_hour_and_refused_forms_are_not_counted(desk):
    with trial_app(desk.app, RATELIMIT_ENABLED=True) as trial:
        limiter.reset()
        browser = desk.browser(desk.prof)
        browser.application = trial
        path = desk.path("exports/gradebook")
        assert {browser.post(path, data={"form": "pdf"}).status_code for _ in range(8)} == {422}
        codes = [browser.post(path, data={"form": "csv"}).status_code for _ in range(7)]
    assert codes == [200] * 6 + [429]


def test_late_work_is_said_with_its_days(desk):
    post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "10:00"))
    row = row_of(take(desk, "evidence"), "Cy Ng", Requirement="Initial post")
    assert (row["Status"], row["Days late"]) == ("Done late", "1")
    assert row["Share of points lost to lateness"] == "0.1"


def test_a_response_that_does_not_count_says_why(desk):
    target = post_initial(desk.session, desk.cy, desk.prompt, now=at(2, "13:00"), stem="cat")
    respond(desk.session, desk.ana, target, now=at(5, "13:00"))
    row = row_of(take(desk, "evidence"), "Ana Lopez", Requirement="Responses that count")
    assert row["Responses"] == "3"
    assert row["Responses count"] == "Counts; Counts; Same site"
