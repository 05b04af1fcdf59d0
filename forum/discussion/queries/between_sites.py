"""Which responses stand between two sites: what merging them concerns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.discussion.queries.posts import PostView, list_posts
from forum.discussion.queries.readers import get_reader
from forum.prompts.queries import PromptSetup


@dataclass(frozen=True)
class ResponseBetween:
    """A response whose author chose the one site and whose colleague the other."""

    week: int
    number: int
    author: str
    colleague: str
    published_at: datetime


def list_responses_between(
    session: Session,
    viewer: Viewer,
    course: Course,
    setups: Sequence[PromptSetup],
    sides: tuple[Collection[int], Collection[int]],
    now: datetime,
) -> list[ResponseBetween]:
    """The live responses between two sites that this viewer may see, by week and time.

    Each side holds the ids of a site and of those that are the same.
    """
    found = []
    for setup in setups:
        reader = get_reader(session, viewer, course, setup, excused=False, now=now)
        posts = [post for post in list_posts(session, reader) if not post.is_withdrawn]
        found += _between(setup.prompt.week, posts, sides)
    return found


def _between(
    week: int, posts: Sequence[PostView], sides: tuple[Collection[int], Collection[int]]
) -> list[ResponseBetween]:
    one, other = sides
    chosen = {post.author_id: post.site_id for post in posts if post.kind == "initial"}
    names = {post.id: post for post in posts}
    between = []
    for post in posts:
        parent = names.get(post.parent_id or 0)
        if post.kind != "response" or parent is None:
            continue
        own, theirs = chosen.get(post.author_id), chosen.get(parent.author_id)
        if (own in one and theirs in other) or (own in other and theirs in one):
            between.append(
                ResponseBetween(
                    week, post.number, post.author_name, parent.author_name, post.published_at
                )
            )
    return between
