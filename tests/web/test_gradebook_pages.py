"""The gradebook, the weights of the weeks, and a student's own total, through the real client."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.grading.models import PromptWeight, ReleasedGrade, Weighting
from tests.support.classroom import shows
from tests.support.client import text
from tests.support.factories import make_section, make_user
from tests.support.marking import GRADING_TIME, Marking, make_rubric
from tests.support.released import release_rows
from tests.support.weeks import make_prompt

LATER = GRADING_TIME + timedelta(hours=1)


def rows(page: BeautifulSoup) -> dict[str, list[str]]:
    """By student: what the cells say."""
    return {
        text(row.th): [text(cell) for cell in row.select("td")]
        for row in page.select(".gradebook tbody tr")
    }


def second_week(desk: Marking, **totals: tuple[str, str]):
    """Another graded week with released grades by first name."""
    prompt = make_prompt(desk.session, desk.course, 2, title="Ways in")
    make_rubric(desk.session, prompt)
    reached = {getattr(desk, name).id: pair for name, pair in totals.items()}
    release_rows(desk.session, prompt, reached, by=desk.prof.id, now=GRADING_TIME)
    return prompt


def weights(desk: Marking, user=None) -> dict[str, str]:
    """The fields of the form of weights as it is shown."""
    return fields(desk.see(user or desk.prof, "gradebook/weights"))


def fields(page: BeautifulSoup) -> dict[str, str]:
    return {box["name"]: box.get("value", "") for box in page.select("main form input[name]")}


def name_of(desk: Marking, label: str) -> str:
    """The name of a week's field, found by its label."""
    page = desk.see(desk.prof, "gradebook/weights")
    label_of_field = page.find("label", string=label)
    return page.find(id=label_of_field["for"])["name"]


def test_each_cell_says_its_state_and_leads_to_the_desk(desk):
    desk.grade(desk.ana)
    desk.release()
    desk.hold(desk.bea)
    second_week(desk, ana=("18", "20"))
    page = desk.see(desk.tomas, "gradebook")
    assert rows(page) == {
        "Ana Lopez": ["90 Released", "18 of 20 Released", "90"],
        "Bea Mills": ["Held", "No work", "None yet"],
        "Cy Ng": ["No work", "No work", "None yet"],
        "Dee Hall": ["To grade", "No work", "None yet"],
    }
    for cell in page.select(".gradebook tbody td > a"):
        assert cell.select_one("svg")
    first = page.select_one(".gradebook tbody td > a")
    assert first["href"].endswith(f"/w/1/grade/{desk.ana.id}")
    assert "Totals count released grades only." in text(page)


def test_the_table_has_heads_for_rows_and_columns(desk):
    second_week(desk)
    page = desk.see(desk.prof, "gradebook")
    heads = page.select(".gradebook thead th")
    assert [head["scope"] for head in heads] == ["col"] * 4
    assert text(heads[1]) == "Week 1 of 100"
    assert {head["scope"] for head in page.select(".gradebook tbody th")} == {"row"}
    assert page.select_one(".gradebook caption")


def test_a_grade_changed_after_release_keeps_the_points_students_see(desk):
    desk.grade(desk.ana, 3)
    desk.release()
    desk.grade(desk.ana, 4, now=LATER)
    assert rows(desk.see(desk.prof, "gradebook"))["Ana Lopez"] == ["90 Changed", "90"]


def test_rows_that_are_kept_follow_every_change(desk):
    def row():
        return rows(desk.see(desk.prof, "gradebook"))["Ana Lopez"]

    assert [row(), row()] == [["To grade", "None yet"]] * 2
    desk.hold(desk.ana)
    assert row() == ["Held", "None yet"]
    desk.grade(desk.ana)
    assert row() == ["Graded, waits", "None yet"]
    desk.release()
    assert [row(), row()] == [["90 Released", "90"]] * 2
    desk.session.execute(update(ReleasedGrade).values(total=80))
    desk.session.commit()
    assert row() == ["80 Released", "80"]


