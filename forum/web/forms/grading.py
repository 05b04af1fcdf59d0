"""Forms of grading: a grade, decisions beside it, the release, a question about a finding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from forum.grading.actions.grades import LONGEST_REASON, GradeInput
from forum.grading.queries.sheets import Sheet
from forum.markup import clean_text
from forum.participation.actions import LONGEST_TEXT
from forum.rules.facts import REQUIREMENTS
from forum.web.forms.fields import Clock, Day
from forum.web.grade_words import DECISIONS, EXTENSIONS

#: Characters of a comment.
LONGEST_COMMENT = 20_000
_BIGGEST = 2_147_483_647


def _clean(text: str | None) -> str:
    """What a database can keep, without white space around it."""
    return clean_text(text or "").strip()


def _reason(label: Any, missing: Any) -> StringField:
    too_long = _("Please keep it under %(max)s characters.", max=LONGEST_REASON)
    return StringField(
        label,
        [DataRequired(missing), Length(max=LONGEST_REASON, message=too_long)],
        filters=[_clean],
    )


def _text(label: Any, missing: Any) -> TextAreaField:
    too_long = _("Please keep it under %(max)s characters.", max=LONGEST_TEXT)
    return TextAreaField(
        label,
        [DataRequired(missing), Length(max=LONGEST_TEXT, message=too_long)],
        filters=[_clean],
    )


class SettingForm(FlaskForm):
    """A decision on a finding."""

    requirement = SelectField(choices=list(REQUIREMENTS))
    status = SelectField(_("Set it to"), choices=list(DECISIONS))
    reason = _reason(_("Reason"), _("Say why; the student reads it."))


class LatenessForm(FlaskForm):
    """Why lateness takes no points."""

    version = IntegerField(validators=[InputRequired(), NumberRange(0, _BIGGEST)])
    reason = _reason(
        _("Reason"), _("Say why lateness takes nothing; the student reads it after release.")
    )


class HidingForm(FlaskForm):
    """Why a post is hidden."""

    reason = _reason(_("Reason"), _("Say why; the author reads it."))


class AnswerForm(FlaskForm):
    """An answer to a student's question, which may become a decision at the same time."""

    question = IntegerField(validators=[InputRequired(), NumberRange(1, _BIGGEST)])
    answer = _text(_("Answer"), _("Write an answer; the student reads it."))
    status = SelectField(
        _("And the finding"),
        choices=["", *DECISIONS],
        validators=[Optional()],
    )


class ExtensionForm(FlaskForm):
    """A student's own due time, in the course's time."""

    kind = SelectField(_("For"), choices=list(EXTENSIONS))
    day = Day(_("New date"))
    time = Clock(_("Time"))
    reason = StringField(
        _("Reason"),
        [Length(max=LONGEST_REASON, message=_("Please keep it under 500 characters."))],
        filters=[_clean],
    )


class QuestionForm(FlaskForm):
    """ "This looks wrong": what a student asks about a finding."""

    requirement = SelectField(choices=list(REQUIREMENTS))
    text = _text(_("Your question"), _("Say what looks wrong."))


@dataclass(frozen=True)
class TypedGrade:
    """A grade as it stands in the form: loaded, or as it was sent."""

    version: int
    levels: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    opened_at: datetime | None = None

    def to_input(self) -> GradeInput:
        """What the actions take."""
        return GradeInput(self.version, self.levels, self.reasons, self.comment)


def typed_from(sheet: Sheet, now: datetime) -> TypedGrade:
    """The form for a grade as it is stored."""
    marks = sheet.grade.marks if sheet.grade else {}
    return TypedGrade(
        version=sheet.version,
        levels={criterion_id: mark.level for criterion_id, mark in marks.items()},
        reasons={criterion_id: mark.reason for criterion_id, mark in marks.items()},
        comment=sheet.grade.comment if sheet.grade else "",
        opened_at=now,
    )


def read_grade(criteria: Iterable[int]) -> TypedGrade:
    """The form as it was sent; what is no number is as if it were missing."""
    levels: dict[int, int] = {}
    reasons: dict[int, str] = {}
    for criterion_id in criteria:
        level = request.form.get(f"level-{criterion_id}", type=int)
        if level is not None:
            levels[criterion_id] = level
        reasons[criterion_id] = _clean(request.form.get(f"reason-{criterion_id}"))
    return TypedGrade(
        version=request.form.get("version", -1, type=int),
        levels=levels,
        reasons=reasons,
        comment=clean_text(request.form.get("comment", "")),
        opened_at=_instant(request.form.get("opened_at", "")),
    )


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
