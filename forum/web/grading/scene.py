"""What every door of grading loads: the class of one week, and one student of it on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, get_args
from urllib.parse import urlencode

from flask import abort, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import Map

from forum.grading.anonymity import number_students, without_names
from forum.grading.queries.leases import Lease, list_leases
from forum.grading.queries.notes import UNKNOWN, Notes, find_notes
from forum.grading.queries.sheets import Book, Sheet, get_book
from forum.grading.queue import Queue, Show, build_queue
from forum.participation.classes import get_own_standing
from forum.participation.models import Question
from forum.participation.queries import list_questions
from forum.rules.facts import Member
from forum.rules.roles import Permission
from forum.web.discussion.scene import Scene, load_scene
from forum.web.grading.door import DESK
from forum.web.translations import translator


@dataclass(frozen=True)
class ClassScene:
    """A whole class under one prompt, as staff see it; the same statements for any size."""

    scene: Scene
    book: Book
    questions: Sequence[Question]
    notes: Notes

    @property
    def open_questions(self) -> list[Question]:
        """The questions that wait for an answer, the oldest first."""
        return [question for question in self.questions if question.answered_at is None]

    @cached_property
    def queue(self) -> Queue:
        """The students in this grader's order, filtered as the address says."""
        return self.queue_of(self.show)

    def queue_of(self, show: Show | None) -> Queue:
        """The students in this grader's order, those of a filter or all."""
        session, prompt, now = self.scene.session, self.scene.prompt, self.scene.now
        return build_queue(
            self.book,
            {question.user_id for question in self.open_questions},
            grader_id=self.scene.viewer.user_id,
            prompt_id=prompt.id,
            show=show,
            by_name=self.by_name,
            leases=list_leases(session, prompt.id, now) if self.notes.leases else {},
            saved=self.saved.id if self.saved else None,
        )

    @cached_property
    def saved(self) -> Member | None:
        """The student whose grade was saved on the way here, as the address says.

        A page that is fetched ahead is shown only after that, so it says so before it is true.
        """
        student_id = request.args.get("saved", 0, type=int)
        grade = self.book.grades.get(student_id)
        is_saved = grade is not None and grade.graded_at is not None
        return self.book.members.get(student_id) if is_saved or is_fetched_ahead() else None

    @property
    def hides_names(self) -> bool:
        """Whether numbers stand in the place of the students' names."""
        return asks_for_no_names()

    @property
    def show(self) -> Show | None:
        """The filter chosen, if it is one."""
        return _show()

    @property
    def by_name(self) -> bool:
        """Whether the students go by name instead of the grader's own shuffle."""
        return _by_name()

    def desk_of(self, student: Member) -> StudentDesk:
        """One student of the class."""
        return StudentDesk(self.scene, self.book, self.questions, self.notes, student)

    def url(self, endpoint: str, student_id: int | None = None, **values: Any) -> str:
        """An address of grading under this prompt that keeps filter and order."""
        where = {"slug": self.scene.slug, "week": self.scene.prompt.week, "user_id": student_id}
        named: dict[str, Any] = {**self._kept, **where, **values}
        return url_for(f"grading.{endpoint}", **named)

    @cached_property
    def _kept(self) -> dict[str, str | None]:
        return _kept()


@dataclass(frozen=True)
class StudentDesk(ClassScene):
    """One student on the grading desk."""

    student: Member

    @cached_property
    def sheet(self) -> Sheet:
        """What is known of the student's grade, with sentences in the grader's language."""
        facts, now = self.book.discussion, self.scene.now
        standing = get_own_standing(facts, self.student.id, now, translator())
        return self.book.sheet(self.student.id, standing)

    @property
    def colleague(self) -> Lease | None:
        """The lease of a colleague who has this student open."""
        return self.queue.elsewhere.get(self.student.id)

    @property
    def name(self) -> str:
        """What the page calls the student."""
        return self.student.short_name

    def own_url(self, endpoint: str = "desk", **values: Any) -> str:
        """An address of this student's desk."""
        below = _below_desk(current_app.url_map, endpoint)
        if below is None:
            return self.url(endpoint, self.student.id, **values)
        kept = {name: said for name, said in {**self._kept, **values}.items() if said is not None}
        return f"{self._address}{below}?{urlencode(kept, True)}" if kept else self._address + below

    @cached_property
    def _address(self) -> str:
        slug, week = self.scene.slug, self.scene.prompt.week
        return url_for("grading.desk", slug=slug, week=week, user_id=self.student.id)


def kept_url(endpoint: str, **values: Any) -> str:
    """An address of grading that keeps filter, order and hidden names of this request."""
    return url_for(f"grading.{endpoint}", **{**_kept(), **values})


def _kept() -> dict[str, str | None]:
    return {
        "show": _show(),
        "order": "name" if _by_name() else None,
        "names": "hidden" if asks_for_no_names() else None,
    }


@lru_cache(maxsize=64)
def _below_desk(addresses: Map, endpoint: str) -> str | None:
    """What an endpoint's address has below the desk's; None where it has values of its own.

    The desk names two dozen addresses of its own, and finding each by the map of all costs more
    than drawing a criterion.
    """
    rule = next(addresses.iter_rules(f"grading.{endpoint}")).rule
    below = rule.removeprefix(DESK)
    return None if below == rule or "<" in below else below


def _show() -> Show | None:
    chosen = request.args.get("show", "")
    return next((show for show in get_args(Show) if show == chosen), None)


def _by_name() -> bool:
    return request.args.get("order") == "name"


def is_fetched_ahead() -> bool:
    """Whether the browser only fetches the page because it may be wanted next."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")


def load_class(slug: str, week: int) -> ClassScene:
    """The class of a week: 404 where the prompt is unknown, 403 for those who do not grade."""
    return ClassScene(*_load(slug, week))


def _load(
    slug: str, week: int, student_id: int | None = None
) -> tuple[Scene, Book, Sequence[Question], Notes]:
    scene = load_scene(slug, week)
    scene.place.require(Permission.GRADE)
    session, prompt = scene.session, scene.prompt
    notes = None if student_id is None else find_notes(session, prompt, student_id, scene.now)
    facts = scene.evidence
    if asks_for_no_names():
        numbers = number_students(facts, scene.prompt.id)
        facts = without_names(facts, numbers, student_label)
    book = get_book(session, prompt.id, facts, scene.now, translator(), notes)
    there = notes or UNKNOWN
    questions = list_questions(session, scene.viewer, prompt.id) if there.questions else ()
    return scene, book, questions, there


def asks_for_no_names() -> bool:
    """Whether the address asks for numbers instead of names."""
    return request.args.get("names") == "hidden"


def student_label(number: int) -> str:
    """What a student is called whose name is hidden."""
    return _("Student %(number)d", number=number)


def load_desk(slug: str, week: int, user_id: int) -> StudentDesk:
    """One student's desk: 404 for somebody who was never a student of the course."""
    found = _load(slug, week, user_id)
    student = found[1].members.get(user_id)
    if student is None:
        abort(404)
    return StudentDesk(*found, student)
