"""What a student's evidence says for the placeholders of a kept comment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from forum.grading.queries.sheets import Book, Sheet
from forum.rules.facts import Interval, PostFacts


def placeholder_values(
    book: Book, sheet: Sheet, now: datetime, name_of: Callable[[str], str]
) -> dict[str, str]:
    """By name: ``first_name``, ``site``, ``reply_1_to`` and on, ``missing``; "" for nothing to say.

    ``reply_n_to`` are the colleagues whom the student's responses answer, each once, in the order
    of publishing; ``missing`` the requirements that are not or only partly met, as ``name_of``
    calls them. What is hidden, withdrawn or private now is left out.
    """
    posts = [post for post in book.posts_by.get(sheet.student.id, ()) if _is_seen(post, now)]
    names = {member.id: member.name for member in book.discussion.members}
    missing = [row for row in sheet.findings if row.need and row.status in ("unmet", "partial")]
    values = {
        "first_name": _first(sheet.student.name),
        "site": _site(book, posts),
        "missing": ", ".join(name_of(row.requirement) for row in missing),
    }
    for number, colleague_id in enumerate(_answered(book, posts), start=1):
        values[f"reply_{number}_to"] = _first(names.get(colleague_id, ""))
    return values


def _first(name: str) -> str:
    return next(iter(name.split()), "")


def _site(book: Book, posts: list[PostFacts]) -> str:
    """The site of the latest version of the initial post."""
    for post in posts:
        if post.kind == "initial" and post.versions[-1].site_id is not None:
            return dict(book.discussion.sites).get(post.versions[-1].site_id, "")
    return ""


def _answered(book: Book, posts: list[PostFacts]) -> list[int]:
    authors = {post.id: post.author_id for post in book.discussion.posts}
    responses = [post for post in posts if post.kind == "response" and post.parent_id in authors]
    responses.sort(key=lambda post: (post.published_at, post.id))
    return list(dict.fromkeys(authors[post.parent_id] for post in responses if post.parent_id))


def _is_seen(post: PostFacts, now: datetime) -> bool:
    intervals: tuple[Interval, ...] = (*post.withdrawn, *post.hidden, *post.private)
    return not any(interval.holds_at(now) for interval in intervals)
