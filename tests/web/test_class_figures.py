"""The class in figures: what staff read there, beside each picture its table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from forum.courses.models import Enrollment
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, make_prompt, post_initial


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
    page = desk.see(desk.prof, "w/1/participation/figures/network")
    assert rows(page, "network") == [
        ["Ana Lopez", "1", "2", "1", "Bea Mills (both ways), Dee Hall"],
        ["Bea Mills", "1", "1", "1", "Ana Lopez (both ways)"],
        ["Cy Ng", "0", "0", "0", "nobody"],
        ["Dee Hall", "1", "0", "0", "nobody"],
    ]
    drawing = page.select_one("svg[role=img]")
    assert len(drawing.select("circle")) == 4
    assert len(drawing.select("line")) == 2
    assert len(drawing.select("line.is-mutual")) == 1
    assert len(drawing.select("circle.is-unanswered")) == 1


def test_whoever_leaves_keeps_an_empty_place_in_the_drawing(desk):
    def places() -> dict[str, tuple[str, str]]:
        drawing = desk.see(desk.prof, "w/1/participation/figures/network").select_one(
            "svg[role=img]"
        )
        dots = [(dot["cx"], dot["cy"]) for dot in drawing.select("circle")]
        return dict(zip((name.text for name in drawing.select("text")), dots, strict=True))

    before = places()
    desk.session.execute(
        update(Enrollment).where(Enrollment.user_id == desk.bea.id).values(ended_at=GRADING_TIME)
    )
    assert places() == {name: place for name, place in before.items() if name != "Bea"}


def test_hours_are_numbers_and_shares_have_their_counts(desk):
    page = desk.see(desk.prof, "w/1/participation/figures/timing")
    cells = [cell.get_text(strip=True) for cell in page.select(".heat tbody td:not(.is-sum)")]
    assert len(cells) == 7 * 24
    assert sum(int(cell) for cell in cells if cell) == 6
    days = [int(cell.text) for cell in page.select(".heat tbody .is-sum")]
    assert days == [0, 3, 0, 0, 3, 0, 0]
    hours = [int(cell.text) for cell in page.select(".heat tfoot .is-sum")]
    assert (hours[10], hours[11], hours[12], hours[24]) == (2, 2, 2, 6)
    assert "0 of 3 posts that came in time" in text(page)


def test_a_site_that_two_thirds_chose_is_warned_of(desk):
    assert "share a site" not in text(desk.see(desk.prof, "w/1/participation/figures"))
    for name in ("Eve Ito", "Flo Kay", "Gil Moe"):
        student = desk.person(name)
        post_initial(desk.session, student, desk.prompt, "Love146", now=at(2, "13:00"))
    assert "4 of 6 chose Love146." in text(desk.see(desk.prof, "w/1/participation/figures"))
    page = desk.see(desk.prof, "w/1/participation/figures/sites")
    assert rows(page, "spread")[0][:2] == ["Love146", "4"]
    assert "4 of 6 chose Love146." in text(page)


def test_grading_minutes_are_measured_from_saves(desk):
    for number, student in enumerate((desk.ana, desk.bea, desk.cy)):
        desk.grade(student, now=GRADING_TIME + timedelta(minutes=4 * number))
    assert "Grading took 8 minutes so far." in text(
        desk.see(desk.prof, "w/1/participation/figures")
    )
    page = desk.see(desk.prof, "w/1/participation/figures/workload")
    assert rows(page, "workload") == [["Ngozi Okafor", "8", "3"]]


def test_whoever_needs_a_look_stands_first_with_the_reason(desk):
    page = desk.see(desk.prof, "w/1/participation")
    found = dict(rows(page, "attention"))
    assert found["Cy Ng"].startswith("Nothing published; the post was due Wed 8 Oct, 11:59 pm")
    assert found["Dee Hall"].startswith("No response; they were due")
    assert "Ana Lopez" not in found


def test_before_anybody_has_posted_no_figure_is_made_up(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    for page in ("figures", "figures/all"):
        said = text(other.see(other.prof, f"w/1/participation/{page}"))
        assert "0 of 3 students have posted" in said
        assert "No post has come in time yet." in said
        assert "No site has been chosen yet." in said
        assert "Nobody has written to anybody yet." in said
        assert "0 of 0" not in said


def test_a_class_without_students_has_no_figures(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    for student in (other.ana, other.bea, other.cy):
        desk.session.execute(
            update(Enrollment)
            .where(Enrollment.user_id == student.id)
            .values(ended_at=GRADING_TIME - timedelta(days=1))
        )
    for page in ("figures", "figures/all", "figures/network"):
        said = text(other.see(other.prof, f"w/1/participation/{page}"))
        assert "Nobody is enrolled as a student yet." in said


def test_the_first_post_is_no_crowd(desk):
    other = Marking(desk.app, desk.session, desk.clock)
    post_initial(desk.session, other.ana, other.prompt, now=at(2, "13:00"))
    page = other.see(other.prof, "w/1/participation/figures")
    assert "share a site" not in text(page)


PAGES = ("timing", "sites", "network", "workload")


def test_the_overview_leads_to_each_figure_and_all_of_them_stand_on_one_page(desk):
    overview = desk.see(desk.prof, "w/1/participation/figures")
    links = {link["href"].rpartition("/")[2] for link in overview.select(".page a")}
    assert links >= {*PAGES, "all"}
    everything = desk.see(desk.prof, "w/1/participation/figures/all")
    for name in PAGES:
        page = desk.see(desk.prof, f"w/1/participation/figures/{name}")
        for heading in page.select("section h2"):
            assert everything.find(id=heading["id"]).text == heading.text
    assert desk.get(desk.prof, "w/1/participation/figures/others").status_code == 404


def test_a_figure_leads_to_the_same_of_the_weeks_beside_it(desk):
    for week, published in ((2, True), (3, False), (4, True)):
        make_prompt(
            desk.session,
            desk.course,
            week=week,
            **({} if published else {"published_at": None}),
        )
    page = desk.see(desk.prof, "w/2/participation/figures/network")
    links = page.select("nav[aria-label='The same figure in other weeks'] a")
    assert [link["href"].split("/w/")[1] for link in links] == [
        "1/participation/figures/network",
        "4/participation/figures/network",
    ]


def test_the_hours_in_which_each_could_respond_begin_when_two_colleagues_were_there(desk):
    page = desk.see(desk.prof, "w/1/participation/figures/timing")
    # From noon of day 2, when the third of them posted, to the end of day 6.
    assert [row[:2] for row in rows(page, "runway")] == [
        ["Ana Lopez", "108.0"],
        ["Bea Mills", "108.0"],
        ["Dee Hall", "108.0"],
    ]
    assert "0 of 3 students who posted had less than a day" in text(page)


@pytest.mark.parametrize("page", ["figures", "figures/all", "waiting", "attention"])
def test_students_do_not_read_it(desk, page):
    assert desk.get(desk.ana, f"w/1/participation/{page}").status_code == 403
