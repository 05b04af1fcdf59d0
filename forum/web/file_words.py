"""What is wrong with the shape of any file of separated values, in words."""

from __future__ import annotations

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
