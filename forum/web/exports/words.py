"""What is wrong with a file, in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from forum.grading.exports.canvas.problems import Code, Problem


def say_problems(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """Each problem as a line of the summary that leads to the file field."""
    return [("file", _sentence(problem)) for problem in problems]


def _sentence(problem: Problem) -> str:
    said = _said(problem.code, problem.value)
    return _("Line %(line)s: %(what)s", line=problem.line, what=said) if problem.line else said


def _said(code: Code, value: str) -> str:
    have, _slash, need = value.partition("/")
    sentences: dict[Code, str] = {
        "empty": _("The file is empty. Choose the file that Canvas gave you."),
        "too_large": _("The file is larger than 2 MB. Export one course at a time."),
        "encoding": _("This is no text in UTF-8 or UTF-16. Choose the CSV file as Canvas gave it."),
        "control": _("There are characters here that no CSV file has. Choose the file as it came."),
        "not_canvas": _(
            "The first column is neither “Student” nor “LastName”, so this is no gradebook export "
            "of Canvas."
        ),
        "columns_missing": _(
            "There is no column “%(name)s”. Export the whole gradebook, with all its columns.",
            name=value,
        ),
        "no_assignments": _(
            "No column belongs to an assignment. Make the assignment in Canvas first, then export."
        ),
        "too_many_columns": _("More than %(most)s columns are not taken.", most=value),
        "too_many_rows": _("More than %(most)s rows are not taken.", most=value),
        "too_many_cells": _("More than %(most)s cells are not taken.", most=value),
        "cell_too_long": _("A cell has more than %(most)s characters.", most=value),
        "quotes": _("A quotation mark stands where none may be."),
        "not_closed": _("A quotation mark opens here and is never closed."),
        "cells": _("There are %(have)s cells, the first line has %(need)s.", have=have, need=need),
        "repeated": _("“%(login)s” stands in the file a second time.", login=value),
        "nobody": _("There is no student in the file."),
    }
    return sentences[code]
