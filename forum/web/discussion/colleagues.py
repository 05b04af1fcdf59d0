"""The colleagues of the week as cards, in the order that leaves nobody unanswered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from forum.discussion.queries.posts import PostView
from forum.rules.roles import Role

#: Characters of the first part shown on a card; the stylesheet cuts it to three lines.
EXCERPT = 280


@dataclass(frozen=True)
class Colleague:
    """One colleague's initial post on a card.

    ``responses`` are colleagues who answered it; ``is_answered`` whether the viewer did;
    ``is_eligible`` whether a response to it would count.
    """

    post: PostView
    responses: int
    is_answered: bool
    is_eligible: bool
    excerpt: str

    @property
    def first_name(self) -> str:
        """The name in labels such as "Respond to Carla"."""
        return self.post.author_name.split()[0]


def count_answers(posts: Sequence[PostView]) -> dict[int, set[int]]:
    """By initial post: the authors of live responses and replies under it, its own left out."""
    authors = {post.id: post.author_id for post in posts if post.root_id is None}
    answered: dict[int, set[int]] = defaultdict(set)
    for post in posts:
        if post.root_id is None or post.is_withdrawn or post.is_hidden:
            continue
        if post.author_role is Role.STUDENT and post.author_id != authors.get(post.root_id):
            answered[post.root_id].add(post.author_id)
    return answered


def excerpt_of(post: PostView) -> str:
    """The beginning of the first part as plain text."""
    first = next(iter(post.html.values()), "")
    return str(Markup(first).striptags())[:EXCERPT]
