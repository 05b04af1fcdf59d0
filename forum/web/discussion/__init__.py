"""The doors of the discussion: the week's page, writing, answering, single posts, drafts."""

from forum.web.discussion import (
    answering,
    drafts,
    editing,
    filters,
    posts,
    reading,
    review,
    week,
    writing,
)
from forum.web.discussion.door import blueprint

__all__ = [
    "answering",
    "blueprint",
    "drafts",
    "editing",
    "filters",
    "posts",
    "reading",
    "review",
    "week",
    "writing",
]
