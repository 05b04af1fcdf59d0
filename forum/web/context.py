"""What every page is given: the course it is about, the course's tabs, the number at the bell."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from forum.courses.policy import Viewer
from forum.rules.roles import Permission
from forum.web.sessions import count_unseen

#: Pages without a tab of their own, and the tab they are reached from.
_TAB_OF = {
    "groups": "people",
    "course_settings": "courses",
    "exports": "courses",
    "readings": "setup",
    "site_files": "sites",
}


def init_context(app: Flask) -> None:
    """Give templates ``unseen``, and ``course``, ``viewer`` and ``nav`` where a door loaded one."""
    app.context_processor(_course_context)
    app.context_processor(lambda: {"unseen": count_unseen()})


def _course_context() -> dict[str, Any]:
    place = g.get("place")
    if place is None:
        return {}
    return {
        "course": place.course,
        "viewer": place.viewer,
        "viewer_role": place.viewer.role.value,
        "nav": [
            (url_for(endpoint, slug=place.course.slug), label, _is_here(endpoint))
            for endpoint, label in tabs(place.viewer)
        ],
    }


def tabs(viewer: Viewer) -> list[tuple[str, str]]:
    """The course's tabs for this viewer as (endpoint, label), in their order."""
    found = [("courses.show", _("Weeks"))]
    if viewer.is_student:
        found += [("work.mine", _("My work")), ("grades.mine", _("My grades"))]
    if viewer.may_grade:
        found.append(("gradebook.show", _("Gradebook")))
    found.append(("people.index", _("People")))
    if viewer.can(Permission.MANAGE_SITES):
        found.append(("sites.index", _("Sites")))
    if viewer.can(Permission.EDIT_PROMPT):
        found.append(("setup.schedule", _("Set-up")))
    if viewer.can(Permission.READ_LOG):
        found.append(("activity.index", _("Log")))
    return found


def _is_here(endpoint: str) -> bool:
    """Whether the page shown belongs to this tab."""
    shown = request.blueprint or ""
    return endpoint.partition(".")[0] == _TAB_OF.get(shown, shown)
