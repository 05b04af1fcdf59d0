"""What waits for an answer, and whom to look at first: the lists staff work through."""

from __future__ import annotations

import pytest

from tests.support.marking import Marking
from tests.support.weeks import at, make_prompt, post_initial, respond
from tests.web.test_class_figures import rows, text

#: Day 4 of week 2: posts were due.
WEEK_2 = at(7 + 4, "12:00")


@pytest.fixture
def desk(app, session, clock) -> Marking:
    """Week 1, in which Ana wrote to Bea and Dee, Bea to Ana, and Cy nothing."""
    made = Marking(app, session, clock)
    made.write()
    return made


def test_a_post_that_nobody_answered_names_who_could_and_leads_to_it(desk):
    desk.clock(at(5, "20:00"))
    cy = post_initial(desk.session, desk.cy, desk.prompt, "Love146", now=at(5, "19:00"))
    page = desk.see(desk.prof, "w/1/participation/waiting")
    # Bea has the same site as Cy, and Ana has written all that is asked.
    (row,) = rows(page, "posts")
    assert row[:2] == ["Cy Ng", f"#{cy.number}"]
    assert row[2].startswith("Fri 10 Oct, 7:00 pm")
    assert row[3] == "Dee Hall"
    link = page.select_one("section[aria-labelledby=posts] td a")
    assert link["aria-label"] == f"Post #{cy.number} by Cy Ng"
    assert desk.browser(desk.prof).get(link["href"]).status_code == 200
    assert rows(page, "owing") == [
        ["Cy Ng", "2 of 2", "Ana Lopez, Dee Hall"],
        ["Dee Hall", "2 of 2", "Cy Ng, Ana Lopez, Bea Mills"],
        ["Bea Mills", "1 of 2", "Dee Hall"],
    ]


def test_whoever_has_not_posted_is_told_to_post_first(desk):
    desk.clock(at(5, "20:00"))
    owing = {
        row[0]: row[2] for row in rows(desk.see(desk.prof, "w/1/participation/waiting"), "owing")
    }
    assert owing["Cy Ng"] == "The own post comes first."


def test_nobody_waits_and_after_the_close_nobody_owes(desk):
    desk.clock(at(10, "12:00"))
    page = desk.see(desk.prof, "w/1/participation/waiting")
    assert "Nobody waits for an answer." in text(page)
    assert page.select_one("#owing") is None


def test_the_matrix_the_figures_and_the_list_tell_of_the_same_posts(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    desk.clock(at(5, "20:00"))
    eve, flo = desk.person("Eve Ito"), desk.person("Flo Kay")
    post_initial(desk.session, eve, desk.prompt, "Love146", now=at(5, "18:00"))
    post_initial(desk.session, flo, desk.prompt, "Love146", now=at(5, "19:00"), is_private=True)
    post_initial(desk.session, desk.cy, desk.prompt, "Love146", now=at(5, "17:00"))
    listed = [row[0] for row in rows(desk.see(desk.prof, "w/1/participation/waiting"), "posts")]
    assert listed == ["Cy Ng", "Eve Ito"]
    matrix = desk.see(desk.prof, "w/1/participation")
    waiting = matrix.select_one("section[aria-labelledby=waiting]")
    assert [item.a.text for item in waiting.select("li")] == listed
    assert "2 waiting for an answer" in text(matrix)
    assert waiting.select_one("p a")["href"].endswith("/participation/waiting")
    figures = desk.see(desk.prof, "w/1/participation/figures/network")
    assert figures.find(id="nobody-answered").text == "Cy Ng, Eve Ito (2)"


def test_staff_find_the_list_from_the_week_and_students_do_not(desk):
    def links(person) -> set[str]:
        return {link["href"] for link in desk.see(person, "w/1").select(".page a[href]")}

    address = desk.path("w/1/participation/waiting")
    assert address in links(desk.prof)
    assert address not in links(desk.ana)


@pytest.fixture
def second(desk) -> Marking:
    """Week 2 after its posts were due."""
    desk.second = make_prompt(desk.session, desk.course, week=2)
    desk.clock(WEEK_2)
    return desk


def found(desk: Marking, week: int = 2) -> dict[str, str]:
    page = desk.see(desk.prof, f"w/{week}/participation/attention")
    return dict(rows(page, "attention"))


def test_nothing_again(second):
    assert found(second)["Cy Ng"] == (
        "Nothing published; the post was due Wed 15 Oct, 11:59 pm. "
        "Nothing published in week 1 either."
    )
    assert "week 1" not in found(second)["Bea Mills"]
    matrix = dict(rows(second.see(second.prof, "w/2/participation"), "attention"))
    assert matrix["Cy Ng"] == "Nothing published; the post was due Wed 15 Oct, 11:59 pm."


def test_nobody_answers_again(second):
    session = second.session
    for prompt, day in ((second.prompt, 3), (second.second, 8)):
        post_initial(session, second.cy, prompt, "Love146", now=at(day, "09:00"))
    assert found(second)["Cy Ng"] == (
        "Nobody has answered the post of Mon 13 Oct, 9:00 am. "
        "Nobody answered the post of week 1 either."
    )


def test_a_post_much_shorter_than_asked_and_than_the_own_earlier_ones(second):
    third = make_prompt(second.session, second.course, week=3)
    post_initial(second.session, second.ana, second.second, now=at(9, "10:00"), length=25)
    second.clock(at(14 + 4, "12:00"))
    post_initial(second.session, second.ana, third, now=at(14 + 2, "10:00"), length=3)
    assert found(second, 3)["Ana Lopez"] == (
        "The post has 6 of 15 words asked for. "
        "The post has 6 words; those of weeks 1 and 2 had 40 and 50."
    )


def test_responses_to_the_same_two_every_week(second):
    session, eve = second.session, second.person("Eve Ito")
    others = [second.bea, second.cy, second.person("Dana Roe"), second.person("Fay Orr")]
    prompts = {2: second.second}
    prompts |= {week: make_prompt(session, second.course, week=week) for week in (3, 4)}
    for week, prompt in prompts.items():
        day = 7 * (week - 1) + 2
        post_initial(session, eve, prompt, now=at(day, "08:00"))
        theirs = [post_initial(session, o, prompt, "Love146", now=at(day, "09:00")) for o in others]
        for post in theirs[:2]:
            respond(session, eve, post, now=at(day, "10:00"))
    second.clock(at(7 * 3 + 4, "12:00"))
    sentence = "Wrote to Bea Mills and Cy Ng only, as in weeks 2 and 3."
    assert sentence in found(second, 4)["Eve Ito"]
    assert "Wrote to" not in found(second, 3)["Eve Ito"]


def test_a_week_in_which_all_is_well_says_so(desk):
    post_initial(desk.session, desk.cy, desk.prompt, "Love146", now=at(2, "10:00"))
    desk.clock(at(3, "09:00"))
    page = desk.see(desk.prof, "w/1/participation/attention")
    assert "Nothing is missing, and nobody waits." in text(page)
    assert "by this week alone." in text(page)
