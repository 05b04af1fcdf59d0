"""What a new week may start from: the library, nothing, a template, another week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from forum.courses.models import Course
from forum.courses.queries import list_memberships
from forum.database import utc_now
from forum.extensions import db
from forum.grading.actions.rubrics import copy_rubric, save_rubric
from forum.grading.documents import rubric_from
from forum.prompts.actions.copying import copy_prompt
from forum.prompts.library import BLANK, SHAPES, get_shape, list_library
from forum.prompts.models import Prompt
from forum.prompts.overview import list_copy_sources
from forum.prompts.patterns import get_course_schedule
from forum.prompts.queries import get_setup
from forum.prompts.templates.actions import start_prompt
from forum.prompts.templates.documents import Shape, read_document
from forum.prompts.templates.queries import find_template, list_templates
from forum.web.access import Place, signed_in_user

#: What a week starts from where nothing else was chosen.
FIRST = SHAPES[0]


@dataclass(frozen=True)
class ShapeStart:
    """A shape or a template, with its name for the log."""

    name: str
    shape: Shape

    def make(self, session: Session, place: Place, week: int, title: str) -> Prompt:
        """Make the week's draft, with the times of the pattern."""
        now, by, course = utc_now(), place.viewer.user_id, place.course
        prompt = start_prompt(
            session,
            course,
            week,
            self.shape,
            get_course_schedule(session, course).schedule_of(week),
            title=title or self.shape.content.title or _("Week %(week)s", week=week),
            started_from=self.name,
            by=by,
            now=now,
        )
        if self.shape.rubric is not None:
            save_rubric(session, prompt, rubric_from(self.shape.rubric), by=by, now=now)
        return prompt


@dataclass(frozen=True)
class CopyStart:
    """Another prompt."""

    source: Prompt

    def make(self, session: Session, place: Place, week: int, title: str) -> Prompt:
        """Make the week's draft with the times of the pattern; where none was set, a copy keeps
        its own day and hour."""
        now, by, course = utc_now(), place.viewer.user_id, place.course
        stands = get_course_schedule(session, course)
        times = stands.schedule_of(week) if stands.version else None
        setup = get_setup(session, self.source)
        prompt = copy_prompt(session, setup, course, week, times=times, by=by, now=now)
        prompt.title = title or prompt.title
        copy_rubric(session, self.source, prompt, by=by, now=now)
        return prompt


Start = ShapeStart | CopyStart


def shape_start(name: str) -> ShapeStart:
    """A shape of the library. Raises KeyError where there is none of that name."""
    shape = get_shape(name)
    return ShapeStart(shape.content.title or name, shape)


def find_start(place: Place, value: str) -> Start | None:
    """What a choice stands for, with its document; None where it is not there (any more).

    Raises UnknownForm for a template that a later version of the product has saved.
    """
    kind, _dash, name = value.partition("-")
    if value == BLANK:
        return shape_start(BLANK)
    if kind == "shape" and name in SHAPES:
        return shape_start(name)
    if not (name.isascii() and name.isdecimal() and len(name) <= 10):
        return None
    if kind == "template":
        template = find_template(db.session(), place.viewer, place.course.id, int(name))
        return ShapeStart(template.name, read_document(template.document)) if template else None
    sources = _sources() if kind == "prompt" else ()
    return next((CopyStart(one) for _course, one in sources if one.id == int(name)), None)


def list_starts(place: Place) -> list[SelectChoice]:
    """All that may be chosen, in groups."""
    return [*_library(), *_templates(place), *_weeks(place)]


def _library() -> Iterator[SelectChoice]:
    group = _("The library")
    for name, shape in list_library():
        yield SelectChoice(f"shape-{name}", shape.content.title, optgroup=group)
    yield SelectChoice(BLANK, _("Blank: one part, no rubric"), optgroup=_("From nothing"))


def _templates(place: Place) -> Iterator[SelectChoice]:
    own, other = _("Templates of this course"), _("Templates of other courses")
    for line in list_templates(db.session(), place.viewer, place.course.id):
        is_here = line.course_id == place.course.id
        label = line.name if is_here else f"{line.name} ({line.course_code})"
        yield SelectChoice(f"template-{line.id}", label, optgroup=own if is_here else other)


def _weeks(place: Place) -> Iterator[SelectChoice]:
    rows = sorted(_sources(), key=lambda row: row[0].id != place.course.id)
    for course, prompt in rows:
        is_here = course.id == place.course.id
        group = _("Another week") if is_here else _("A week of another course")
        label = _("Week %(week)s: %(title)s", week=prompt.week, title=prompt.title)
        label = label if is_here else f"{course.code}, {label}"
        yield SelectChoice(f"prompt-{prompt.id}", label, optgroup=group)


def _sources() -> list[tuple[Course, Prompt]]:
    memberships = list_memberships(db.session(), signed_in_user())
    rows = list_copy_sources(db.session(), memberships)
    return [(membership.course, prompt) for membership, prompt in rows]
