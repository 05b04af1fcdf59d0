"""Colleagues' posts as cards of the week's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.queries.posts import PostView
from forum.markup import SafeHtml
from forum.web.discussion.colleagues import Colleague
from forum.web.discussion.fragments import (
    Piece,
    is_the_same_for_all,
    outline_of,
    place_of,
    render_pieces,
)
from forum.web.discussion.scene import Scene

#: Characters of the first part shown on a card; the stylesheet cuts it to three lines.
EXCERPT = 280


def render_cards(scene: Scene, rows: Iterable[Colleague]) -> dict[int, Markup]:
    """Each colleague's card by the id of the post."""
    card: Any = get_template_attribute("discussion/_card.html", "card")
    year = scene.now.astimezone(scene.zone).year  # times of another year are said with theirs
    asks_site = scene.prompt.asks_site
    keys = tuple(part.key for part in scene.setup.parts)
    around = (scene.is_open, asks_site, scene.viewer.role, year, keys, place_of(scene))

    def piece(row: Colleague) -> Piece:
        def draw(view: PostView) -> Markup:
            drawn: Markup = card(row, excerpt_of(view, keys), scene, scene.viewer)
            return drawn

        key = ("card", outline_of(row.post), row.responses, row.is_answered, around)
        return Piece(row.post, key if is_the_same_for_all(row.post) else None, draw)

    pieces = [piece(row) for row in rows]
    drawn = render_pieces(scene, pieces)
    return {piece.post.id: html for piece, html in zip(pieces, drawn, strict=True)}


def excerpt_of(post: PostView, keys: Sequence[str]) -> str:
    """The beginning of the first part that was filled in, as plain text; ``keys`` are in order.

    PostgreSQL gives the parts back in an order of its own.
    """
    first = next((post.html[key] for key in keys if post.html.get(key)), "")
    return SafeHtml(first).striptags()[:EXCERPT]
