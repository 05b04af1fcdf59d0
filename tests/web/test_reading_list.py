"""The reading list: students with all checks met, read and graded a row at a time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.accounts.models import User
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post
from forum.grading.models import GradeMark
from tests.support.marking import GRADING_TIME, Marking
from tests.support.weeks import at, make_prompt, post_initial, respond, scene_of, words
from tests.web.test_grading import criterion_id, stored, text
from tests.web.test_passing import leases

LIST = "w/1/grade/met"


class Class(Marking):
    """Ana, Bea and Dee have met all checks; Cy has done nothing."""

    def write(self) -> None:
        super().write()
        self.dee = next(row for row in self.members() if row.name == "Dee Hall")
        for writer, target, time in (
            (self.bea, self.dee, "13:00"),
            (self.dee, self.ana, "13:30"),
            (self.dee, self.bea, "14:00"),
        ):
            respond(self.session, writer, self.initial(target), now=at(5, time))
        self.session.commit()

    def members(self):
        return self.session.scalars(select(User).order_by(User.id))

    def initial(self, author) -> Post:
        wanted = select(Post).where(Post.author_id == author.id, Post.kind == "initial")
        return self.session.scalars(wanted).one()

    def row(self, user, student, path=LIST):
        """A student's row as the user sees it."""
        return self.see(user, path).select_one(f"#row-{student.id}").find_parent("article")

    def form(self, user, student, level=3, **values):
        """The form of a row, every level chosen."""
        return {**fields_of(self.row(user, student), level), "comment": "", **values}

    def save(self, user, student, query="", headers=None, **form):
        """Press a button of a row: Save, where the form names none."""
        path = self.path(f"{LIST}/{student.id}{query}")
        return self.browser(user).post(path, data=form, headers=headers)


def fields_of(row, level=3) -> dict[str, str]:
    hidden = {field["name"]: field["value"] for field in row.select("input[type=hidden][name]")}
    radios = {radio["name"] for radio in row.select("input[type=radio][name^=level-]")}
    return {**hidden, **({name: str(level) for name in radios} if level is not None else {})}


@pytest.fixture
def desk(app, session, clock) -> Class:
    made = Class(app, session, clock)
    made.write()
    return made


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.data, "html.parser")


def closed(row) -> BeautifulSoup:
    """What of a row is seen while it is closed."""
    row.select_one(".reading-body").extract()
    return row


def link(page, words) -> str:
    return next(tag["href"] for tag in page.select("a[href]") if text(tag) == words)


def names(page) -> list[str]:
    return [text(head) for head in page.select("summary h2")]


# --- What it shows -----------------------------------------------------------------------------


def test_everybody_with_all_checks_met_is_a_closed_row_and_nobody_else(desk):
    page = desk.see(desk.prof, f"{LIST}?order=name")
    assert names(page) == ["Ana Lopez", "Bea Mills", "Dee Hall"]
    assert page.select("details[open]") == []
    assert "3 students." in text(page)


def test_a_closed_row_says_what_a_grader_decides_by(desk):
    summary = text(closed(desk.row(desk.prof, desk.ana)))
    assert summary.startswith("Ana Lopez Not graded")
    assert "Responses that count 2 of 2" in summary
    assert re.search(r"\b\d+ words\.", summary)
    assert "Checks suggest: Title of responsive 36, Proficient;" in summary
    desk.grade(desk.ana, 3)
    assert text(desk.row(desk.prof, desk.ana).summary).startswith("Ana Lopez 90 of 100 Graded")


def test_an_open_row_holds_the_work_beside_the_rubric_and_nothing_is_chosen(desk):
    row = desk.row(desk.prof, desk.ana)
    assert "ant0" in text(row)
    assert "Ana answered Bea Mills" in text(row)
    assert "bee0" in text(row.select_one("blockquote"))
    assert row.select("[checked]") == []
    assert row.select_one("form .actions").find_parent("details")


def test_nothing_on_the_page_grades_more_than_one_student(desk):
    page = desk.see(desk.prof, LIST)
    buttons = page.select("main button")
    assert (
        len(
            {
                button.find_parent("form")["id"]
                for button in buttons
                if button.get("type") == "submit"
            }
        )
        == 3
    )
    assert all(button.find_parent("details") for button in buttons)


