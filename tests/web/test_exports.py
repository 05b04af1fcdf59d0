"""Grades and evidence taken along, through the real client: what is in the files, what never is."""

from __future__ import annotations

import csv
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forum.activity.models import Activity
from forum.courses.models import Course, Enrollment
from forum.extensions import limiter
from forum.participation.actions import Decision, set_finding
from tests.support.classroom import shows
from tests.support.factories import make_section, make_user
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at, make_prompt, post_initial, respond
from tests.web.trial import trial_app

LATER = GRADING_TIME + timedelta(days=1)
FILES = {
    "gradebook": {"form": "csv"},
    "evidence": {"form": "csv", "week": "1"},
    "moodle": {"week": "1"},
}
WEEK = "Week 1, Developing alliances"


def take(desk, what, user=None, **form):
    answer = desk.send(user or desk.prof, f"exports/{what}", **(form or FILES[what]))
    assert answer.status_code == 200, answer.text[:3000]
    return answer


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def row_of(answer, name: str, **more: str) -> dict[str, str]:
    wanted = {"Student": name, **more}
    (row,) = [row for row in rows_of(answer) if wanted.items() <= row.items()]
    return row


def log_of(desk) -> list[tuple[str, dict]]:
    desk.session.rollback()
    rows = desk.session.scalars(select(Activity).order_by(Activity.id))
    return [
        (row.verb, row.detail) for row in rows if "exported" in row.verb or "canvas" in row.verb
    ]


def canvas_export(desk, *more: str) -> str:
    """What Canvas would give: Ana by her address, Bea by its local part, Cy unknown."""
    lines = [
        "Student,ID,SIS User ID,SIS Login ID,Section,Discussion (7),Final Score",
        "    Points Possible,,,,,20,(read only)",
        f'"Lopez, Ana",1,,{desk.ana.email},"A, B",,',
        f'"Mills, Bea",2,,{desk.bea.email.partition("@")[0].upper()},A,"3",',
        '"Ng, Cy",3,,somebody,A,,',
        '"Student, Test",4,,f00,A,,',
        *more,
    ]
    return "\r\n".join(lines) + "\r\n"


def upload(desk, text: str | bytes, user=None, **form: str):
    """Send a file as a browser does."""
    data = text.encode() if isinstance(text, str) else text
    chosen = FileStorage(BytesIO(data), filename="=grades.csv", name="file")
    boundary, body = encode_multipart({"file": chosen, **form})
    return desk.browser(user or desk.prof).post(
        desk.path("exports/canvas"),
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


# --- What is in the files ------------------------------------------------------------------------


def test_the_page_says_what_can_be_had_and_offers_weeks(desk):
    page = desk.see(desk.prof, "exports")
    assert [part.text for part in page.select("main h2")] == [
        "Gradebook",
        "Evidence of one week",
        "Canvas",
        "Moodle",
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


# --- Canvas' own file ----------------------------------------------------------------------------


def test_a_canvas_file_is_looked_at_before_it_is_filled_and_comes_back_otherwise_unchanged(desk):
    desk.grade(desk.ana, 3)
    desk.grade(desk.bea, 1)
    desk.release()
    text = canvas_export(desk)
    answer = upload(desk, b"\xef\xbb\xbf" + text.encode())
    assert answer.status_code == 200
    assert shows(
        answer,
        "3 students stand in the file, 2 are found in this course.",
        "1 student of the file is not found here",
        "somebody, line 5",
        "2 students of this course are not in the file",
        "Dee Hall",
    )
    page = BeautifulSoup(answer.data, "html.parser")
    assert [option.text for option in page.select("#column option")] == ["Discussion (7)"]
    carried = page.select_one("[name=carried_file]")["value"]
    form = {"carried_file": carried, "column": "5", "week": "1"}
    answer = desk.send(desk.prof, "exports/canvas", **form)
    assert shows(answer, "2 grades would be written", "replaces another value")
    assert shows(answer, "Canvas counts this column out of 20, the released grades are out of 100.")
    assert log_of(desk) == []
    filled = take(desk, "canvas/filled", **form)
    wanted = text.replace('"A, B",,', '"A, B",90,').replace('A,"3",', 'A,"50",')
    assert filled.data == b"\xef\xbb\xbf" + wanted.encode()
    assert log_of(desk) == [("canvas_filled", {"form": "CSV", "students": 2})]


def test_a_bad_canvas_file_is_refused_with_its_lines(desk):
    desk.grade(desk.ana)
    desk.release()
    for data, status, sentence in (
        (b"", 422, "The file is empty."),
        (b"Student,ID\xff", 422, "Line 1: This is no text in UTF-8 or UTF-16."),
        (canvas_export(desk, "Too,few").encode(), 422, "Line 7: There are 2 cells"),
        (b"x" * (2 * 1024 * 1024 + 1), 413, "The file is larger than 2 MB."),
    ):
        answer = upload(desk, data)
        assert answer.status_code == status
        assert shows(answer, sentence, "Error:", "The file was not taken")
        assert BeautifulSoup(answer.data, "html.parser").select_one("#file[aria-invalid=true]")
    answer = desk.send(desk.prof, "exports/canvas")
    assert (answer.status_code, shows(answer, "Choose the file that Canvas gave you.")) == (
        422,
        True,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"column": "4"}, {"column": "99"}, {"column": "x"}, {"week": "2"}, {"week": "9" * 5000}],
    ids=["no assignment", "no column", "no number", "nothing released", "endless"],
)
def test_a_column_or_week_that_is_not_offered_fills_nothing(desk, wrong):
    desk.grade(desk.ana)
    desk.release()
    make_prompt(desk.session, desk.course, 2)
    carried = urlsafe_b64encode(canvas_export(desk).encode()).decode()
    form = {"carried_file": carried, "column": "5", "week": "1", **wrong}
    for what in ("canvas", "canvas/filled"):
        answer = desk.send(desk.prof, f"exports/{what}", **form)
        assert answer.status_code == 422
        assert shows(answer, "Choose one from the list.", "Error:")
        assert carried in answer.text
    assert log_of(desk) == []


@pytest.mark.parametrize("carried", ["", "é", "not base64!", "AAAA", "\x00"])
def test_a_carried_file_that_was_tampered_with_is_refused(desk, carried):
    desk.grade(desk.ana)
    desk.release()
    form = {"carried_file": carried, "column": "5", "week": "1"}
    assert desk.send(desk.prof, "exports/canvas/filled", **form).status_code == 422


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


def test_thirty_looks_at_a_file_an_hour(desk):
    with trial_app(desk.app, RATELIMIT_ENABLED=True) as trial:
        limiter.reset()
        browser = desk.browser(desk.prof)
        browser.application = trial
        codes = [browser.post(desk.path("exports/canvas")).status_code for _ in range(31)]
    assert codes == [422] * 30 + [429]


def test_who_was_signed_out_between_the_steps_still_has_the_file(desk):
    carried = urlsafe_b64encode(canvas_export(desk).encode()).decode()
    form = {"carried_file": carried, "column": "5", "week": "1"}
    answer = desk.app.test_client().post(desk.path("exports/canvas/filled"), data=form)
    assert answer.status_code == 401
    page = BeautifulSoup(answer.data, "html.parser")
    assert carried in page.select_one("input[name=kept]")["value"]
    assert not [box for box in page.select("textarea") if carried in box.text]


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
