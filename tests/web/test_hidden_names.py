"""Grading without names: numbers stand in their place, everywhere on the desk."""

from __future__ import annotations

import re

HIDDEN = "grade/ana?names=hidden"


def said(page) -> str:
    for part in page.select("header, footer"):
        part.decompose()  # who is signed in has a name
    return page.get_text(" ", strip=True)


def test_no_students_name_is_left_on_the_desk(desk):
    text = said(desk.see(desk.prof, HIDDEN))
    for name in ("Ana", "Lopez", "Bea", "Mills", "Cy Ng", "Dee", "Hall"):
        assert not re.search(rf"\b{name}\b", text), name
    assert re.search(r"Student \d answered Student \d", text)
    assert "as well as they could be found" in text


def test_with_names_they_are_there(desk):
    text = said(desk.see(desk.prof, "grade/ana"))
    assert "Ana Lopez" in text
    assert "Bea Mills" in text


def test_a_student_keeps_the_number_whoever_grades(desk):
    heads = {
        desk.see(grader, HIDDEN).select_one("h1").get_text(strip=True)
        for grader in (desk.prof, desk.tomas)
    }
    assert len(heads) == 1
    assert re.fullmatch(r"Student \d", heads.pop())


def test_going_on_keeps_names_hidden(desk):
    page = desk.see(desk.prof, HIDDEN)
    form = page.select_one("#grade-form")
    assert "names=hidden" in form["action"]
    levels = {row["name"]: row["value"] for row in form.select("input[type=radio][value='3']")}
    whys = {row["name"]: "Because." for row in form.select("input[name^=reason-]")}
    sent = desk.send(desk.prof, HIDDEN, version=0, **levels, **whys)
    assert sent.status_code == 303
    assert "names=hidden" in sent.headers["Location"]
