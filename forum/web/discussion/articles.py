"""Posts as whole articles, for pages on which many stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.queries.posts import PostView
from forum.web.discussion.fields import fields_for
from forum.web.discussion.fragments import (
    Piece,
    is_the_same_for_all,
    outline_of,
    place_of,
    render_pieces,
)
from forum.web.discussion.scene import Scene


@dataclass(frozen=True)
class Placed:
    """A post on a page: the level of its heading, and whom it addresses where it is nested."""

    post: PostView
    level: int
    to: str = ""


def render_articles(scene: Scene, placed: Sequence[Placed]) -> list[Markup]:
    """Each post as its article."""
    article: Any = get_template_attribute("discussion/_post.html", "article")
    place = place_of(scene)
    parts = {kind: fields_for(scene.setup, kind) for kind in ("initial", "response", "reply")}

    def piece(one: Placed) -> Piece:
        post, fields = one.post, parts[one.post.kind]

        def draw(view: PostView) -> Markup:
            prefix = f"a{view.number}-"
            more = {"level": one.level, "prefix": prefix, "to": one.to}
            drawn: Markup = article(view, fields, scene.slug, scene.zone, scene.viewer, **more)
            return drawn

        key = ("article", outline_of(post), one.level, one.to, fields, place)
        return Piece(post, key if is_the_same_for_all(post) else None, draw)

    return render_pieces(scene, [piece(one) for one in placed])
