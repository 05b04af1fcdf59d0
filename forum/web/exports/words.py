"""What is wrong with a file of Canvas, in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from forum.uploads.problems import Problem
from forum.web.file_words import shape_sentences, with_place


def say_problems(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """Each problem as a line of the summary that leads to the file field."""
    return [("file", with_place(one, _said(one.code, one.value))) for one in problems]


def _said(code: str, value: str) -> str:
    sentences = {
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
        "repeated": _("“%(login)s” stands in the file a second time.", login=value),
        "nobody": _("There is no student in the file."),
        **shape_sentences(value),
    }
    return sentences[code]
