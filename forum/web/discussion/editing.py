"""Editing a published post: every save is a version, and two tabs never overwrite each other."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.refusals import Refused, StaleVersion
from forum.discussion.queries.posts import PostView, get_post, list_versions
from forum.markup import TooComplex
from forum.prompts.actions.refusals import SiteUnsure
from forum.prompts.sites import InvalidAddress
from forum.web.discussion.board import build_board
from forum.web.discussion.door import blueprint
from forum.web.discussion.fields import fields_for
from forum.web.discussion.own_site import find_chosen_site, find_note, keep_answer
from forum.web.discussion.refused import problems_of, status_of
from forum.web.discussion.scene import Scene, load_post_row, load_post_scene
from forum.web.discussion.typed import (
    Typed,
    read_form,
    to_writing,
    typed_from_draft,
    typed_from_post,
)
from forum.web.discussion.week import prompt_text
from forum.web.limits import limit_edits


@blueprint.get("/c/<slug>/p/<int(max=2147483647):number>/edit")
def edit(slug: str, number: int) -> ResponseReturnValue:
    """The own post in the writing form; a draft of an edit goes before the published text."""
    scene, post = load_post_scene(slug, number)
    if post.author_id != scene.viewer.user_id or post.is_withdrawn:
        return render_template("discussion/not_editable.html", scene=scene, post=post), 403
    draft = {field: row.text for field, row in scene.reads.drafts(f"edit-{number}").items()}
    published = typed_from_post(post, list_versions(scene.session, scene.reader, post)[-1])
    typed = typed_from_draft({**published.fields, **draft})
    return render_edit(scene, post, typed)


@blueprint.post("/c/<slug>/p/<int(max=2147483647):number>/revisions")
@limit_edits
def revise(slug: str, number: int) -> ResponseReturnValue:
    """Save a new version of an own post; two tabs never overwrite each other."""
    scene, row = load_post_row(slug, number)
    fields = fields_for(scene.setup, row.kind)
    typed = read_form(fields)
    base = request.form.get("base", type=int) or 0
    if row.kind == "initial":
        keep_answer(scene, typed, get_post(scene.session, scene.reader, number))
    try:
        with transaction() as session:
            initial = row.kind == "initial"
            own = get_post(session, scene.reader, number) if initial else None
            site_id = find_chosen_site(scene, typed, own) if own else None
            writing = to_writing(typed, fields, site_id, scene.now)
            revise_post(
                session,
                scene.reader,
                scene.setup,
                scene.schedule,
                row,
                writing,
                base=base,
                now=scene.now,
            )
    except (Refused, TooComplex, InvalidAddress, SiteUnsure) as refusal:
        return _edit_refused(scene, number, typed, refusal)
    if row.hidden_at is None:
        flash(_("Saved. Colleagues see the new version."), "done")
    else:
        flash(_("Saved. Your instructor sees the new version and can show the post again."), "done")
    return redirect(url_for("discussion.post", slug=slug, number=number, saved=1), 303)


def render_edit(
    scene: Scene,
    post: PostView,
    typed: Typed,
    problems: list[tuple[str, str]] | None = None,
    other: Mapping[str, str] | None = None,
) -> str:
    """The editing page; ``other`` is the version somebody saved in between, shown beside."""
    return render_template(
        "discussion/edit.html",
        scene=scene,
        post=post,
        fields=fields_for(scene.setup, post.kind),
        typed=typed,
        text=prompt_text(scene),
        draft=scene.reads.drafts(f"edit-{post.number}"),
        board=build_board(scene, post),
        note=find_note(scene, typed, post) if post.kind == "initial" else None,
        form_errors=problems or [],
        other=other,
    )


def _edit_refused(
    scene: Scene, number: int, typed: Typed, refusal: Exception
) -> ResponseReturnValue:
    post = get_post(scene.session, scene.reader, number)
    other = None
    if isinstance(refusal, StaleVersion):
        other = list_versions(scene.session, scene.reader, post)[-1].parts
    problems = problems_of(refusal, scene, post.kind)
    page = render_edit(scene, post, typed, problems, other)
    return page, status_of(refusal)
