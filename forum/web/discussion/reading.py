"""Reading: the whole discussion on one page, the next unread post, read marks."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.reading import mark_read
from forum.discussion.queries.posts import list_outlines
from forum.notifications.actions import mark_posts_seen
from forum.web.discussion.door import blueprint
from forum.web.discussion.scene import load_scene
from forum.web.discussion.whole import draw_threads, load_screen, screen_tag
from forum.web.limits import limit_autosave
from forum.web.sessions import count_unseen
from forum.web.unchanged import answer_unchanged, is_known, with_tag

#: Post numbers accepted in one report of what was on the screen.
MOST_MARKS = 500


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/all")
def read_all(slug: str, week: int) -> ResponseReturnValue:
    """Every post and answer of the week on one page, for reading and for paper; a long discussion
    in screens."""
    scene = load_scene(slug, week)
    screen = load_screen(scene)
    tag = screen_tag(scene, screen)
    if tag is not None and is_known(tag):
        return answer_unchanged(tag)
    page = render_template(
        "discussion/all.html",
        scene=scene,
        screen=screen,
        threads=draw_threads(scene, screen.threads),
    )
    return with_tag(page, tag)


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/unread")
def next_unread(slug: str, week: int) -> ResponseReturnValue:
    """The first post the reader has not had on the screen."""
    scene = load_scene(slug, week)
    posts = list_outlines(scene.session, scene.reader)
    unread = next((post for post in posts if post.is_readable and not post.is_read), None)
    if unread is None:
        flash(_("You have read everything here."), "info")
        return redirect(url_for("discussion.show", slug=slug, week=week) + "#colleagues")
    page = url_for("discussion.post", slug=slug, number=unread.number)
    return redirect(f"{page}#p{unread.number}")


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/reading")
@limit_autosave
def report_reading(slug: str, week: int) -> ResponseReturnValue:
    """Note which posts were on the screen; sent apart from pages, or by a button without script."""
    scene = load_scene(slug, week)
    numbers = [
        int(value)
        for value in request.form.getlist("number")[:MOST_MARKS]
        if value.isdecimal() and len(value) < 10
    ]
    with transaction() as session:
        mark_read(session, scene.reader, numbers, now=scene.now)
        if count_unseen():
            reader, prompt = scene.viewer.user_id, scene.prompt.id
            mark_posts_seen(session, reader, numbers, prompt, now=scene.now)
    if request.headers.get("X-Requested-With"):
        return "", 204
    return redirect(url_for("discussion.show", slug=slug, week=week) + "#colleagues", 303)
