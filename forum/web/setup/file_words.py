"""What is wrong with a file of the schedule, in words and by line."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.prompts.files import LONGEST_TITLE, FileProblem, FileRefused
from forum.prompts.problems import Problem
from forum.uploads.problems import BadFile
from forum.web import file_words
from forum.web.forms.schedule import LABELS
from forum.web.setup.words import sentence_of


def say_bad_file(refused: BadFile) -> list[str]:
    """Why the file could not be read at all."""
    return file_words.say_bad_file(
        refused.problems,
        empty=_("The file is empty. Choose the file of the schedule."),
        too_large=_("The file is larger than 2 MB. This is no file of the schedule."),
    )


def say_refused(refused: FileRefused) -> list[str]:
    """Each problem with its line."""
    return [_at(problem.line, _sentence(problem)) for problem in refused.problems]


def _at(line: int, what: str) -> str:
    return _("Line %(line)s: %(what)s", line=line, what=what) if line else what


def _sentence(problem: FileProblem) -> str:
    value = problem.value
    sentences = {
        "nothing": _("No week stands in the file."),
        "no_week_column": _("No column is called “week”."),
        "column_twice": _("Two columns are called “%(name)s”.", name=value),
        "week": _("“%(week)s” is no week of this course.", week=value),
        "repeated": _("Week %(week)s stands in the file a second time.", week=value),
        "title_long": _("The title has more than %(most)s characters.", most=LONGEST_TITLE),
        "time": _("“%(text)s” is no time. Write it so: 2026-11-25 23:59.", text=value),
        "far": _("%(day)s is more than eight weeks from this week.", day=value),
        "no_title": _(
            "Week %(week)s has no discussion yet. Give it a title to set it up, or leave its times "
            "empty.",
            week=value,
        ),
        "too_soon": _(
            "%(what)s: students know a later time, and this is less than a day away.",
            what=LABELS.get(value, ""),
        ),
    }
    if problem.code in sentences:
        return sentences[problem.code]
    what, said = LABELS[value], sentence_of(Problem(value, problem.code, values={"kind": value}))
    return _("%(what)s: %(said)s Students see this week.", what=what, said=said)
