"""The sample class: its findings at the close and its figures in the middle of the week."""

from __future__ import annotations

import json

import pytest

from forum.rules.analytics import analyse, next_to_answer
from forum.rules.facts import REQUIREMENTS
from forum.rules.participation import evaluate, evaluate_class
from tests.cases.demo import FOLDER, at, load
from tests.cases.tables import read_rows

DEMO = load()
ROSTER = read_rows(FOLDER / "demo_roster.csv")
EXPECTED = json.loads((FOLDER / "demo_expected.json").read_text(encoding="utf-8"))
AT_CLOSE = at("13/12:00")
AS_OF = at("7/09:00")


@pytest.mark.parametrize("row", ROSTER, ids=[row["id"] for row in ROSTER])
def test_findings_are_those_of_the_roster(row):
    findings = evaluate(DEMO.discussion, DEMO.students[row["id"]], AT_CLOSE)
    assert {f.requirement: f.status for f in findings} == {name: row[name] for name in REQUIREMENTS}
    responses = findings[REQUIREMENTS.index("responses")]
    assert responses.sentence == row["responses_explained"]


def test_the_class_at_once_is_the_students_one_by_one():
    at_once = evaluate_class(DEMO.discussion, AT_CLOSE)
    assert dict(at_once) == {
        student: evaluate(DEMO.discussion, student, AT_CLOSE) for student in DEMO.students.values()
    }


def _figures():
    figures = analyse(DEMO.discussion, AS_OF)
    names = {number: name for name, number in DEMO.students.items()}
    sites = {number: key for key, number in DEMO.sites.items()}
    got = {key: getattr(figures, key) for key in figures.__slots__}
    got["received"] = {names[one]: count for one, count in figures.received.items()}
    got["sites"] = {sites[one]: count for one, count in figures.sites.items()}
    got["runway_hours"] = {names[one]: hours for one, hours in figures.runway_hours.items()}
    for key in ("nobody_answered", "isolates", "unanswered", "silent"):
        got[key] = [names[one] for one in got[key]]
    for key in ("heat_by_day", "heat_23h"):
        got[key] = list(got[key])
    chosen = next_to_answer(DEMO.discussion, DEMO.students["tess"], AS_OF)
    got["next_for_tess"] = [names[one] for one in chosen]
    return got


@pytest.mark.parametrize("name", [key for key in EXPECTED if key != "as_of"])
def test_figure_is_the_one_expected(name):
    got = _figures()[name]
    if name == "runway_hours":
        got = {student: hours for student, hours in got.items() if student in EXPECTED[name]}
    assert got == EXPECTED[name]
