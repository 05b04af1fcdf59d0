"""What somebody can be told at all, by who they are in their courses."""

from __future__ import annotations

from collections.abc import Iterable

from forum.courses.policy import Viewer
from forum.notifications import kinds
from forum.notifications.kinds import KINDS, Kind

#: Told to whoever writes or is enrolled, staff too.
_TO_EVERYBODY = {kinds.RESPONSE, kinds.HIDDEN, kinds.ENROLLED}


def kinds_told_to(viewers: Iterable[Viewer]) -> list[Kind]:
    """The kinds that concern a person who is these viewers in their courses, in their order."""
    known = list(viewers)
    is_student = any(viewer.is_student for viewer in known)
    grades = any(viewer.may_grade for viewer in known)
    return [
        kind
        for kind in KINDS.values()
        if kind in _TO_EVERYBODY or (grades if kind.for_staff else is_student)
    ]