def test_it_is_put_in_order_and_narrowed_to_a_section(desk):
    second_week(desk, ana=("80", "100"), bea=("40", "100"))
    section = make_section(desk.session, desk.course, "East")
    desk.session.execute(
        update(Enrollment)
        .where(Enrollment.user_id.in_([desk.ana.id, desk.cy.id]))
        .values(section_id=section.id)
    )
    by_total = desk.see(desk.prof, "gradebook?order=total")
    assert list(rows(by_total)) == ["Bea Mills", "Ana Lopez East", "Cy Ng East", "Dee Hall"]
    assert by_total.select_one("[aria-sort]")["aria-sort"] == "ascending"
    narrowed = desk.see(desk.prof, f"gradebook?order=section&section={section.id}")
    assert list(rows(narrowed)) == ["Ana Lopez East", "Cy Ng East"]
    assert "2 of 4 students." in text(narrowed)
    assert narrowed.select_one(f"select#section option[value='{section.id}'][selected]")


@pytest.mark.parametrize("query", ["order=x", "section=x", "section=-1&group=9", "order=%00"])
def test_what_an_address_cannot_mean_shows_everybody(desk, query):
    assert len(rows(desk.see(desk.prof, f"gradebook?{query}"))) == 4


def test_a_course_without_graded_weeks_says_what_to_do(app, session, clock):
    desk = Marking(app, session, clock)
    desk.prompt.published_at = None
    assert "No week is graded yet." in text(desk.see(desk.prof, "gradebook"))


def test_students_and_observers_do_not_reach_it_whatever_the_order(desk):
    observer = desk.person("Ruth Amsel", "observer")
    for user in (desk.ana, observer):
        for path in ("gradebook", "gradebook?order=total", "gradebook/weights"):
            assert desk.get(user, path).status_code == 403
        assert "gradebook" not in str(desk.see(user, ""))


def test_those_who_grade_find_it_from_the_course_the_desk_and_the_release(desk):
    address = desk.path("gradebook")
    for path in ("", "grade/ana", "w/1/release"):
        assert desk.see(desk.tomas, path).select(
            f'main a[href="{address}"], nav a[href="{address}"]'
        )


def test_an_instructor_weighs_the_weeks_and_drops_the_lowest(desk):
    second_week(desk, ana=("100", "100"))
    desk.grade(desk.ana)
    desk.release()
    form = weights(desk)
    assert form["drop_lowest"] == "0"
    form[name_of(desk, "Week 2, Ways in")] = "3"
    assert desk.send(desk.prof, "gradebook/weights", **form).status_code == 303
    page = desk.see(desk.prof, "gradebook")
    assert rows(page)["Ana Lopez"][-1] == "97.5"
    assert "weight 3" in text(page.select("thead th")[2])
    answer = desk.send(desk.prof, "gradebook/weights", **weights(desk) | {"drop_lowest": "1"})
    assert answer.status_code == 303
    page = desk.see(desk.prof, "gradebook")
    assert rows(page)["Ana Lopez"][-1] == "100"
    assert "The lowest grade of each student is dropped." in text(page)


def test_a_change_of_weights_is_one_line_of_the_log_in_words(desk):
    second_week(desk)
    form = weights(desk) | {name_of(desk, "Week 2, Ways in"): "2,5", "drop_lowest": "1"}
    desk.send(desk.prof, "gradebook/weights", **form)
    desk.send(desk.prof, "gradebook/weights", **weights(desk))
    row = desk.session.scalars(select(Activity).where(Activity.verb == "weights_set")).one()
    assert row.detail == {"weights": {"2": ["1", "2.5"]}, "drop_lowest": [0, 1]}
    page = text(desk.see(desk.prof, "log"))
    assert "changed what the weeks weigh in the total" in page
    assert "Week 2: 2.5, before 1; Lowest dropped: 1, before 0" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"drop_lowest": "-1"}, "Lowest grades to drop: enter a whole number from 0 to 50."),
        ({"drop_lowest": "many"}, "Lowest grades to drop: enter a whole number from 0 to 50."),
        ({"drop_lowest": ""}, "Lowest grades to drop: enter a whole number from 0 to 50."),
        ({"first": "-1"}, "Week 1: enter a weight from 0 to 1000."),
        ({"first": "1001"}, "Week 1: enter a weight from 0 to 1000."),
        ({"first": "heavy"}, "Week 1: enter a weight from 0 to 1000."),
        ({"first": "NaN"}, "Week 1: enter a weight from 0 to 1000."),
        ({"first": ""}, "Week 1: enter a weight from 0 to 1000."),
        ({"first": "1.234"}, "At most two places after the point."),
        ({"first": "0", "second": "0"}, "Give at least one week a weight above 0."),
    ],
)
def test_weights_that_cannot_be_come_back_as_typed(desk, changes, sentence):
    second_week(desk)
    names = {
        "first": name_of(desk, "Week 1, Developing alliances"),
        "second": name_of(desk, "Week 2, Ways in"),
    }
    sent = {names.get(key, key): value for key, value in changes.items()}
    answer = desk.send(desk.prof, "gradebook/weights", **weights(desk) | sent)
    assert answer.status_code == 422
    assert shows(answer, sentence, "Error:")
    given_back = fields(BeautifulSoup(answer.data, "html.parser"))
    assert {key: given_back[key] for key in sent} == sent
    assert desk.session.scalars(select(Weighting)).all() == []


