"""A conversation in two levels: answers to the post, and replies shown as "to Jordan"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.discussion.queries.posts import PostView

#: Up to so many posts stand on one page; a longer discussion comes in screens of so many.
LONGEST_PAGE, SCREEN = 150, 120


@dataclass(frozen=True)
class Answer:
    """An answer with its place: ``to`` is whom a second-level reply addresses."""

    post: PostView
    to: str = ""

    @property
    def is_nested(self) -> bool:
        """Whether it answers an answer."""
        return bool(self.to)


@dataclass(frozen=True)
class Thread:
    """An initial post with everything under it, each answer followed by its replies."""

    root: PostView
    answers: tuple[Answer, ...]


def build_thread(posts: Sequence[PostView], root_id: int) -> Thread | None:
    """The thread of one initial post; None where the reader may not know of it."""
    return next((thread for thread in build_threads(posts) if thread.root.id == root_id), None)


def build_threads(posts: Sequence[PostView]) -> list[Thread]:
    """All threads, in the order of their initial posts. Withdrawn answers without replies go."""
    children: dict[int, list[PostView]] = {}
    for post in posts:
        if post.parent_id is not None:
            children.setdefault(post.parent_id, []).append(post)
    return [Thread(post, tuple(_answers(post, children))) for post in posts if post.root_id is None]


def _answers(root: PostView, children: dict[int, list[PostView]]) -> list[Answer]:
    found: list[Answer] = []
    for answer in children.get(root.id, ()):
        found.append(Answer(answer))
        found += _replies(answer, children)
    return [row for row in found if row.post.is_readable or children.get(row.post.id)]


def _replies(parent: PostView, children: dict[int, list[PostView]]) -> list[Answer]:
    """Every reply below, in the order of time, flat: the second level is the last."""
    found: list[tuple[PostView, PostView]] = []
    waiting = [parent]
    while waiting:
        above = waiting.pop()
        for reply in children.get(above.id, ()):
            found.append((reply, above))
            waiting.append(reply)
    found.sort(key=lambda pair: (pair[0].published_at, pair[0].id))
    return [Answer(reply, above.author_name) for reply, above in found]


def cut_screens(threads: Sequence[Thread]) -> list[Sequence[Thread]]:
    """The threads in screens of about ``SCREEN`` posts, none cut apart; one where all fit."""
    sizes = [1 + len(thread.answers) for thread in threads]
    if sum(sizes) <= LONGEST_PAGE:
        return [threads]
    screens: list[list[Thread]] = []
    room = 0
    for thread, size in zip(threads, sizes, strict=True):
        if room < size:
            screens.append([])
            room = SCREEN
        screens[-1].append(thread)
        room -= size
    return list(screens)
