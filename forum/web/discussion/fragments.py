"""Posts as HTML, kept in the process: a class reads the same hundred posts again and again.

A fragment is kept under everything it was made of, so that it is never out of date and never shown
to somebody whose post would look different: all that ``PostView`` says but the text itself (which
post, version and time stand for), its place on the page, the language, the zone and the parts.
What is special to one reader (private, hidden, a content note) is rendered each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from threading import Lock
from typing import Any

from flask import Flask, current_app, get_template_attribute, request
from flask_babel import get_locale
from markupsafe import Markup

from forum.discussion.queries.posts import PostView
from forum.discussion.queries.texts import with_texts
from forum.web.discussion.fields import Field, fields_for
from forum.web.discussion.scene import Scene

#: Posts kept by one process, about 3 KB each: the open weeks of some twenty courses.
KEPT = 5_000

_TEXT = frozenset({"html", "words", "references"})
#: All a view says but its text, as one tuple.
outline_of: Callable[[PostView], tuple[Hashable, ...]] = attrgetter(
    *(field.name for field in fields(PostView) if field.name not in _TEXT)
)


@dataclass(frozen=True)
class Placed:
    """A post on a page: the level of its heading, and whom it addresses where it is nested."""

    post: PostView
    level: int
    to: str = ""


class Fragments:
    """The fragments used last, by key; safe for threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Markup] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def find(self, keys: Sequence[Hashable]) -> dict[Hashable, Markup]:
        """Those of these keys that are kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, made: Mapping[Hashable, Markup]) -> None:
        """Keep these too, and let go of those that were not used for longest."""
        with self._lock:
            self._kept.update(made)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._kept.clear()


def init_fragments(app: Flask) -> None:
    """Give the application its store."""
    app.extensions["fragments"] = Fragments()


def render_posts(scene: Scene, placed: Sequence[Placed]) -> list[Markup]:
    """Each post as its article; texts are read only for those that are not kept."""
    store: Fragments = current_app.extensions["fragments"]
    draw = _Drawing(scene)
    keys = [draw.key(one) for one in placed]
    found = store.find([key for key in keys if key is not None])
    missing = [
        (key, one) for key, one in zip(keys, placed, strict=True) if key is None or key not in found
    ]
    views = with_texts(scene.session, scene.reader, [one.post for _, one in missing])
    drawn: dict[int, Markup] = {}
    whole: dict[Hashable, Markup] = {}
    for view, (key, one) in zip(views, missing, strict=True):
        drawn[view.id] = draw.article(view, one)
        if key is not None and view.html:  # hidden a moment ago: its text did not come
            whole[key] = drawn[view.id]
    store.keep(whole)
    return [
        drawn[one.post.id] if one.post.id in drawn else found[key]
        for key, one in zip(keys, placed, strict=True)
    ]


class _Drawing:
    """Draws the posts of one page."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._macro: Any = get_template_attribute("discussion/_post.html", "article")
        self._parts: dict[str, tuple[Field, ...]] = {
            kind: fields_for(scene.setup, kind) for kind in ("initial", "response", "reply")
        }
        place = (scene.slug, scene.zone, str(get_locale()), request.script_root)
        headings = {
            kind: tuple((part.key, part.heading) for part in parts)
            for kind, parts in self._parts.items()
        }
        self._shared = {kind: (*place, shown) for kind, shown in headings.items()}

    def key(self, one: Placed) -> Hashable | None:
        """What the fragment is made of; None where it is special to this reader."""
        post = one.post
        if post.is_private or post.is_hidden or post.is_withdrawn or post.content_note:
            return None
        return (outline_of(post), one.level, one.to, self._shared[post.kind])

    def article(self, view: PostView, one: Placed) -> Markup:
        """The article with its text."""
        scene = self._scene
        shown: Markup = self._macro(
            view,
            self._parts[view.kind],
            scene.slug,
            scene.zone,
            scene.viewer,
            level=one.level,
            prefix=f"a{view.number}-",
            to=one.to,
        )
        return shown
