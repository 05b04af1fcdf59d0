"""One week of an archive: its posts in the order of their threads, and each as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from babel.dates import format_datetime
from flask_babel import get_locale

from forum.discussion.models import Revision
from forum.discussion.queries.posts import PostView, list_posts, list_revisions
from forum.discussion.queries.readers import get_reader
from forum.extensions import db
from forum.markup import SafeHtml
from forum.prompts.models import Prompt, PromptPart
from forum.prompts.queries import get_setup
from forum.prompts.text import render_prompt_text
from forum.web.exports.scene import Exports
from forum.web.presentation import last_minute


@dataclass(frozen=True)
class Placed:
    """A post with its depth in the thread (0 to 2), whom it answers, and how often it was saved."""

    post: PostView
    depth: int
    to: PostView | None
    versions: int


@dataclass(frozen=True)
class Week:
    """What this reader may see of a week."""

    prompt: Prompt
    parts: Mapping[str, Sequence[PromptPart]]
    text: Mapping[str, SafeHtml]
    dues: Sequence[tuple[str, datetime]]
    placed: Sequence[Placed]
    revisions: Mapping[int, Sequence[Revision]]
    zone: tzinfo

    def parts_of(self, post: PostView) -> Sequence[PromptPart]:
        """The fields of this kind of post, in their order."""
        return self.parts["initial" if post.kind == "initial" else "response"]

    def said(self, at: datetime) -> str:
        """An instant for somebody who reads it years later elsewhere: with year and offset."""
        local = at.astimezone(self.zone)
        return format_datetime(local, "EEE d MMM yyyy, HH:mm (ZZZZ)", locale=get_locale() or "en")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each post as data, in the order of time."""
        numbers = {one.post.id: one.post.number for one in self.placed}
        for post in sorted((one.post for one in self.placed), key=lambda post: post.number):
            yield _line(self.prompt, post, numbers, self.revisions.get(post.id, ()))


def read_week(exports: Exports, prompt: Prompt) -> Week:
    """The week as this person may read it; at most five statements, however many posts."""
    session, place = db.session(), exports.place
    setup = get_setup(session, prompt)
    reader = get_reader(session, place.viewer, place.course, setup, excused=False, now=exports.now)
    posts = list_posts(session, reader)
    revisions = list_revisions(session, reader, [post.id for post in posts if post.is_readable])
    zone = place.course.zone
    found = [(kind, setup.due(kind)) for kind in ("opens", "T1", "T2", "close")]
    dues = [
        # What is due is due until the last minute before; a week opens at its very instant.
        (kind, at if kind == "opens" else last_minute(at))
        for kind, at in found
        if at is not None
    ]
    week = Week(
        prompt=prompt,
        parts={"initial": setup.parts, "response": setup.response_parts},
        text={},
        dues=dues,
        placed=in_threads(posts, {key: len(rows) for key, rows in revisions.items()}),
        revisions=revisions,
        zone=zone,
    )
    text = render_prompt_text(setup, lambda due_at: week.said(last_minute(due_at)))
    return replace(week, text=text)


def in_threads(posts: Sequence[PostView], versions: Mapping[int, int]) -> list[Placed]:
    """Every post once: initial posts in the order of time, under each its answers, under those the
    replies. An answer whose post the reader may not see stands by itself.
    """
    by_id = {post.id: post for post in posts}
    children: dict[int | None, list[PostView]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post.published_at, post.id)):
        children[post.parent_id if post.parent_id in by_id else None].append(post)
    placed: list[Placed] = []

    def place(post: PostView, depth: int) -> None:
        to = by_id.get(post.parent_id or 0)
        number = versions.get(post.id, post.revision_number)
        placed.append(Placed(post, min(depth, 2), to, number))
        for child in children[post.id]:
            place(child, depth + 1)

    for post in children[None]:
        place(post, 0)
    return placed


def _line(
    prompt: Prompt, post: PostView, numbers: Mapping[int, int], versions: Sequence[Revision]
) -> dict[str, Any]:
    site = {"id": post.site_id, "name": post.site_name, "address": post.site_address}
    return {
        "id": post.id,
        "number": post.number,
        "week": prompt.week,
        "prompt_id": prompt.id,
        "kind": post.kind,
        "parent": numbers.get(post.parent_id or 0),
        "root": numbers.get(post.root_id or 0),
        "author": {
            "id": post.author_id,
            "name": post.author_name,
            "role": post.author_role.value,
            "left": post.author_left,
        },
        "published_at": post.published_at.isoformat(),
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
        "private": post.is_private,
        "withdrawn": post.is_withdrawn,
        "hidden": post.is_hidden,
        "hidden_because": post.hidden_reason,
        "content_note": post.content_note,
        "case": post.case_title,
        "site": site if post.site_id else None,
        "versions": [_version(row) for row in versions] or _present(post),
    }


def _version(row: Revision) -> dict[str, Any]:
    return {
        "number": row.number,
        "saved_at": row.saved_at.isoformat(),
        "site_id": row.site_id,
        "parts": row.parts,
        "html": row.html,
        "words": row.words,
        "references": row.references,
    }


def _present(post: PostView) -> list[dict[str, Any]]:
    """What is read now, for those who may not read how it was typed and changed."""
    if not post.is_readable:
        return []
    return [
        {
            "number": post.revision_number,
            "site_id": post.site_id,
            "html": {key: str(html) for key, html in post.html.items()},
            "words": dict(post.words),
            "references": list(post.references),
        }
    ]
