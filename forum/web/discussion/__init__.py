"""The doors of the discussion: the week's page, writing, answering, single posts, drafts."""

from flask import Blueprint

blueprint = Blueprint("discussion", __name__)

from forum.web.discussion import answering, drafts, posts, reading, week, writing  # noqa: E402

__all__ = ["answering", "blueprint", "drafts", "posts", "reading", "week", "writing"]