def test_no_id_stands_twice_on_the_page_and_every_label_has_its_control(desk):
    page = desk.see(desk.prof, LIST)
    ids = [tag["id"] for tag in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    pointed = {label["for"] for label in page.select("label[for]")}
    pointed |= {
        name
        for tag in page.select("[aria-describedby]")
        for name in tag["aria-describedby"].split()
    }
    pointed |= {link["href"][1:] for link in page.select("main a[href^='#']")}
    assert pointed - set(ids) == set()


def test_the_order_is_that_of_the_desk(desk):
    for query in ("", "?order=name"):
        page = desk.see(desk.prof, f"{LIST}{query}")
        shown = names(page)
        following = desk.see(
            desk.prof, f"w/1/grade/{desk.ana.id}?show=met{query.replace('?', '&')}"
        )
        place = shown.index("Ana Lopez") + 1
        assert f"{place} of 3" in text(following.select_one("#students"))


def test_names_are_hidden_on_demand_and_stay_hidden_after_saving(desk):
    path = f"{LIST}?names=hidden"
    page = desk.see(desk.prof, path)
    for part in page.select("header, footer"):
        part.decompose()
    for name in ("Ana", "Lopez", "Bea", "Mills", "Dee", "Hall"):
        assert not re.search(rf"\b{name}\b", text(page)), name
    assert re.fullmatch(r"Student \d", names(page)[0])
    row = page.select_one(f"#row-{desk.ana.id}").find_parent("article")
    sent = {**fields_of(row), "comment": ""}
    answer = desk.browser(desk.prof).post(row.form["action"], data=sent)
    assert "names=hidden" in answer.headers["Location"]


def test_a_colleague_whose_section_has_a_private_post_reads_no_more_here(desk):
    desk.prompt.private_allowed = True
    desk.session.commit()
    post_initial(
        desk.session, desk.cy, desk.prompt, now=at(2, "15:00"), is_private=True, stem="canary"
    )
    for target in (desk.ana, desk.bea):
        respond(desk.session, desk.cy, desk.initial(target), now=at(5, "15:00"))
    desk.session.commit()
    if f"row-{desk.cy.id}" in str(desk.see(desk.prof, LIST)):
        assert "canary0" in str(desk.see(desk.prof, LIST))
    assert "canary0" not in str(desk.see(desk.tomas, LIST))


def test_the_desk_and_the_class_lead_to_the_list(desk):
    chip = link(desk.see(desk.prof, "grade/bea?names=hidden"), "All checks met 3")
    assert chip == desk.path(f"{LIST}?names=hidden")
    class_link = link(desk.see(desk.prof, "w/1/participation"), "Read those with all checks met")
    assert class_link == desk.path(LIST)


def test_a_list_without_anybody_says_so(desk):
    make_prompt(desk.session, desk.course, 2)
    assert "Nobody has met all checks yet." in text(desk.see(desk.prof, "w/2/grade/met"))


# --- Saving ------------------------------------------------------------------------------------


def test_saving_a_row_grades_that_student_alone_and_leads_back_to_it(desk):
    form = desk.form(desk.prof, desk.ana, comment="Well put.")
    answer = desk.save(desk.prof, desk.ana, **form)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"saved={desk.ana.id}#row-{desk.ana.id}")
    assert (stored(desk, desk.ana).graded_at, stored(desk, desk.ana).comment) == (
        GRADING_TIME,
        "Well put.",
    )
    assert stored(desk, desk.bea) is None
    page = soup(desk.browser(desk.prof).get(answer.headers["Location"]))
    assert [text(line) for line in page.select(".reading-row > p:not(.reading-facts)")] == [
        "Saved. Students see nothing until you release."
    ]
    assert "Saved." in text(page.select_one(f"#row-{desk.ana.id}").find_parent("article"))
    assert "Well put." not in desk.get(desk.ana, "my-grades").text


def test_a_script_is_given_the_row_alone(desk):
    wanted = {"Accept": "application/json"}
    form = desk.form(desk.prof, desk.ana)
    answer = desk.save(desk.prof, desk.ana, headers=wanted, **form)
    row = BeautifulSoup(answer.json["row"], "html.parser")
    assert text(row.summary).startswith("Ana Lopez 90 of 100 Graded")
    assert not row.details.has_attr("open")
    assert row.article["data-said"] == "Saved: Ana Lopez."
    answer = desk.save(desk.prof, desk.ana, headers=wanted, **form)
    row = BeautifulSoup(answer.json["row"], "html.parser")
    assert answer.status_code == 409
    assert row.details.has_attr("open")


