"""Released grades in the columns that Moodle's import of grades offers to map by itself."""

from __future__ import annotations

from collections.abc import Sequence

from forum.grading.exports.gradebook import Released, is_excused
from forum.grading.exports.people import Person
from forum.grading.exports.tables import Column, Table, Value
from forum.grading.models import ReleasedGrade
from forum.markup import SafeHtml, text_of_html
from forum.prompts.models import Prompt


def moodle_table(people: Sequence[Person], prompts: Sequence[Prompt], released: Released) -> Table:
    """A row for each student with a released grade; two columns a prompt.

    Headings are Moodle's own words, in English whatever the reader's language. ``ID number`` and
    ``Username`` stay empty: they are Moodle's, and a guess could give a grade to somebody else.
    """
    columns = [Column("Email address"), Column("ID number"), Column("Username")]
    for prompt in prompts:
        item = item_name(prompt)
        columns += [Column(f"{item} (Real)", "number"), Column(f"{item} (Feedback)")]
    rows = []
    for person in people:
        grades = [_given(released.get((prompt.id, person.id))) for prompt in prompts]
        if any(grades):
            rows.append(_row(person, grades))
    return Table("Moodle", columns, rows)


def item_name(prompt: Prompt) -> str:
    """What the prompt is called among Moodle's grade items."""
    return f"Week {prompt.week}, {prompt.title}"


def _given(grade: ReleasedGrade | None) -> ReleasedGrade | None:
    """A grade with points: Moodle has no word for an excused one in this file."""
    return None if grade is None or is_excused(grade) else grade


def _row(person: Person, grades: Sequence[ReleasedGrade | None]) -> list[Value]:
    cells: list[Value] = [person.email, "", ""]
    for grade in grades:
        if grade is None:
            cells += [None, None]
        else:
            cells += [grade.total, text_of_html(SafeHtml(grade.comment_html))]
    return cells
