"""The class in figures: what staff read there, beside each picture its table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.courses.models import Enrollment
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, post_initial


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Ana wrote to Bea and Dee, Bea to Ana; Cy wrote nothing."""
    made = Marking(app, session, clock)
    made.write()
    return made


def text(page) -> str:
    return page.get_text(" ", strip=True)


def rows(page, heading) -> list[list[str]]:
    table = page.select_one(f"section[aria-labelledby={heading}] .table")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]


def test_who_wrote_to_whom_stands_in_a_table_beside_the_drawing(desk):
    page = desk.see(desk.prof, "w/1/participation/figures")
    assert [row[:4] for row in rows(page, "network")] == [
        ["Ana Lopez", "1", "2", "1"],
        ["Bea Mills", "1", "1", "1"],
        ["Cy Ng", "0", "0", "0"],
        ["Dee Hall", "1", "0", "0"],
    ]
    drawing = page.select_one("svg[role=img]")
    assert len(drawing.select("circle")) == 4
    assert len(drawing.select("line")) == 2
    assert len(drawing.select("line.is-mutual")) == 1
    assert len(drawing.select("circle.is-unanswered")) == 1


def test_hours_are_numbers_and_shares_have_their_counts(desk):
    page = desk.see(desk.prof, "w/1/participation/figures")
    cells = [cell.get_text(strip=True) for cell in page.select(".heat td")]
    assert len(cells) >= 7 * 24
    assert sum(int(cell) for cell in cells if cell) == 6
    assert "0 of 3 posts that came in time" in text(page)


def test_a_site_that_two_thirds_chose_is_warned_of(desk):
    assert "share a site" not in text(desk.see(desk.prof, "w/1/participation/figures"))
    for name in ("Eve Ito", "Flo Kay", "Gil Moe"):
        student = desk.person(name)
        post_initial(desk.session, student, desk.prompt, "Love146", now=at(2, "13:00"))
    page = desk.see(desk.prof, "w/1/participation/figures")
    assert rows(page, "spread")[0][:2] == ["Love146", "4"]
    assert "4 of 6 chose Love146." in text(page)


def test_grading_minutes_are_measured_from_saves(desk):
    for number, student in enumerate((desk.ana, desk.bea, desk.cy)):
        desk.grade(student, now=GRADING_TIME + timedelta(minutes=4 * number))
    page = desk.see(desk.prof, "w/1/participation/figures")
    assert rows(page, "workload") == [["Ngozi Okafor", "8", "3"]]


def test_whoever_needs_a_look_stands_first_with_the_reason(desk):
    page = desk.see(desk.prof, "w/1/participation")
    found = dict(rows(page, "attention"))
    assert found["Cy Ng"].startswith("Nothing published; the post was due Wed 8 Oct, 11:59 pm")
    assert found["Dee Hall"].startswith("No response; they were due")
    assert "Ana Lopez" not in found


def test_before_anybody_has_posted_no_figure_is_made_up(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    page = other.see(other.prof, "w/1/participation/figures")
    assert "0 of 3 students have posted" in text(page)
    for said in ("No post has come in time yet.", "No site has been chosen yet."):
        assert said in text(page)
    assert "0 of 0" not in text(page)


def test_a_class_without_students_has_no_figures(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    for student in (other.ana, other.bea, other.cy):
        desk.session.execute(
            update(Enrollment)
            .where(Enrollment.user_id == student.id)
            .values(ended_at=GRADING_TIME - timedelta(days=1))
        )
    page = other.see(other.prof, "w/1/participation/figures")
    assert "Nobody is enrolled as a student yet." in text(page)


def test_the_first_post_is_no_crowd(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    post_initial(desk.session, other.ana, other.prompt, now=at(2, "13:00"))
    page = other.see(other.prof, "w/1/participation/figures")
    assert "share a site" not in text(page)


def test_students_do_not_read_it(desk):
    assert desk.get(desk.ana, "w/1/participation/figures").status_code == 403
