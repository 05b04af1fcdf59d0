"""The blueprint of rosters by file, their addresses, and how an import is loaded."""

from __future__ import annotations

from flask import Blueprint, abort

from forum.courses.imports.models import RosterImport
from forum.courses.imports.queries import find_import
from forum.extensions import db
from forum.rules.roles import Permission
from forum.web.access import Place, load_course

blueprint = Blueprint("roster", __name__)

PATH = "/c/<slug>/people/file"
ONE = f"{PATH}/<int(max=2147483647):import_id>"


def load_managed(slug: str) -> Place:
    """The course, for those who manage its people."""
    place = load_course(slug)
    place.require(Permission.MANAGE_PEOPLE)
    return place


def load_import(slug: str, import_id: int) -> tuple[Place, RosterImport]:
    """An import of the course, for those who manage its people; 404 for others."""
    place = load_managed(slug)
    found = find_import(db.session(), place.course.id, import_id)
    if found is None:
        abort(404)
    return place, found
