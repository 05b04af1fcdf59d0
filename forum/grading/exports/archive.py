"""The tables of a course's archive: everybody who was ever in it, and every released grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forum.accounts.models import User
from forum.courses.models import Enrollment
from forum.grading.exports.grades import GradeColumns
from forum.grading.exports.tables import Column, Table
from forum.grading.models import ReleasedGrade
from forum.participation.queries import Translate
from forum.prompts.models import Prompt


def roster_table(
    times: Sequence[Enrollment],
    sections: Mapping[int, str],
    roles: Mapping[str, str],
    _: Translate,
) -> Table:
    """A row for each time that somebody was in the course with one role and section."""
    rows = [
        [
            row.user.name,
            row.user.email,
            roles.get(row.role, row.role),
            sections.get(row.section_id or 0, ""),
            row.started_at,
            row.ended_at,
        ]
        for row in times
    ]
    columns = [
        Column(_("Name")),
        Column(_("E-mail address")),
        Column(_("Role")),
        Column(_("Section")),
        Column(_("From"), "instant"),
        Column(_("Until"), "instant"),
    ]
    return Table("roster", columns, rows)


def grades_table(
    prompts: Sequence[Prompt],
    people: Mapping[int, User],
    released: Mapping[tuple[int, int], ReleasedGrade],
    _: Translate,
) -> Table:
    """A row for each student and week with a released grade, by week and name; students who have
    left the course too.
    """
    columns = GradeColumns(list(released.values()), _)
    by_name = sorted(people.values(), key=lambda user: (user.name.lower(), user.id))
    rows = [
        [user.name, user.email, prompt.week, prompt.title, *columns.cells(grade)]
        for prompt in prompts
        for user in by_name
        if (grade := released.get((prompt.id, user.id)))
    ]
    about = [
        Column(_("Student")),
        Column(_("E-mail address")),
        Column(_("Week"), "number"),
        Column(_("Title")),
    ]
    return Table("grades", [*about, *columns.columns], rows)
