"""The doors of the discussion: the week's page, writing, answering, single posts, drafts."""

from flask import Blueprint

blueprint = Blueprint("discussion", __name__)

from forum.web.discussion import (  # noqa: E402
    answering,
    drafts,
    filters,
    posts,
    reading,
    week,
    writing,
)

__all__ = ["answering", "blueprint", "drafts", "filters", "posts", "reading", "week", "writing"]
