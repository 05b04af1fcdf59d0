"""Columns of a released grade: levels and points by criterion, lateness, total, comment."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from forum.grading.exports.tables import Column, Value
from forum.grading.models import ReleasedGrade
from forum.markup import SafeHtml, text_of_html
from forum.participation.queries import Translate


class GradeColumns:
    """The columns that some grades need together: a rubric may have changed between releases."""

    def __init__(self, grades: Sequence[ReleasedGrade], translate: Translate) -> None:
        titles: dict[str, str] = {}
        for grade in sorted(grades, key=lambda grade: (grade.released_at, grade.id)):
            titles |= {mark["criterion"]: mark["title"] for mark in grade.marks}
        self.criteria = tuple(titles)
        self.columns = [*_criteria(titles, translate), *_totals(translate)]

    def cells(self, grade: ReleasedGrade | None) -> list[Value]:
        """The cells of one grade; empty ones without it."""
        if grade is None:
            return [None] * len(self.columns)
        marks: dict[str, dict[str, Any]] = {mark["criterion"]: mark for mark in grade.marks}
        cells: list[Value] = []
        for key in self.criteria:
            mark = marks.get(key)
            cells += [mark["level_name"], Decimal(mark["points"])] if mark else [None, None]
        return [
            *cells,
            grade.raw,
            grade.late_points,
            grade.late_struck_reason or None,
            grade.total,
            grade.out_of,
            text_of_html(SafeHtml(grade.comment_html)),
            grade.released_at,
            grade.note or None,
        ]


def _criteria(titles: dict[str, str], _: Translate) -> list[Column]:
    columns = []
    for title in titles.values():
        columns.append(Column(_("{criterion}: level").format(criterion=title)))
        columns.append(Column(_("{criterion}: points").format(criterion=title), "number"))
    return columns


def _totals(_: Translate) -> list[Column]:
    return [
        Column(_("Points before lateness"), "number"),
        Column(_("Lost to lateness"), "number"),
        Column(_("Lateness struck because")),
        Column(_("Total"), "number"),
        Column(_("Out of"), "number"),
        Column(_("Comment")),
        Column(_("Released at"), "instant"),
        Column(_("Changed because")),
    ]