def test_what_is_missing_is_said_in_the_row_and_what_was_typed_stays(desk):
    form = desk.form(desk.prof, desk.ana, level=None, comment="Half a thought")
    first = criterion_id(desk, "responsive")
    answer = desk.save(desk.prof, desk.ana, **{**form, f"level-{first}": "4"})
    assert answer.status_code == 422
    page = soup(answer)
    assert page.title.text.strip().startswith("Error:")
    row = page.select_one(f"#row-{desk.ana.id}").find_parent("article")
    assert row.details.has_attr("open")
    links = row.select(".problem-list a")
    assert len(links) == 3
    assert all(row.select_one(link["href"]) for link in links)
    assert row.select_one("textarea[name=comment]").text.strip() == "Half a thought"
    assert row.select_one(f"input[name=level-{first}][checked]")["value"] == "4"
    assert len(page.select("details[open]")) == 1
    assert stored(desk, desk.ana) is None


def test_above_the_ceiling_the_row_asks_why(desk):
    """Whoever has only some of the sources reaches 2 at most: here by an instructor's decision."""
    desk.send(
        desk.prof,
        "grade/ana/settings",
        requirement="responses",
        status="partial",
        reason="One is a copy.",
    )
    page = soup(desk.save(desk.prof, desk.ana, **desk_form(desk, desk.ana, level=4)))
    responses = criterion_id(desk, "responses")
    assert page.select_one(f"a[href='#s{desk.ana.id}-reason-{responses}']")
    assert stored(desk, desk.ana) is None


def desk_form(desk, student, level):
    """The fields of a row of somebody who is not in the list any more."""
    radios = {
        f"level-{criterion_id(desk, key)}"
        for key in ("responsive", "understanding", "responses", "writing")
    }
    return {**dict.fromkeys(radios, str(level)), "version": "0", "comment": ""}


def test_two_graders_choose_criterion_by_criterion_and_the_typed_comment_stays(desk):
    mine = desk.form(desk.prof, desk.ana, level=4, comment="Mine")
    desk.grade(desk.ana, 2, comment="Theirs")
    answer = desk.save(desk.prof, desk.ana, **mine)
    assert answer.status_code == 409
    row = soup(answer).select_one(f"#row-{desk.ana.id}").find_parent("article")
    conflict = row.select_one(".conflict")
    assert "40, Exemplary" in text(conflict)
    assert "28, Developing differs" in text(conflict)
    assert row.select_one("textarea[name=comment]").text.strip() == "Mine"
    assert {tag["form"] for tag in conflict.select("[form]")} == {row.form["id"]}
    sent = fields_of(row, level=4)
    writing = criterion_id(desk, "writing")
    sent |= {f"choose-{writing}": "theirs", "comment": "Mine", "choose-comment": "both"}
    assert desk.save(desk.prof, desk.ana, **sent).status_code == 303
    assert stored(desk, desk.ana).comment == "Mine\n\nTheirs"
    levels = {row.criterion_id: row.level for row in desk.session.scalars(select(GradeMark))}
    assert levels.pop(writing) == 2
    assert set(levels.values()) == {4}


def test_suggestions_fill_what_is_counted_are_held_and_taken_away_again(desk):
    form = desk.form(desk.prof, desk.ana, level=None, suggest="1", comment="Kept")
    answer = desk.save(desk.prof, desk.ana, **form)
    assert answer.status_code == 303
    row = soup(desk.browser(desk.prof).get(answer.headers["Location"])).select_one("details[open]")
    assert len(row.select("[checked]")) == 2
    assert stored(desk, desk.ana).graded_at is None
    sent = {**fields_of(row, None), "undo": "1", "comment": "Kept, and more"}
    sent["filled"] = [field["value"] for field in row.select("input[name=filled]")]
    answer = desk.save(desk.prof, desk.ana, **sent)
    assert answer.status_code == 200
    row = soup(answer).select_one("details[open]")
    assert row.select("[checked]") == []
    assert row.select_one("textarea[name=comment]").text.strip() == "Kept, and more"
    assert desk.session.scalars(select(GradeMark)).all() == []
    again = {**fields_of(row), "comment": ""}
    assert desk.save(desk.prof, desk.ana, **again).status_code == 303


