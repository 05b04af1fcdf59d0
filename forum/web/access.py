"""How doors load what a request names: through what the viewer may see, else not found."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, g
from flask_babel import gettext as _
from flask_login import current_user

from forum.accounts.models import User
from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.courses.queries import Membership, find_membership
from forum.extensions import db
from forum.prompts.models import Prompt
from forum.prompts.policy import can_read_prompt
from forum.prompts.queries import find_week
from forum.rules.roles import Permission
from forum.web.answers import is_unsafe


@dataclass(frozen=True)
class Place:
    """Where a request is: the course, and who is looking."""

    course: Course
    viewer: Viewer

    def require(self, permission: Permission) -> None:
        """Answer 403 where the viewer's role lacks the permission."""
        if not self.viewer.can(permission):
            abort(403)


def signed_in_user() -> User:
    """The person of this request, as a plain User."""
    user: User = current_user._get_current_object()
    return user


def load_course(slug: str, *, even_archived: bool = False) -> Place:
    """The course at this address; 404 to everybody who does not belong to it.

    An archived course is read only: every request that may change something gets 403, except at
    the doors that take the course out again, or files of it along (``even_archived``).
    """
    found = find_membership(db.session(), slug, signed_in_user()) if _is_address(slug) else None
    return _enter(found, even_archived=even_archived)


def load_prompt(slug: str, week: int) -> tuple[Place, Prompt]:
    """The prompt of that week; 404 where it does not exist for this viewer.

    The course is entered first, as ``load_course`` does: also a week that is not found is not found
    within its course.
    """
    membership, prompt = None, None
    if _is_address(slug):
        membership, prompt = find_week(db.session(), slug, week, signed_in_user())
    place = _enter(membership)
    if prompt is None or not can_read_prompt(place.viewer, prompt):
        abort(404)
    return place, prompt


def _is_address(slug: str) -> bool:
    """Whether the database can be asked: PostgreSQL cannot even compare text with NUL in it."""
    return "\x00" not in slug


def _enter(membership: Membership | None, *, even_archived: bool = False) -> Place:
    if membership is None:
        abort(404)
    place = Place(membership.course, membership.viewer)
    g.place = place  # the header shows the course and its tabs
    if place.course.archived_at is not None and is_unsafe() and not even_archived:
        abort(403, description=_("This course is in the archive: it can be read, not changed."))
    return place
