"""Where each kind of notification leads: one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for

from forum.notifications import kinds
from forum.notifications.views import View

Target = Callable[[View, dict[str, Any]], str]


def target_of(view: View, **query: Any) -> str:
    """The address of what a notification is about; ``query`` goes along, before the fragment."""
    return _TARGETS[view.kind](view, query)


def _course(view: View, query: dict[str, Any]) -> str:
    return url_for("courses.show", slug=view.course.slug, **query)


def _week(endpoint: str, anchor: str | None = None) -> Target:
    """A page of the week."""

    def lead(view: View, query: dict[str, Any]) -> str:
        if view.prompt is None:
            return _course(view, query)
        place: dict[str, Any] = {"slug": view.course.slug, "week": view.prompt.week}
        return url_for(endpoint, **place, _anchor=anchor, **query)

    return lead


def _post(view: View, query: dict[str, Any]) -> str:
    if view.post is None:
        return _discussion(view, query)
    place: dict[str, Any] = {"slug": view.course.slug, "number": view.post.number}
    return url_for("discussion.post", **place, _anchor=f"p{view.post.number}", **query)


def _grade(view: View, query: dict[str, Any]) -> str:
    """Grades are pages of students; who is none any more is led to the week."""
    if view.prompt is None or not view.viewer.is_student:
        return _discussion(view, query)
    anchor = f"week-{view.prompt.week}"
    return url_for("grades.mine", slug=view.course.slug, _anchor=anchor, **query)


def _moved(view: View, query: dict[str, Any]) -> str:
    """The week, or what has changed in all weeks where several moved."""
    if view.prompt is None:
        return url_for("courses.changes", slug=view.course.slug, **query)
    return _discussion(view, query)


_discussion = _week("discussion.show")
_class = _week("participation.matrix")

_TARGETS: dict[str, Target] = {
    kinds.RESPONSE.name: _post,
    kinds.ELIGIBLE.name: _post,
    kinds.DUE.name: _discussion,
    kinds.GRADE.name: _grade,
    kinds.ANSWER.name: _discussion,
    kinds.HIDDEN.name: _post,
    kinds.EXTENSION.name: _discussion,
    kinds.MOVED.name: _moved,
    kinds.DECLINED.name: _discussion,
    kinds.ENROLLED.name: _course,
    kinds.RECEIPT.name: _post,
    # The class first: "Grade this week" stands at its top, and those without work are in it.
    kinds.READY.name: _class,
    kinds.QUESTION.name: _week("participation.matrix", "questions"),
    kinds.ASKED.name: _week("setup.extensions", "requests"),
    kinds.SCARCE.name: _class,
    kinds.PLANNED.name: _week("grading.preview"),
}
