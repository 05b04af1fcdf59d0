"""One post at its own address: its thread, versions, withdrawal, hiding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.moderation import restore_post, withdraw_post
from forum.discussion.policy import can_read_versions, can_withdraw_post
from forum.discussion.queries.posts import list_intervals, list_versions
from forum.web.discussion.door import blueprint
from forum.web.discussion.fields import fields_for
from forum.web.discussion.hiding import hide_or_show
from forum.web.discussion.reads import posts_telling
from forum.web.discussion.scene import Scene, load_post_row, load_post_scene
from forum.web.discussion.threads import Thread, build_thread
from forum.web.limits import limit_edits
from forum.web.presentation import problems as problems_of


@blueprint.get("/c/<slug>/p/<int(max=2147483647):number>")
def post(slug: str, number: int) -> ResponseReturnValue:
    """The thread a post stands in, with that post marked."""
    scene, shown = load_post_scene(slug, number)
    return render_thread(scene, shown.root_id or shown.id, number)


@blueprint.get("/c/<slug>/p/<int(max=2147483647):number>/versions")
def versions(slug: str, number: int) -> ResponseReturnValue:
    """Every version of a post, for its author and those who grade."""
    scene, shown = load_post_scene(slug, number)
    row = load_post_row(slug, number)[1]
    if not can_read_versions(scene.reader, row):
        abort(404)
    return render_template(
        "discussion/versions.html",
        scene=scene,
        post=shown,
        fields=fields_for(scene.setup, shown.kind),
        versions=list_versions(scene.session, scene.reader, shown),
        intervals=list_intervals(scene.session, shown.id),
    )


@blueprint.post("/c/<slug>/p/<int(max=2147483647):number>/withdrawal")
@limit_edits
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Take the own post back; nothing is deleted."""
    said = _("Withdrawn. Nobody but you and the staff can read it. You can restore it.")
    return _move(slug, number, withdraw_post, said)


@blueprint.post("/c/<slug>/p/<int(max=2147483647):number>/restoration")
@limit_edits
def restore(slug: str, number: int) -> ResponseReturnValue:
    """Undo a withdrawal; the original time counts again."""
    return _move(slug, number, restore_post, _("Restored with its original time."))


def _move(slug: str, number: int, write: Callable[..., None], said: str) -> ResponseReturnValue:
    """Take the own post out of sight or back into it, for whoever may do both."""
    scene, row = load_post_row(slug, number)
    if not can_withdraw_post(scene.reader, row):
        abort(403)
    with transaction() as session:
        write(session, scene.reader, row, now=scene.now)
    flash(said, "done")
    return redirect(url_for("discussion.post", slug=slug, number=number), 303)


@blueprint.post("/c/<slug>/p/<int(max=2147483647):number>/hiding")
@limit_edits
def hide(slug: str, number: int) -> ResponseReturnValue:
    """Hide a post with a reason, or show it again."""
    scene, row = load_post_row(slug, number)
    form = hide_or_show(scene.reader, row, scene.now)
    if form is not None:
        problems = [(f"{control}-{number}", said) for control, said in problems_of(form)]
        page = render_thread(scene, row.root_id or row.id, number, problems, form.reason.data or "")
        return page, 422
    return redirect(url_for("discussion.post", slug=slug, number=number), 303)


def render_thread(
    scene: Scene,
    root_id: int,
    number: int,
    problems: list[tuple[str, str]] | None = None,
    reason: str = "",
) -> str:
    """The page of one thread; ``reason`` for hiding comes back where it was refused."""
    return render_template(
        "discussion/thread.html",
        **thread_page(scene, root_id, number),
        form_errors=problems or [],
        kept=[(_("Reason"), reason)] if reason.strip() else [],
    )


def thread_page(scene: Scene, root_id: int, number: int) -> dict[str, Any]:
    """What the page of a thread shows, for its template."""
    posts = posts_telling(scene.reads, lambda post: root_id in (post.id, post.root_id))
    thread = build_thread(posts, root_id)
    return {
        "scene": scene,
        "thread": thread,
        "number": number,
        "published_slot": published_slot(thread, number, scene.viewer.user_id),
        "parts": fields_for(scene.setup, "initial"),
        "response_parts": fields_for(scene.setup, "response"),
        "reply_parts": fields_for(scene.setup, "reply"),
        "can_hide": scene.viewer.is_staff,
    }


def published_slot(thread: Thread | None, number: int, viewer_id: int) -> str:
    """The slot of the draft that became this answer of the viewer's; "" for any other post.

    The browser drops its copy of that draft alone, whatever address somebody was sent.
    """
    posts = [thread.root, *(row.post for row in thread.answers)] if thread else []
    numbers = {post.id: post.number for post in posts}
    post = next((post for post in posts if post.number == number), None)
    if post is None or post.author_id != viewer_id or post.parent_id not in numbers:
        return ""
    return f"{post.kind}-{numbers[post.parent_id]}"
