"""The gradebook as a table: students by weeks, with what was released of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from forum.grading.exports.people import Person
from forum.grading.exports.tables import Column, Table, Value
from forum.grading.models import ReleasedGrade
from forum.participation.queries import Translate
from forum.prompts.models import Prompt

#: A released grade by the ids of its prompt and its student.
Released = Mapping[tuple[int, int], ReleasedGrade]


def gradebook_table(
    people: Sequence[Person], prompts: Sequence[Prompt], released: Released, translate: Translate
) -> Table:
    """A row a student: for each prompt points, out of how many, and the state; then the sums.

    The sums are of released points, without weights. A grade of which nothing was asked (out of 0)
    is "Excused": it has no points and enters no sum.
    """
    return Table(
        name=translate("Gradebook"),
        columns=_columns(prompts, translate),
        rows=[_row(person, prompts, released, translate) for person in people],
    )


def is_excused(grade: ReleasedGrade) -> bool:
    """Whether nothing was asked of the student, so that there are no points to give."""
    return not grade.out_of


def _columns(prompts: Sequence[Prompt], translate: Translate) -> list[Column]:
    _ = translate
    columns = [Column(_("Student")), Column(_("E-mail address")), Column(_("Section"))]
    for prompt in prompts:
        week = _("Week {week}, {title}").format(week=prompt.week, title=prompt.title)
        columns += [
            Column(_("{week}: points").format(week=week), "number"),
            Column(_("{week}: out of").format(week=week), "number"),
            Column(_("{week}: state").format(week=week)),
        ]
    return [*columns, Column(_("Released points"), "number"), Column(_("Out of"), "number")]


def _row(
    person: Person, prompts: Sequence[Prompt], released: Released, translate: Translate
) -> list[Value]:
    grades = [released.get((prompt.id, person.id)) for prompt in prompts]
    counted = [grade for grade in grades if grade is not None and not is_excused(grade)]
    cells: list[Value] = [person.name, person.email, person.section]
    for grade in grades:
        has_points = grade is not None and not is_excused(grade)
        cells += [
            grade.total if grade and has_points else None,
            grade.out_of if grade and has_points else None,
            _state(grade, translate),
        ]
    if not counted:
        return [*cells, None, None]
    total = sum((grade.total for grade in counted), Decimal(0))
    return [*cells, total, sum((grade.out_of for grade in counted), Decimal(0))]


def _state(grade: ReleasedGrade | None, translate: Translate) -> str:
    """Where the grade is, as its student knows it: nothing of a grade that is being worked on."""
    if grade is None:
        return translate("Not released")
    if is_excused(grade):
        return translate("Excused")
    return translate("Changed after release") if grade.note else translate("Released")
