"""Posts as HTML, kept in the process: a class reads the same hundred posts again and again.

A fragment is kept under everything it was made of, so that it is never out of date and never shown
to somebody for whom the post would look different: all that ``PostView`` says but the text itself
(which post, version and time stand for), and whatever else the page puts around it. What is special
to one reader (private, hidden, a content note) is rendered each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from threading import Lock
from typing import Generic, TypeVar

from flask import Flask, current_app, request
from flask_babel import get_locale
from markupsafe import Markup

from forum.discussion.queries.posts import PostView
from forum.web.discussion.scene import Scene

Kept = TypeVar("Kept")

#: Posts kept by one process, about 3 KB each: the open weeks of some twenty courses.
KEPT = 5_000

_TEXT = frozenset({"html", "words", "references", "checked"})
#: All a view says but its text, as one tuple.
outline_of: Callable[[PostView], tuple[Hashable, ...]] = attrgetter(
    *(field.name for field in fields(PostView) if field.name not in _TEXT)
)


@dataclass(frozen=True)
class Piece:
    """One post somewhere on a page: the ``key`` says all it shows there, None where it is special
    to this reader; ``draw`` makes its HTML of the post with its text."""

    post: PostView
    key: Hashable | None
    draw: Callable[[PostView], Markup]


class Fragments(Generic[Kept]):
    """The fragments used last, by key; safe for threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def find(self, keys: Sequence[Hashable]) -> dict[Hashable, Kept]:
        """Those of these keys that are kept."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, made: Mapping[Hashable, Kept]) -> None:
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
    app.extensions["fragments"] = Fragments[Markup]()


def render_pieces(scene: Scene, pieces: Sequence[Piece]) -> list[Markup]:
    """Each piece as HTML; texts are read only for those that are not kept."""
    store: Fragments[Markup] = current_app.extensions["fragments"]
    if scene.reads.is_made_up:
        store = Fragments()
    found = store.find([piece.key for piece in pieces if piece.key is not None])
    missing = [piece for piece in pieces if piece.key is None or piece.key not in found]
    views = scene.reads.with_texts([piece.post for piece in missing])
    drawn: dict[int, Markup] = {}
    whole: dict[Hashable, Markup] = {}
    for view, piece in zip(views, missing, strict=True):
        drawn[view.id] = piece.draw(view)
        if piece.key is not None and view.html:  # hidden a moment ago: its text did not come
            whole[piece.key] = drawn[view.id]
    store.keep(whole)
    return [drawn.get(piece.post.id) or found[piece.key] for piece in pieces]


def place_of(scene: Scene) -> tuple[Hashable, ...]:
    """What every fragment of a page shows besides posts: addresses, zone, language."""
    return (scene.slug, scene.zone, str(get_locale()), request.script_root)


def is_the_same_for_all(post: PostView) -> bool:
    """Whether a post looks alike to everybody who may read it."""
    special = post.is_private or post.is_hidden or post.is_withdrawn or post.content_note
    return not special
