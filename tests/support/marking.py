"""A week under way with a rubric, two who grade and three students, for the tests of grading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from forum.accounts.models import User
from forum.courses.policy import Viewer
from forum.grading.actions.grades import GradeInput, hold_grade, save_grade
from forum.grading.actions.release import release_grades
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import CriterionInput, RubricInput
from forum.grading.models import Grade, GradeRelease
from forum.grading.queries.sheets import Book, Sheet, get_book
from forum.participation.evidence import gather_discussion
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup
from forum.rules.sentences import as_written
from tests.support.factories import BEGINNING, enrol, make_course, make_user, sign_in
from tests.support.weeks import at, make_prompt, post_initial, respond, scene_of

#: After the close: everything is judged.
GRADING_TIME = at(10, "10:00")
#: Key, points of Exemplary, what it is counted from. Together 100 points.
CRITERIA = (
    ("responsive", 40, ("initial_post", "choice", "parts")),
    ("understanding", 20, ()),
    ("responses", 30, ("responses",)),
    ("writing", 10, ()),
)
#: Shares of a criterion's points by level, Exemplary first.
SHARES = ("1", "0.9", "0.7", "0.5", "0")


def make_rubric(session: Session, prompt: Prompt) -> None:
    """The rubric of the tests: four criteria, 100 points."""
    rows = tuple(
        CriterionInput(
            key=key,
            title=f"Title of {key}",
            points=tuple(Decimal(most) * Decimal(share) for share in SHARES),
            descriptions=tuple(f"{key} at {level}" for level in (4, 3, 2, 1, 0)),
            counted_from=counted_from,
        )
        for key, most, counted_from in CRITERIA
    )
    save_rubric(session, prompt, RubricInput("Rubric", rows), by=None, now=BEGINNING)
    session.commit()


class Marking:
    """The week, its people, and what they do. Ana has done everything, Bea one response."""

    def __init__(self, app: Flask, session: Session, clock: Callable[[datetime], None]) -> None:
        self.app, self.session, self.clock = app, session, clock
        self.course = make_course(session)
        self.prof = self.person("Ngozi Okafor", "instructor")
        self.tomas = self.person("Tomas Lind", "assistant")
        self.ana, self.bea = self.person("Ana Lopez"), self.person("Bea Mills")
        self.cy = self.person("Cy Ng")
        self.prompt = make_prompt(session, self.course)
        make_rubric(session, self.prompt)
        self.clock(GRADING_TIME)

    def person(self, name: str, role: str = "student", **values: Any) -> User:
        """Somebody of the course."""
        user = make_user(self.session, name)
        enrol(self.session, self.course, user, role, **values)
        return user

    def write(self) -> None:
        """Ana and Bea post in time and answer each other; Cy does nothing at all."""
        ana = post_initial(self.session, self.ana, self.prompt, now=at(2, "10:00"), stem="ant")
        bea = post_initial(
            self.session, self.bea, self.prompt, "Love146", now=at(2, "11:00"), stem="bee"
        )
        dee = self.person("Dee Hall")
        other = post_initial(
            self.session, dee, self.prompt, "La Strada International", now=at(2, "12:00")
        )
        respond(self.session, self.ana, bea, now=at(5, "10:00"))
        respond(self.session, self.ana, other, now=at(5, "11:00"))
        respond(self.session, self.bea, ana, now=at(5, "12:00"))

    def add_late_and_silent(self) -> None:
        """Cy posts after the due time, and Flo, who is new, writes nothing."""
        post_initial(self.session, self.cy, self.prompt, now=at(5, "09:00"))
        self.person("Flo Ray")
        self.session.commit()

    def browser(self, user: User) -> FlaskClient:
        """A browser in which this person is signed in."""
        self.session.commit()  # lets go of what was read, so that SQLite can be written
        client = self.app.test_client()
        sign_in(client, self.session, user)
        return client

    def path(self, path: str) -> str:
        """An address in the course; ``grade/ana`` stands for Ana's desk in week 1."""
        for name in ("ana", "bea", "cy"):
            path = path.replace(f"grade/{name}", f"w/1/grade/{getattr(self, name).id}")
        return f"/c/{self.course.slug}/{path}"

    def get(self, user: User, path: str) -> TestResponse:
        """What the person gets."""
        return self.browser(user).get(self.path(path))

    def see(self, user: User, path: str) -> BeautifulSoup:
        """The page the person sees."""
        answer = self.get(user, path)
        assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
        return BeautifulSoup(answer.data, "html.parser")

    def send(self, user: User, path: str, **form: Any) -> TestResponse:
        """What the person gets for a form."""
        return self.browser(user).post(self.path(path), data=form)

    def send_release(self, user: User, *students: User, **form: Any) -> TestResponse:
        """What the person gets for releasing these students' grades, at once unless said else."""
        ticked = [student.id for student in students]
        return self.send(user, "w/1/release", **{"when": "now", "student": ticked, **form})

    def viewer(self, user: User) -> Viewer:
        """The person in this course."""
        return scene_of(self.session, user, self.prompt, GRADING_TIME)[0].viewer

    def book(self, now: datetime = GRADING_TIME) -> Book:
        """The grading of the week as it is stored now."""
        self.session.expire_all()
        setup = get_setup(self.session, self.prompt)
        discussion = gather_discussion(self.session, setup)
        return get_book(self.session, self.prompt.id, discussion, now, as_written)

    def sheet(self, student: User, now: datetime = GRADING_TIME) -> Sheet:
        """One student's sheet."""
        return self.book(now).sheet(student.id)

    def given(self, sheet: Sheet, level: int | None = 3, **values: Any) -> GradeInput:
        """A grade with the same level everywhere; None: no level at all."""
        levels = {} if level is None else {line.criterion.id: level for line in sheet.lines}
        values = {"version": sheet.version, "levels": levels, **values}
        return GradeInput(**values)

    def grade(
        self, student: User, level: int = 3, now: datetime = GRADING_TIME, **values: Any
    ) -> Grade:
        """Save a grade with the same level everywhere, as the instructor."""
        sheet = self.sheet(student, now)
        values.setdefault("reasons", {line.criterion.id: "Because." for line in sheet.lines})
        given = self.given(sheet, level, **values)
        viewer = self.viewer(self.prof)
        grade = save_grade(self.session, viewer, self.prompt, sheet, given, now=now)
        self.session.commit()
        return grade

    def hold(self, student: User, level: int = 3, **values: Any) -> Grade:
        """Hold a grade with the same level everywhere, as the instructor."""
        sheet = self.sheet(student)
        given = self.given(sheet, level, **values)
        viewer = self.viewer(self.prof)
        grade = hold_grade(self.session, viewer, self.prompt, sheet, given, now=GRADING_TIME)
        self.session.commit()
        return grade

    def release(
        self, notes: dict[int, str] | None = None, now: datetime = GRADING_TIME
    ) -> GradeRelease:
        """Release what waits, as the instructor."""
        done = release_grades(
            self.session,
            self.viewer(self.prof),
            self.prompt,
            self.book(now),
            notes=notes or {},
            now=now,
        )
        self.session.commit()
        return done


@pytest.fixture
def desk(app: Flask, session: Session, clock: Callable[[datetime], None]) -> Marking:
    """The week in which Ana and Bea have written, for the tests of a folder (its conftest.py)."""
    made = Marking(app, session, clock)
    made.write()
    return made
