"""What is wrong with the shape of any file of separated values, in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from forum.uploads.problems import Problem


def shape_sentences(value: str) -> dict[str, str]:
    """Sentences about rows and cells by the code of a problem; ``value`` belongs in them."""
    have, _slash, need = value.partition("/")
    return {
        "too_many_columns": _("More than %(most)s columns are not taken.", most=value),
        "too_many_rows": _("More than %(most)s rows are not taken.", most=value),
        "too_many_cells": _("More than %(most)s cells are not taken.", most=value),
        "cell_too_long": _("A cell has more than %(most)s characters.", most=value),
        "quotes": _("A quotation mark stands where none may be."),
        "not_closed": _("A quotation mark opens here and is never closed."),
        "cells": _("There are %(have)s cells, the first line has %(need)s.", have=have, need=need),
    }


def with_place(problem: Problem, said: str) -> str:
    """The sentence behind the line it is about, and the member of an archive."""
    if problem.file and problem.line:
        return _(
            "%(file)s, line %(line)s: %(what)s", file=problem.file, line=problem.line, what=said
        )
    if problem.file:
        return _("%(file)s: %(what)s", file=problem.file, what=said)
    return _("Line %(line)s: %(what)s", line=problem.line, what=said) if problem.line else said


def say_bad_file(problems: Sequence[Problem], *, empty: str, too_large: str) -> list[str]:
    """Why a small file could not be read at all; ``empty`` and ``too_large`` say what it is not."""
    said = {
        "empty": empty,
        "too_large": too_large,
        "encoding": _("This is no text in UTF-8 or UTF-16. Save the file as CSV in UTF-8."),
        "control": _("There are characters here that no CSV file has. Save the file as CSV again."),
    }
    return [
        with_place(problem, {**said, **shape_sentences(problem.value)}[problem.code])
        for problem in problems
    ]
