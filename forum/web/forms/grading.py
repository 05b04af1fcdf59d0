"""Forms of grading: a grade, decisions beside it, the release, a student's question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms.validators import Optional, ValidationError

from forum.grading.actions.grades import GradeInput
from forum.grading.queries.grades import GradeView
from forum.grading.queries.sheets import Sheet
from forum.markup import clean_text
from forum.participation.questions import (
    LONGEST_TEXT,
)
from forum.rules.facts import REQUIREMENTS
from forum.rules.limits import LONGEST_CRITERION_COMMENT, LONGEST_REASON
from forum.web.forms.fields import (
    Choice,
    Line,
    Points,
    Prose,
    Whole,
    clean_line,
    clean_prose,
    read_instant,
)
from forum.web.grade_words import DECISIONS
from forum.web.translations import lazy_gettext as _

#: Characters of a comment.
LONGEST_COMMENT = 20_000
_BIGGEST = 2_147_483_647


def _reason(missing: Any) -> Line:
    return Line(_("Reason"), most=LONGEST_REASON, needs=missing)


class SettingForm(FlaskForm):
    """A decision on a finding."""

    requirement = Choice(_("Finding"), [(name, name) for name in REQUIREMENTS])
    status = Choice(_("Set it to"), DECISIONS.items())
    reason = _reason(_("Say why; the student reads it."))


class VersionedForm(FlaskForm):
    """A small form about a grade, made on one version of it."""

    version = Whole(_("Version"), most=_BIGGEST)

    @property
    def seen(self) -> int:
        """The version that was sent; one that no grade has where none was."""
        return -1 if self.version.data is None else int(self.version.data)


class LatenessForm(VersionedForm):
    """Why lateness takes no points."""

    reason = _reason(_("Say why lateness takes nothing; the student reads it after release."))


class KeepingForm(VersionedForm):
    """Why a grade stands although what it rests on has changed; nothing need be said."""

    reason = Line(_("Why it stands"), most=LONGEST_REASON)


class AnswerForm(FlaskForm):
    """An answer to a student's question, which may become a decision at the same time."""

    question = Whole(_("Question"), least=1, most=_BIGGEST)
    answer = Prose(
        _("Answer"), most=LONGEST_TEXT, needs=_("Write an answer; the student reads it.")
    )
    status = Choice(_("And the finding"), [("", ""), *DECISIONS.items()], validators=[Optional()])

    def validate_answer(self, field: Prose) -> None:
        """An answer that decides the finding is the decision's reason as well."""
        if self.status.data and len(field.data) > LONGEST_REASON:
            raise ValidationError(
                gettext(
                    "An answer that decides the finding is its reason as well: use at most "
                    "%(most)s characters, or answer without a decision.",
                    most=LONGEST_REASON,
                )
            )


class CommentForm(FlaskForm):
    """A comment kept for use again."""

    text = Prose(
        _("Comment"),
        most=LONGEST_CRITERION_COMMENT,
        markdown=True,
        needs=_("Write the comment to keep."),
    )


class QuestionForm(FlaskForm):
    """ "This looks wrong": what a student asks about a finding."""

    requirement = Choice(_("Finding"), [(name, name) for name in REQUIREMENTS])
    text = Prose(_("Your question"), most=LONGEST_TEXT, needs=_("Say what looks wrong."))


class CheckQuestionForm(FlaskForm):
    """ "This looks wrong": what a student asks about a check, and which of its rows is meant."""

    row = Line(_("Which row is meant"), most=LONGEST_TEXT)
    text = Prose(_("Your question"), most=LONGEST_TEXT, needs=_("Say what looks wrong."))


@dataclass(frozen=True)
class TypedGrade:
    """A grade as it stands in the form: loaded, or as it was sent."""

    version: int
    levels: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    opened_at: datetime | None = None
    comments: Mapping[int, str] = field(default_factory=dict)

    def to_input(self) -> GradeInput:
        """What the actions take."""
        return GradeInput(self.version, self.levels, self.reasons, self.comment, self.comments)


