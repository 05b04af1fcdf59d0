"""The whole discussion for reading: its screens, their posts, what a browser may keep of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from flask import request, session, url_for
from flask_login import current_user
from markupsafe import Markup

from forum.discussion.queries.posts import list_outlines
from forum.web.discussion.articles import Placed, render_articles
from forum.web.discussion.fragments import outline_of
from forum.web.discussion.scene import Scene
from forum.web.discussion.threads import Thread, build_threads, cut_screens
from forum.web.unchanged import tag_of


@dataclass(frozen=True)
class Screen:
    """One screen of the discussion. ``links`` lead to the others: (text, address, is current)."""

    threads: Sequence[Thread]
    total: int
    links: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True)
class DrawnThread:
    """A thread as HTML: its number, its initial post, and each answer with whether it is nested."""

    number: int
    root: Markup
    answers: Sequence[tuple[bool, Markup]]


def load_screen(scene: Scene) -> Screen:
    """The screen asked for (``?after=``: the thread before it); the first for an unknown one."""
    shown = [
        thread
        for thread in build_threads(list_outlines(scene.session, scene.reader))
        if thread.root.is_readable or thread.answers
    ]
    screens = cut_screens(shown)
    starts = [0, *(screen[-1].root.number for screen in screens[:-1])]
    after = request.args.get("after", 0, type=int)
    here = starts.index(after) if after in starts else 0
    links = [
        (str(index + 1), _address(scene, start), index == here)
        for index, start in enumerate(starts)
    ]
    return Screen(screens[here], len(shown), links)


def screen_tag(scene: Scene, screen: Screen) -> str | None:
    """What the page is made of, as an ETag for this person in this session alone.

    None while a message waits to be shown, which belongs to one answer only, and before the session
    has its secret against forged forms, by which sessions are told apart.
    """
    if "_flashes" in session or "csrf_token" not in session:
        return None
    course, setup = scene.place.course, scene.setup
    parts = [(part.kind, part.key, part.heading) for part in (*setup.parts, *setup.response_parts)]
    posts = chain.from_iterable(
        (outline_of(thread.root), *((row.to, outline_of(row.post)) for row in thread.answers))
        for thread in screen.threads
    )
    return tag_of(
        (session["csrf_token"], current_user.theme, current_user.is_admin),
        (scene.viewer, scene.slug, course.code, course.title, course.zone_name, course.is_sample),
        (scene.prompt.week, scene.prompt.title, scene.reader.gate_is_open, parts),
        (screen.total, screen.links),
        tuple(posts),
    )


def draw_threads(scene: Scene, threads: Sequence[Thread]) -> list[DrawnThread]:
    """The threads as HTML, in their order."""
    placed = []
    for thread in threads:
        placed.append(Placed(thread.root, 2))
        placed += [Placed(row.post, 3, row.to) for row in thread.answers]
    drawn = iter(render_articles(scene, placed))
    return [
        DrawnThread(
            thread.root.number,
            next(drawn),
            [(row.is_nested, next(drawn)) for row in thread.answers],
        )
        for thread in threads
    ]


def _address(scene: Scene, start: int) -> str:
    return url_for(
        "discussion.read_all", slug=scene.slug, week=scene.prompt.week, after=start or None
    )
