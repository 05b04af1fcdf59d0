"""The reading list: the students with all checks met, one a row, with their work and the rubric."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from forum.grading.queries.leases import Lease
from forum.grading.queue import Queue
from forum.prompts.policy import can_edit_prompt
from forum.rules.facts import Finding
from forum.web.forms.grading import TypedGrade, typed_from
from forum.web.grade_words import CODES, LEVELS
from forum.web.grading.bank import Offer
from forum.web.grading.desk_page import late_shares
from forum.web.grading.refused import Returned
from forum.web.grading.scene import ClassScene, StudentDesk
from forum.web.grading.work import Work, load_work, load_works

#: Rows of a page, which holds what everybody on it has written: nine are below 300 kB.
MOST_ROWS = 9


@dataclass(frozen=True)
class Row:
    """One student of the list, as it stands or as its form came back (``back``).

    ``filled`` are the criteria that "Use suggestions" has just filled in; ``has_asked`` says that a
    question of the student waits for an answer.
    """

    desk: StudentDesk
    work: Work
    typed: TypedGrade
    colleague: Lease | None
    has_asked: bool
    is_open: bool = False
    is_saved: bool = False
    filled: Sequence[int] = ()
    back: Returned | None = None

    @property
    def at(self) -> str:
        """What every id of the row begins with."""
        return f"s{self.desk.student.id}-"

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong with the form, by the id that its control has on the desk."""
        return dict(self.back.problems) if self.back else {}

    @property
    def links(self) -> list[tuple[str, str]]:
        """The same by the ids of this row."""
        return [(self.at + control, said) for control, said in self.problems.items()]

    @property
    def offers(self) -> Sequence[Offer] | None:
        """The comment bank for this student, where the row was sent to ask for it."""
        return self.back.offers if self.back else None

    @property
    def late_shares(self) -> Mapping[Any, Any]:
        """By kind of criterion: the share that lateness takes."""
        return late_shares(self.desk.sheet)

    @property
    def words(self) -> int:
        """How many words the student has written here."""
        return sum(post.total_words for post in self.work.posts)

    @property
    def done(self) -> list[Finding]:
        """What was asked and is done."""
        return [row for row in self.desk.sheet.findings if row.status == "met"]

    @property
    def excused(self) -> list[Finding]:
        """What an instructor decided not to ask."""
        rows = self.desk.sheet.findings
        return [row for row in rows if row.status == "waived" and row.computed]


@dataclass(frozen=True)
class ReadingList:
    """A page of the list; ``first`` is the place of its first row among ``total``, from 1."""

    found: ClassScene
    rows: Sequence[Row]
    first: int
    total: int
    before_url: str
    after_url: str

    @property
    def last(self) -> int:
        """The place of the last row."""
        return min(self.first + MOST_ROWS - 1, self.total)


def render_list(found: ClassScene, back: Returned | None = None) -> str:
    """The page that the address asks for; with a form that came back, whose row is there in any
    case, be it that its student left the list meanwhile.
    """
    queue = found.queue_of(None)
    entries = queue.entries
    after = request.args.get("after", type=int)
    place = next((n for n, row in enumerate(entries, 1) if row.student.id == after), 0)
    passed = sum("met" in row.shows for row in entries[:place])
    met = [row.student.id for row in entries if "met" in row.shows]
    shown = met[passed : passed + MOST_ROWS]
    extra = [back.desk.student.id] if back and back.desk.student.id not in shown else []
    page = ReadingList(
        found,
        _rows(found, queue, [*extra, *shown], back),
        passed + 1,
        len(met),
        before_url=_page_url(found, met, passed - MOST_ROWS) if passed else "",
        after_url=_page_url(found, met, passed + MOST_ROWS) if met[passed + MOST_ROWS :] else "",
    )
    return render_template(
        "grading/reading.html",
        page=page,
        form_errors=[link for row in page.rows for link in row.links],
        may_edit=can_edit_prompt(found.scene.viewer),
        **_context(found),
    )


def render_row(found: StudentDesk, back: Returned | None = None, **values: Any) -> str:
    """One row alone, for the script that puts it in place; ``values`` are those of a ``Row``."""
    row = _row(found, load_work(found), found.queue, back, **values)
    return render_template("grading/_row.html", row=row, **_context(found))


def row_url(found: ClassScene, student_id: int, **values: Any) -> str:
    """Where a row of the page that is shown is saved."""
    return found.url("row", student_id, after=request.args.get("after", type=int), **values)


def list_url(found: ClassScene, student_id: int, **values: Any) -> str:
    """The page that is shown, at the row of a student."""
    values = {"after": request.args.get("after", type=int), **values}
    return found.url("reading", _anchor=f"row-{student_id}", **values)


def _context(found: ClassScene) -> dict[str, Any]:
    return {"scene": found.scene, "levels": LEVELS, "codes": CODES, "row_url": row_url}


def _page_url(found: ClassScene, met: Sequence[int], start: int) -> str:
    return found.url("reading", after=met[start - 1] if start > 0 else None)


def _rows(
    found: ClassScene, queue: Queue, student_ids: Collection[int], back: Returned | None
) -> list[Row]:
    desks = [
        back.desk
        if back and back.desk.student.id == student_id
        else found.desk_of(found.book.members[student_id])
        for student_id in student_ids
    ]
    works = load_works(desks)
    return [
        _row(
            desk,
            works[desk.student.id],
            queue,
            back if back and back.desk is desk else None,
            is_open=request.args.get("open", type=int) == desk.student.id,
            is_saved=bool(found.saved and found.saved.id == desk.student.id),
            filled=_filled(desk),
        )
        for desk in desks
    ]


def _filled(desk: StudentDesk) -> list[int]:
    is_open = request.args.get("open", type=int) == desk.student.id
    return request.args.getlist("filled", type=int) if is_open else []


def _row(desk: StudentDesk, work: Work, queue: Queue, back: Returned | None, **values: Any) -> Row:
    typed = back.typed if back else None
    values["is_open"] = values.get("is_open") or back is not None
    return Row(
        desk,
        work,
        typed or typed_from(desk.sheet, desk.scene.now),
        queue.elsewhere.get(desk.student.id),
        has_asked=any(row.user_id == desk.student.id for row in desk.open_questions),
        back=back,
        **values,
    )
