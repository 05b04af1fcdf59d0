"""The schedule of a course: the pattern, and one row a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forum.database import utc_now
from forum.extensions import db
from forum.prompts.patterns import get_course_schedule
from forum.prompts.queries import list_prompts
from forum.rules.pattern import KINDS
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.schedule import LABELS, PatternForm
from forum.web.setup.door import blueprint
from forum.web.setup.former import read_former
from forum.web.setup.pattern_form import break_words, pattern_form, pattern_words
from forum.web.setup.telling import telling_offer
from forum.web.setup.weeks import WeekRow, list_week_rows
from forum.web.setup.words import sentence_of


@dataclass(frozen=True)
class TypedRow:
    """What somebody typed into a week's row, and what is wrong with it by field."""

    week: int
    fields: Mapping[str, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


@blueprint.get("/c/<slug>/setup")
def schedule(slug: str) -> ResponseReturnValue:
    """When each week opens, is due and closes, its state, and what there is to look at."""
    place = load_course(slug)
    place.require(Permission.EDIT_PROMPT)
    former = read_former(request.args.get("former", ""))
    can_undo = former is not None and not former.is_late(utc_now())
    return schedule_page(place, undo=former if can_undo else None)


def schedule_page(
    place: Place,
    typed: TypedRow | None = None,
    form: PatternForm | None = None,
    file_problems: Sequence[tuple[str, str]] = (),
    **context: object,
) -> str:
    """The page, with what was typed into a row or into the pattern, or why a file was refused."""
    session, now, course = db.session(), utc_now(), place.course
    stands = get_course_schedule(session, course)
    prompts = list_prompts(session, place.viewer, course.id)
    rows = list_week_rows(session, course, stands, prompts, now)
    if typed is not None:
        rows = [_as_typed(row, typed) if row.week == typed.week else row for row in rows]
    return render_template(
        "setup/schedule.html",
        place=place,
        rows=rows,
        now=now,
        stands=stands,
        kinds=KINDS,
        labels=LABELS,
        sentence_of=sentence_of,
        pattern=pattern_words(course, stands),
        breaks=break_words(stands),
        form=form or pattern_form(course, stands),
        is_form_open=form is not None,
        form_errors=file_problems or _problems(typed, form),
        file_problems=file_problems,
        **telling_offer(course, [row.setup for row in rows if row.setup]),
        **context,
    )


def typed_fields(fields: MultiDict[str, str]) -> dict[str, str]:
    """The fields of a row as they were sent."""
    names = ("version", "title", *(f"{kind}_{what}" for kind in KINDS for what in ("day", "time")))
    return {name: fields.get(name, "") for name in names}


def _as_typed(row: WeekRow, typed: TypedRow) -> WeekRow:
    return replace(row, fields=typed.fields, errors=typed.errors)


def _problems(typed: TypedRow | None, form: PatternForm | None) -> object:
    """What the summary at the top lists: of a row, or of the pattern."""
    if typed is None:
        return form
    return [
        (f"w{typed.week}-{name}", message)
        for name, messages in typed.errors.items()
        for message in messages
    ]
