"""What the long form cannot know by itself: the course's sites, and what students have written."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import FieldList

from forum.discussion.queries.written_parts import list_written_parts
from forum.extensions import db
from forum.grading.actions.rubrics import CriterionInUse
from forum.grading.content import RubricInput
from forum.grading.queries.rubrics import LEVELS, RubricView, count_marked_students
from forum.prompts.actions.refusals import DueTooSoon
from forum.prompts.models import PromptPart
from forum.prompts.sites import InvalidAddress, read_address
from forum.web.forms.setup import SetupForm
from forum.web.setup.desk import Desk
from forum.web.setup.saving import rubric_of
from forum.web.setup.words import say_too_soon


def check_sites(desk: Desk, form: SetupForm) -> bool:
    """Say at each new site what is wrong with its address; an empty row is left out."""
    is_right = True
    for row in (entry.form for entry in form.new_sites):
        if not row.address.data and not row.name.data:
            continue
        if not row.name.data:
            row.name.errors = [*row.name.errors, _("Give the site a name.")]
            is_right = False
        try:
            read_address(db.session(), desk.course.id, row.address.data or "")
        except InvalidAddress as refused:
            row.address.errors = [*row.address.errors, _(refused.reason)]
            is_right = False
    return is_right


def check_parts(desk: Desk, form: SetupForm) -> bool:
    """Refuse to take out a part that holds text: it would be in nobody's sight any more."""
    missing = (
        _missing(desk.setup.parts, form.parts),
        _missing(desk.setup.response_parts, form.response_parts),
    )
    if not any(missing):
        return True
    written = list_written_parts(db.session(), desk.prompt.id)
    is_right = True
    for field, rows in zip((form.parts, form.response_parts), missing, strict=True):
        for row in rows:
            if (row.kind, row.key) in written:
                field.errors = [*field.errors, _in_use(row)]
                is_right = False
    return is_right


def check_points(desk: Desk, form: SetupForm) -> bool:
    """Ask what becomes of those already graded where a level of theirs would be worth something
    else.
    """
    if form.marked_points.data:
        return True
    if desk.rubric is None or not _changes_points(desk.rubric, rubric_of(form)):
        return True
    number = count_marked_students(db.session(), desk.prompt.id)
    if not number:
        return True
    form.marked_points.errors = [
        ngettext(
            "This changes the points of %(num)d graded student. Say what holds for that grade.",
            "This changes the points of %(num)d graded students. Say what holds for their grades.",
            number,
        )
    ]
    return False


def _changes_points(before: RubricView, given: RubricInput) -> bool:
    worth = {row.key: row.points for row in given.criteria}
    return any(
        tuple(criterion.rating(level).points for level in LEVELS) != worth[criterion.key]
        for criterion in before.criteria
        if criterion.key in worth
    )


def say_refusal(form: SetupForm, refused: CriterionInUse | DueTooSoon, zone: ZoneInfo) -> None:
    """Put what an action refused at its field."""
    if isinstance(refused, DueTooSoon):
        form[f"{refused.kind}_time"].errors = [say_too_soon(refused, zone)]
        return
    titles = ", ".join(refused.titles)
    form.rubric_title.errors = [
        _("Students were graded by “%(title)s”, so it cannot be taken out.", title=titles)
    ]


def _missing(rows: tuple[PromptPart, ...], field: FieldList) -> list[PromptPart]:
    kept = {entry.form.key.data for entry in field}
    return [row for row in rows if row.key not in kept]


def _in_use(row: PromptPart) -> str:
    said: str = _(
        "Students have written in “%(part)s”, so it cannot be taken out. It can be renamed, moved, "
        "or ask for 0 words.",
        part=row.heading,
    )
    return said
