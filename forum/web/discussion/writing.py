"""Writing the initial post: saving the form as a draft, and publishing it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.drafts import FieldTooLong
from forum.discussion.actions.posts import publish_initial
from forum.discussion.actions.refusals import Refused
from forum.markup import TooComplex
from forum.prompts.actions.refusals import SiteUnsure
from forum.prompts.sites import InvalidAddress
from forum.web.discussion.door import blueprint
from forum.web.discussion.kept_drafts import keep_draft
from forum.web.discussion.own_site import find_chosen_site, keep_answer
from forum.web.discussion.refused import problems_of, status_of
from forum.web.discussion.scene import load_scene
from forum.web.discussion.typed import read_form, submission_key, to_writing
from forum.web.discussion.week import render_week
from forum.web.limits import limit_autosave, limit_posts


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/writing")
@limit_autosave
def save_writing(slug: str, week: int) -> ResponseReturnValue:
    """Save the whole form as a draft, then go where the pressed button leads."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    is_answered = keep_answer(scene, typed)
    try:
        keep_draft(scene, "initial", typed)
    except (Refused, FieldTooLong) as refusal:
        problems = problems_of(refusal, scene)
        return render_week(scene, typed=typed, problems=problems), status_of(refusal)
    page = url_for("discussion.show", slug=slug, week=week)
    if "review" in request.form:
        return redirect(url_for("discussion.review", slug=slug, week=week), 303)
    if is_answered:
        return redirect(page + "#site", 303)
    if "add_row" in request.form or "remove" in request.form:
        return redirect(page + "#references", 303)
    flash(_("Draft saved. You can close this page."), "done")
    return redirect(page + "#write", 303)


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/posts")
@limit_posts
def publish(slug: str, week: int) -> ResponseReturnValue:
    """Publish the initial post once, whatever is clicked twice; on refusal give all back."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    try:
        key = submission_key()
        with transaction() as session:
            writing = to_writing(
                typed, scene.setup.parts, find_chosen_site(scene, typed), scene.now
            )
            post = publish_initial(
                session,
                scene.reader,
                scene.setup,
                scene.schedule,
                writing,
                key=key,
                now=scene.now,
            )
            number = post.number
    except (Refused, TooComplex, InvalidAddress, SiteUnsure) as refusal:
        problems = problems_of(refusal, scene)
        return render_week(scene, typed=typed, problems=problems), status_of(refusal)
    page = url_for("discussion.show", slug=slug, week=week, published=number)
    return redirect(page + "#receipt", 303)
