"""Who reads which passages."""

from __future__ import annotations

from forum.courses.policy import Viewer
from forum.discussion.policy import Reader
from forum.rules.roles import Permission


def can_compare(viewer: Viewer, author_id: int) -> bool:
    """Staff who read the versions of a student's posts also read what of them stands elsewhere,
    side by side as far as they may read the other post."""
    return can_compare_some(viewer) and viewer.works_with(author_id)


def can_compare_some(viewer: Viewer) -> bool:
    """Whether there are posts at all that the viewer may compare: those who grade may."""
    return viewer.can(Permission.READ_VERSIONS)


def can_know_of_passages(reader: Reader) -> bool:
    """Authors learn that a passage also stands elsewhere once they may read others' posts at all:
    before that the page must not tell what colleagues have written."""
    return reader.gate_is_open
