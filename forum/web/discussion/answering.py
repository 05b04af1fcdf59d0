"""Responding to a colleague's post, and replying one level deeper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.drafts import FieldTooLong
from forum.discussion.actions.posts import publish_answer
from forum.discussion.actions.refusals import Refused
from forum.discussion.models import Post
from forum.discussion.policy import can_answer
from forum.discussion.queries.posts import PostView
from forum.markup import TooComplex
from forum.web.discussion.door import blueprint
from forum.web.discussion.fields import fields_for
from forum.web.discussion.kept_drafts import keep_draft
from forum.web.discussion.reads import posts_telling
from forum.web.discussion.refused import problems_of, status_of
from forum.web.discussion.scene import Scene, load_post_row
from forum.web.discussion.typed import (
    Typed,
    next_key,
    read_form,
    submission_key,
    to_writing,
    typed_from_draft,
)
from forum.web.discussion.verdict import verdict_for
from forum.web.limits import limit_posts


@blueprint.get("/c/<slug>/p/<int(max=2147483647):number>/respond")
def respond(slug: str, number: int) -> ResponseReturnValue:
    """The response under the colleague's whole post, with the verdict before the first letter."""
    scene, row = load_post_row(slug, number)
    if not can_answer(scene.reader, row):
        return render_template("discussion/not_answerable.html", scene=scene), 403
    return render_answer(scene, row)


@blueprint.post("/c/<slug>/p/<int(max=2147483647):number>/answers")
@limit_posts
def answer(slug: str, number: int) -> ResponseReturnValue:
    """Publish the response or reply once, or save it as a draft; on refusal give all back."""
    scene, row = load_post_row(slug, number)
    kind = answer_kind(scene, row)
    fields = fields_for(scene.setup, kind)
    typed = read_form(fields)
    try:
        if "draft" in request.form:
            keep_draft(scene, f"{kind}-{number}", typed)
            flash(_("Draft saved. You can close this page."), "done")
            return redirect(url_for("discussion.respond", slug=slug, number=number), 303)
        key = submission_key()
        with transaction() as session:
            post = publish_answer(
                session,
                scene.reader,
                scene.schedule,
                row,
                to_writing(typed, fields, None, scene.now),
                kind=kind,
                key=key,
                now=scene.now,
            )
            published = post.number
    except (Refused, TooComplex, FieldTooLong) as refusal:
        page = render_answer(scene, row, typed, problems_of(refusal, scene, kind))
        return page, status_of(refusal)
    page = url_for("discussion.post", slug=slug, number=published, published=1)
    return redirect(page + f"#p{published}", 303)


def answer_kind(scene: Scene, parent: Post | PostView) -> str:
    """A student's answer to a colleague's initial post is a response; all else is a reply.

    Where the prompt accepts any depth, answers to a colleague's replies are responses too.
    """
    if not scene.viewer.is_student or not scene.setup.response_parts:
        return "reply"
    if parent.author_id == scene.viewer.user_id:
        return "reply"
    if parent.kind == "initial":
        return "response"
    own_thread = scene.reads.is_own_thread(parent)
    any_depth = scene.setup.current_terms.response_to == "any"
    return "response" if any_depth and not own_thread else "reply"


def render_answer(
    scene: Scene,
    row: Post,
    typed: Typed | None = None,
    problems: Sequence[tuple[str, str]] = (),
) -> str:
    """The page with the post on one side and the answer, ``typed`` or as drafted, on the other."""
    return render_template("discussion/respond.html", **answer_page(scene, row, typed, problems))


def answer_page(
    scene: Scene,
    row: Post | PostView,
    typed: Typed | None = None,
    problems: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """What the page shows, for its template."""
    shown = {row.id, row.root_id}
    posts = posts_telling(scene.reads, lambda post: post.id in shown)
    parent = next(post for post in posts if post.id == row.id)
    root = next((post for post in posts if post.id == (row.root_id or row.id)), parent)
    kind = answer_kind(scene, row)
    draft = scene.reads.drafts(f"{kind}-{row.number}")
    drafted = {field: saved.text for field, saved in draft.items()}
    return {
        "scene": scene,
        "parent": parent,
        "root": root,
        "kind": kind,
        "fields": fields_for(scene.setup, kind),
        "parts": fields_for(scene.setup, parent.kind),
        "typed": typed or typed_from_draft(drafted),
        "draft": draft,
        "form_errors": list(problems),
        "key": next_key(),
        "verdict": verdict_for(scene, row) if scene.viewer.is_student else None,
        "others": answers_to(posts, root, parent),
    }


def answers_to(posts: Sequence[PostView], root: PostView, parent: PostView) -> list[PostView]:
    """What others wrote under the post, in the order of time."""
    return [post for post in posts if post.root_id == root.id and post.id != parent.id]