def test_of_two_who_weigh_the_second_reads_what_the_first_set(desk):
    second_week(desk)
    name = name_of(desk, "Week 2, Ways in")
    form = weights(desk)
    desk.send(desk.prof, "gradebook/weights", **form | {name: "2"})
    refused = desk.send(desk.prof, "gradebook/weights", **form | {name: "3", "drop_lowest": "1"})
    assert refused.status_code == 409
    assert shows(refused, "Somebody else changed this just now. It reads: 2")
    again = fields(BeautifulSoup(refused.data, "html.parser"))
    assert (again[name], again["drop_lowest"]) == ("3", "1")
    assert desk.send(desk.prof, "gradebook/weights", **again).status_code == 303
    desk.session.expire_all()
    assert desk.session.scalars(select(PromptWeight.weight)).all() == [3]


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 40])
def test_a_forged_version_changes_nothing(desk, seen):
    form = weights(desk) | {"drop_lowest": "2", "seen": seen}
    assert desk.send(desk.prof, "gradebook/weights", **form).status_code == 409
    assert desk.session.scalars(select(Weighting)).all() == []


def test_a_site_admin_weighs_the_weeks_without_seeing_grades(desk):
    admin = make_user(desk.session, "Ada", is_admin=True)
    assert desk.get(admin, "gradebook").status_code == 403
    answer = desk.send(admin, "gradebook/weights", **weights(desk, admin) | {"drop_lowest": "1"})
    assert answer.location.endswith("/settings")
    assert desk.get(desk.tomas, "gradebook/weights").status_code == 403


def test_a_student_reads_the_own_total_and_how_it_came_about(desk):
    prompt = second_week(desk, ana=("18", "20"), bea=("40", "100"))
    desk.session.add(PromptWeight(prompt_id=prompt.id, weight=2))
    desk.grade(desk.ana)
    desk.grade(desk.bea)
    desk.release()
    third = make_prompt(desk.session, desk.course, 3)
    make_rubric(desk.session, third)
    reached = {desk.ana.id: ("10", "100")}
    release_rows(desk.session, third, reached, by=desk.prof.id, now=GRADING_TIME)
    desk.send(desk.prof, "gradebook/weights", **weights(desk) | {"drop_lowest": "1"})
    page = desk.see(desk.ana, "my-grades")
    card = text(page.select_one("section[aria-labelledby=total]"))
    assert "Your total so far 90 %" in card
    assert "The weeks have different weights." in card
    assert "The lowest one is dropped; one always stays." in card
    assert "Week 1 Counts 1 90 %" in card
    assert "Week 2 Counts 2 90 %" in card
    assert "Week 3 Dropped, one of the lowest 1 10 %" in card
    assert "of your class" not in text(page)


def test_a_total_waits_for_the_first_release(desk):
    desk.grade(desk.ana)
    page = text(desk.see(desk.ana, "my-grades"))
    assert "Your total so far" not in page


@pytest.mark.parametrize("people", [5, 6])
def test_figures_of_the_class_are_told_above_five_people(desk, people):
    names = [desk.ana, *(desk.person(f"Student {index}") for index in range(people - 1))]
    reached = {person.id: (str(50 + 10 * index), "100") for index, person in enumerate(names)}
    release_rows(desk.session, desk.prompt, reached, by=desk.prof.id, now=GRADING_TIME)
    page = text(desk.see(desk.ana, "my-grades"))
    sentence = "6 people of your class: median 75 %, from 50 % to 100 %."
    assert page.count("of your class") == page.count(sentence) == (0 if people == 5 else 2)
