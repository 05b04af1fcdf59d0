"""The contents of a template, a shape or another week taken into the long form, not yet saved."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forum.extensions import db
from forum.grading.content import RubricInput, input_of
from forum.grading.documents import rubric_data, rubric_from
from forum.grading.queries.rubrics import find_rubric
from forum.prompts.content import COLUMNS, PartInput
from forum.prompts.queries import get_setup
from forum.prompts.sites import InvalidAddress, find_known_site, read_address
from forum.prompts.templates.documents import (
    Shape,
    SiteInput,
    UnknownForm,
    document_of,
    read_document,
)
from forum.web.setup.desk import Desk
from forum.web.setup.filling import KINDS, TERMS
from forum.web.setup.rubrics import rubric_fields
from forum.web.setup.starts import CopyStart, find_start

#: What the button says that takes the chosen contents.
TAKE_ALL = "week:take"
#: What stays as it is: no template has times, or knows who talks with whom in this course.
_STAYS = frozenset(
    {"csrf_token", "version", "group_set_id"}
    | {f"{kind}_{what}" for kind in KINDS for what in ("day", "time")}
)

Fields = MultiDict[str, str]


def can_take_all(desk: Desk) -> bool:
    """Whether the contents may be replaced at once: nobody can have written under them yet."""
    return desk.prompt.published_at is None


def take_contents(desk: Desk, fields: Fields) -> tuple[Fields, str]:
    """The fields of the form with the contents of ``start_source``, and "" where they were found.

    Otherwise the fields as they are, and the sentence why. Times and groups stay.
    """
    if not can_take_all(desk):
        return fields, _("This week has been published: what is in it is changed field by field.")
    shape = _find_shape(desk, fields.get("start_source", ""))
    if shape is None:
        return fields, _("There is nothing to take there. Choose another start.")
    stays = [pair for pair in fields.items(multi=True) if pair[0] in _STAYS]
    title = shape.content.title or fields.get("title", "")
    return MultiDict([*stays, ("title", title), *_fields_of(desk, shape)]), ""


def _find_shape(desk: Desk, value: str) -> Shape | None:
    try:
        start = find_start(desk.place, value)
    except UnknownForm:
        return None
    if not isinstance(start, CopyStart):
        return start.shape if start else None
    session = db.session()
    rubric = find_rubric(session, start.source.id)
    data = rubric_data(input_of(rubric)) if rubric else None
    return read_document(document_of(get_setup(session, start.source), data))


def _fields_of(desk: Desk, shape: Shape) -> Iterator[tuple[str, str]]:
    """A shape as a browser would send it in the long form, without its title."""
    content, terms = shape.content, shape.terms_at(desk.now)
    for name in COLUMNS:
        if name not in ("title", "group_set_id"):
            yield from _field(name, getattr(content, name))
    for name in TERMS:
        yield from _field(name, getattr(terms, name))
    yield "different_site", "different" if terms.different_site else "any"
    yield from _part_fields("parts", content.parts)
    yield from _part_fields("response_parts", content.response_parts)
    yield from _site_fields(desk, shape.sites)
    rubric = rubric_from(shape.rubric) if shape.rubric is not None else RubricInput("", ())
    yield from rubric_fields(rubric)


def _field(name: str, value: object) -> Iterator[tuple[str, str]]:
    """One value; a box that is not ticked sends nothing."""
    if isinstance(value, bool):
        if value:
            yield name, "y"
    else:
        yield name, "" if value is None else str(value)


def _part_fields(name: str, parts: tuple[PartInput, ...]) -> Iterator[tuple[str, str]]:
    for at, part in enumerate(parts):
        for column in ("key", "heading", "guidance", "min_words"):
            yield f"{name}-{at}-{column}", str(getattr(part, column))


def _site_fields(desk: Desk, sites: tuple[SiteInput, ...]) -> Iterator[tuple[str, str]]:
    """Sites the course knows are ticked; the others stand in the rows for new ones."""
    session, course_id = db.session(), desk.course.id
    unknown = []
    for site in sites:
        try:
            known = find_known_site(
                session, course_id, read_address(session, course_id, site.address)
            )
        except InvalidAddress:
            known = None
        if known is None:
            unknown.append(site)
        else:
            yield "sites", str(known.id)
    for at, site in enumerate(unknown):
        yield f"new_sites-{at}-name", site.name
        yield f"new_sites-{at}-address", site.address
