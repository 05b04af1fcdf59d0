"""Canvas' own file through the real client: looked at, filled in one column, else unchanged."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from bs4 import BeautifulSoup

from forum.extensions import limiter
from tests.support.classroom import shows
from tests.support.weeks import make_prompt
from tests.web.export_files import canvas_export, log_of, take, upload
from tests.web.trial import trial_app


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
