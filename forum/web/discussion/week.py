"""The week's page: prompt, progress, own post or writing form, colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from forum.discussion.queries.posts import PostView
from forum.prompts.text import render_prompt_text
from forum.rules.citations import CitationCheck, Reference
from forum.web.citation_words import SaidCheck, say_check
from forum.web.discussion.board import build_board
from forum.web.discussion.cards import render_cards
from forum.web.discussion.colleagues import build_colleagues, is_waiting
from forum.web.discussion.door import blueprint
from forum.web.discussion.own_site import find_note
from forum.web.discussion.progress import build_progress
from forum.web.discussion.scene import Scene, load_scene
from forum.web.discussion.typed import Typed, typed_from_draft
from forum.web.extension_requests import find_asking
from forum.web.presentation import clock, last_minute
from forum.web.week_changes import TIMES, say_changes


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>")
def show(slug: str, week: int) -> ResponseReturnValue:
    """The whole week on one page, in the state it has for this viewer."""
    scene = load_scene(slug, week, early=True)
    if not scene.has_opened:
        return render_template("discussion/not_open.html", scene=scene, **_changes(scene))
    return render_week(scene)


@blueprint.get("/c/<slug>/this-week")
def current(slug: str) -> ResponseReturnValue:
    """The course's page at the week that is under way."""
    return redirect(url_for("courses.show", slug=slug) + "#now")


def render_week(
    scene: Scene,
    *,
    typed: Typed | None = None,
    problems: Sequence[tuple[str, str]] = (),
) -> str:
    """The page, with the writing form as ``typed`` where it comes back with ``problems``."""
    return render_template("discussion/week.html", **week_page(scene, typed, problems))


def week_page(
    scene: Scene, typed: Typed | None = None, problems: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """What the page shows, for its template."""
    reads = scene.reads
    posts = reads.outlines()
    own = find_own(scene, posts)
    shown = reads.with_texts([own])[0] if own else None
    draft = reads.drafts("initial")
    texts = {field: row.text for field, row in draft.items()}
    order = request.args.get("order", "need")
    colleagues = build_colleagues(scene, posts, order)
    waiting = is_waiting(scene, own, colleagues)
    return {
        "scene": scene,
        "text": prompt_text(scene),
        "previous": reads.find_previous(),
        **_changes(scene),
        "rubric": reads.find_rubric(),
        "own": shown,
        "said": say_kept(shown) if shown else None,
        "typed": typed or typed_from_draft(texts),
        "draft": draft,
        "form_errors": list(problems),
        "kept": texts_of(scene, typed) if typed else [],
        "board": build_board(scene, own),
        "note": find_note(scene, typed or typed_from_draft(texts)),
        "progress": build_progress(scene.setup, scene.standing, own, texts, waiting=waiting),
        "waiting": waiting,
        "asking": find_asking(scene, texts, has_posted=own is not None),
        "colleagues": colleagues,
        "cards": render_cards(scene, (*colleagues.first, *colleagues.same_site)),
        "colleague_count": reads.count_colleagues(),
        "received": received_by(posts, own),
        "questions": reads.list_questions(),
        "passages": reads.list_passages() if own else (),
        "order": order,
        "published": request.args.get("published", type=int),
    }


def _changes(scene: Scene) -> dict[str, Any]:
    """What has changed in the week; before it opens, no more than its times."""
    found = scene.reads.list_changes()
    return {"changes": say_changes(found, times_only=not scene.has_opened), "TIMES": TIMES}


def prompt_text(scene: Scene) -> Any:
    """The prompt's texts as safe HTML, with its due times filled in."""
    return render_prompt_text(
        scene.setup, lambda due_at: clock(last_minute(due_at), scene.zone, scene.now)
    )


def texts_of(scene: Scene, typed: Typed) -> list[tuple[str, str]]:
    """What was typed as (heading, text), for a page that no longer has the form."""
    parts = typed.parts(scene.setup.parts)
    texts = [(part.heading, parts[part.key]) for part in scene.setup.parts]
    return [pair for pair in (*texts, (gettext("Everything else"), typed.lines)) if pair[1]]


def say_kept(post: PostView) -> SaidCheck | None:
    """What the check of citations found when the post was saved; None where it was not kept."""
    if post.checked is None:
        return None
    references = [Reference.from_row(row) for row in post.references]
    return say_check(CitationCheck.from_row(post.checked), references)


def find_own(scene: Scene, posts: Sequence[PostView]) -> PostView | None:
    """The viewer's initial post, withdrawn or hidden ones too; live ones first."""
    own = [
        post for post in posts if post.kind == "initial" and post.author_id == scene.viewer.user_id
    ]
    return min(own, key=lambda post: post.is_withdrawn, default=None)


def received_by(posts: Sequence[PostView], own: PostView | None) -> list[PostView]:
    """What colleagues and staff wrote under the own post, in the order of time."""
    if own is None:
        return []
    return [post for post in posts if post.root_id == own.id and post.author_id != own.author_id]