def typed_from(sheet: Sheet, now: datetime) -> TypedGrade:
    """The form for a grade as it is stored."""
    marks = sheet.grade.marks if sheet.grade else {}
    return TypedGrade(
        version=sheet.version,
        levels={criterion_id: mark.level for criterion_id, mark in marks.items()},
        reasons={criterion_id: mark.reason for criterion_id, mark in marks.items()},
        comment=sheet.grade.comment if sheet.grade else "",
        opened_at=now,
        comments=sheet.grade.comments if sheet.grade else {},
    )


def read_grade(criteria: Iterable[int]) -> TypedGrade:
    """The form as it was sent; what is no number is as if it were missing."""
    levels: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for criterion_id in criteria:
        level = request.form.get(f"level-{criterion_id}", type=int)
        if level is not None:
            levels[criterion_id] = level
        reasons[criterion_id] = clean_line(request.form.get(f"reason-{criterion_id}"))
    return TypedGrade(
        version=request.form.get("version", -1, type=int),
        levels=levels,
        reasons=reasons,
        comment=clean_text(request.form.get("comment", "")),
        opened_at=read_instant(request.form.get("opened_at", "")),
        comments=dict(_comments()),
    )


def choose(typed: TypedGrade, sheet: Sheet) -> TypedGrade:
    """What two graders set, as the form chose: a level of the other, the other's comment, or both.

    A choice holds for what the page showed as one's own; what was changed by hand after that is
    what the grader wants. The other's are those stored under the version that was sent.
    """
    if "choosing" not in request.form or sheet.grade is None or typed.version != sheet.version:
        return typed
    levels, reasons = dict(typed.levels), dict(typed.reasons)
    for criterion_id, mark in sheet.grade.marks.items():
        own = request.form.get(f"own-{criterion_id}", type=int)
        chosen = request.form.get(f"choose-{criterion_id}")
        if chosen == "theirs" and typed.levels.get(criterion_id) == own:
            levels[criterion_id] = mark.level
            reasons[criterion_id] = mark.reason or reasons.get(criterion_id, "")
    return replace(typed, levels=levels, reasons=reasons, comment=_comment(typed, sheet.grade))


def _comment(typed: TypedGrade, other: GradeView) -> str:
    if typed.comment != clean_text(request.form.get("own-comment", "")):
        return typed.comment
    choices = {"theirs": other.comment, "both": f"{typed.comment}\n\n{other.comment}".strip()}
    return choices.get(request.form.get("choose-comment", ""), typed.comment)


def with_suggestions(typed: TypedGrade, sheet: Sheet) -> tuple[TypedGrade, list[int]]:
    """The form with the suggested levels where it has none, and which criteria got one."""
    suggested = {
        line.criterion.id: line.suggestion.level
        for line in sheet.lines
        if line.suggestion.level is not None and line.criterion.id not in typed.levels
    }
    return replace(typed, levels={**typed.levels, **suggested}), list(suggested)


def override_form(most: Decimal) -> Any:
    """The form of a total that is set instead of the rubric's, from 0 to ``most``."""
    limit = int(most) if most == int(most) else most

    class OverrideForm(VersionedForm):
        """A total and why."""

        total = Points(_("Total"), most=limit, rounds=True)
        reason = _reason(_("Say why the total is another; the student reads it after release."))

    return OverrideForm()


def texts_too_long(typed: TypedGrade) -> list[tuple[str, int]]:
    """The controls whose text is longer than can be kept, with the most it may have."""
    texts = [(f"reason-{row}", text, LONGEST_REASON) for row, text in typed.reasons.items()]
    texts += [
        (f"comment-{row}", text, LONGEST_CRITERION_COMMENT) for row, text in typed.comments.items()
    ]
    texts.append(("comment", typed.comment, LONGEST_COMMENT))
    return [(control, most) for control, text, most in texts if len(text) > most]


def _comments() -> Iterator[tuple[int, str]]:
    """The comments on criteria, those too whose criterion has left the rubric in the meantime."""
    for name, text in request.form.items():
        number = name.removeprefix("comment-")
        if number != name and number.isascii() and number.isdigit() and len(number) <= 10:
            yield int(number), clean_prose(text)