def test_a_student_on_a_colleagues_desk_is_saved_only_after_taking_over(desk):
    form = desk.form(desk.prof, desk.ana, comment="Mine")
    desk.send(desk.tomas, "grade/ana/lease")
    row = desk.row(desk.prof, desk.ana)
    assert "Tomas Lind is grading Ana Lopez." in text(row.select_one(".reading-facts"))
    assert row.select_one("[data-row-save]").has_attr("hidden")
    assert row.select("form[data-grade]") == []
    answer = desk.save(desk.prof, desk.ana, **form)
    assert answer.status_code == 409
    row = soup(answer).select_one("details[open]")
    assert "Take over, then save." in text(row)
    assert row.select_one("textarea[name=comment]").text.strip() == "Mine"
    assert stored(desk, desk.ana) is None
    for button in ("suggest", "undo"):
        assert desk.save(desk.prof, desk.ana, **form, **{button: "1"}).status_code == 409
    taken = desk.save(desk.prof, desk.ana, **form, take="1")
    assert taken.status_code == 200
    row = soup(taken).select_one("details[open]")
    assert not row.select_one("[data-row-save]").has_attr("hidden")
    assert row.select_one("textarea[name=comment]").text.strip() == "Mine"
    assert leases(desk) == {desk.ana.id: desk.prof.id}
    assert desk.save(desk.prof, desk.ana, **form).status_code == 303


def test_work_that_changed_since_is_looked_at_first_also_by_somebody_no_longer_listed(desk):
    form = desk.form(desk.prof, desk.ana, comment="Typed")
    later = GRADING_TIME + timedelta(minutes=5)
    reader, setup, schedule = scene_of(desk.session, desk.ana, desk.prompt, at(6, "10:00"))
    site_id = desk.book().posts_by[desk.ana.id][0].versions[0].site_id
    writing = Writing(
        parts={"overview": words(25, "new"), "ally": words(20, "new")}, site_id=site_id
    )
    revise_post(
        desk.session, reader, setup, schedule, desk.initial(desk.ana), writing, base=1, now=later
    )
    desk.session.commit()
    desk.clock(later + timedelta(minutes=1))
    answer = desk.save(desk.prof, desk.ana, **form)
    assert answer.status_code == 409
    row = soup(answer).select_one("details[open]")
    assert "after you opened this page" in text(row)
    assert row.select_one("textarea[name=comment]").text.strip() == "Typed"


@pytest.mark.parametrize("wrong", [{"version": "x"}, {"comment": "x" * 20_001}, {"version": "7"}])
def test_bad_input_is_refused_and_given_back(desk, wrong):
    form = desk.form(desk.prof, desk.ana, **wrong)
    answer = desk.save(desk.prof, desk.ana, **form)
    assert answer.status_code in (409, 422)
    assert len(soup(answer).select("details[open] input[name^=level-][checked]")) == 4
    assert stored(desk, desk.ana) is None


def test_without_a_rubric_the_list_is_for_reading_and_a_typed_comment_comes_back(desk):
    make_prompt(desk.session, desk.course, 2)
    path = f"w/2/grade/met/{desk.ana.id}"
    answer = desk.send(desk.prof, path, version="0", comment="A whole comment")
    assert answer.status_code == 422
    assert "A whole comment" in text(soup(answer).select_one("details[open]"))


def test_a_long_list_has_pages_and_saving_stays_on_its_page(desk, monkeypatch):
    monkeypatch.setattr("forum.web.grading.reading_page.MOST_ROWS", 2)
    first = desk.see(desk.prof, f"{LIST}?order=name")
    assert names(first) == ["Ana Lopez", "Bea Mills"]
    assert "1 to 2 of 3" in text(first)
    more = link(first, "More students")
    second = soup(desk.browser(desk.prof).get(more))
    assert names(second) == ["Dee Hall"]
    assert "3 to 3 of 3" in text(second)
    before = link(second, "Before")
    assert names(soup(desk.browser(desk.prof).get(before))) == names(first)
    sent = {**fields_of(second.article), "comment": ""}
    action = second.select_one("article form")["action"]
    answer = desk.browser(desk.prof).post(action, data=sent)
    assert names(soup(desk.browser(desk.prof).get(answer.headers["Location"]))) == ["Dee Hall"]


@pytest.mark.parametrize("after", ["999999", "-1", "x", "9" * 40])
def test_a_place_that_does_not_exist_is_the_beginning(desk, after):
    assert len(names(desk.see(desk.prof, f"{LIST}?after={after}"))) == 3
