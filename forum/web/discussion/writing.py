"""Writing the initial post: save a draft, review, publish, edit."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.database import transaction
from forum.discussion.actions.drafts import FieldTooLong, save_form
from forum.discussion.actions.posts import publish_initial, revise_post
from forum.discussion.actions.refusals import Refused, StaleVersion
from forum.discussion.models import Draft
from forum.discussion.queries.drafts import list_drafts
from forum.discussion.queries.posts import PostView, find_post, list_versions
from forum.markup import TooComplex, render_markdown
from forum.prompts.actions.sites import InvalidAddress, propose_site
from forum.rules.citations import CitationReport, match_citations
from forum.rules.text import count_words
from forum.web.discussion import blueprint
from forum.web.discussion.board import build_board
from forum.web.discussion.fields import fields_for
from forum.web.discussion.refused import problems_of, status_of
from forum.web.discussion.scene import Scene, load_post_row, load_post_scene, load_scene
from forum.web.discussion.typed import (
    Typed,
    read_form,
    submission_key,
    to_writing,
    typed_from_draft,
    typed_from_post,
)
from forum.web.discussion.week import prompt_text, render_week
from forum.web.limits import limit_autosave, limit_edits, limit_posts


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/writing")
@limit_autosave
def save_writing(slug: str, week: int) -> ResponseReturnValue:
    """Save the whole form as a draft, then go where the pressed button leads."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    try:
        keep_draft(scene, "initial", typed)
    except FieldTooLong:
        problem = [("", _("A part can hold 60,000 characters. Please shorten the longest one."))]
        return render_week(scene, typed=typed, problems=problem), 422
    page = url_for("discussion.show", slug=slug, week=week)
    if "review" in request.form:
        return redirect(url_for("discussion.review", slug=slug, week=week), 303)
    if "add_row" in request.form or "remove" in request.form:
        return redirect(page + "#references", 303)
    flash(_("Draft saved. You can close this page."), "done")
    return redirect(page + "#write", 303)


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/references")
@limit_autosave
def check_references(slug: str, week: int) -> ResponseReturnValue:
    """How the form's citations and references pair, as a fragment, while it is being written."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    return render_template(
        "discussion/_reference_hints.html",
        report=_report(scene, typed),
        references=typed.references,
    )


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/review")
def review(slug: str, week: int) -> ResponseReturnValue:
    """The post as others will see it, and what is missing, before it is published."""
    scene = load_scene(slug, week)
    draft = _draft_rows(scene, "initial")
    typed = typed_from_draft({field: row.text for field, row in draft.items()})
    return render_review(scene, typed)


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/posts")
@limit_posts
def publish(slug: str, week: int) -> ResponseReturnValue:
    """Publish the initial post once, whatever is clicked twice; on refusal give all back."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    key = submission_key()
    try:
        with transaction() as session:
            writing = to_writing(typed, scene.setup.parts, chosen_site(scene, typed), scene.now)
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
    except (Refused, TooComplex, InvalidAddress) as refusal:
        problems = problems_of(refusal, scene)
        return render_week(scene, typed=typed, problems=problems), status_of(refusal)
    page = url_for("discussion.show", slug=slug, week=week, published=number)
    return redirect(page + "#receipt", 303)


@blueprint.get("/c/<slug>/p/<int(max=2147483647):number>/edit")
def edit(slug: str, number: int) -> ResponseReturnValue:
    """The own post in the writing form; a draft of an edit goes before the published text."""
    scene, post = load_post_scene(slug, number)
    if post.author_id != scene.viewer.user_id or post.is_withdrawn:
        return render_template("discussion/not_editable.html", scene=scene, post=post), 403
    draft = {field: row.text for field, row in _draft_rows(scene, f"edit-{number}").items()}
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
    try:
        with transaction() as session:
            initial = row.kind == "initial"
            site_id = chosen_site(scene, typed) if initial else None
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
    except (Refused, TooComplex, InvalidAddress) as refusal:
        return _edit_refused(scene, number, typed, refusal)
    flash(_("Saved. Colleagues see the new version."), "done")
    return redirect(url_for("discussion.post", slug=slug, number=number, saved=1), 303)


def render_review(scene: Scene, typed: Typed) -> str:
    """The review page of a text."""
    html, words = _preview(typed, scene)
    return render_template(
        "discussion/review.html",
        scene=scene,
        typed=typed,
        html=html,
        words=words,
        site=_site_shown(scene, typed),
        references=typed.references,
        rows=[reference.as_row() for reference in typed.references],
        key=uuid4().hex,
        report=_report(scene, typed),
        missing=missing_from(scene, typed, words),
    )


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
        draft=_draft_rows(scene, f"edit-{post.number}"),
        board=build_board(scene, post),
        form_errors=problems or [],
        other=other,
    )


def keep_draft(scene: Scene, slot: str, typed: Typed) -> None:
    """Store the whole form as a draft; what another page wrote since stays as a snapshot."""
    seen = {
        field.removeprefix("seen-"): int(value)
        for field, value in request.form.items()
        if field.startswith("seen-") and value.isdecimal() and len(value) < 10
    }
    with transaction() as session:
        save_form(
            session,
            scene.viewer.user_id,
            scene.prompt.id,
            slot,
            typed.fields,
            seen=seen,
            now=scene.now,
        )


def chosen_site(scene: Scene, typed: Typed) -> int | None:
    """The site the form names: a known one, or the writer's own address.

    Raises InvalidAddress where the own address cannot be read.
    """
    choice = typed.get("site")
    if choice == "own" and scene.prompt.own_site_allowed:
        site = propose_site(
            scene.session,
            scene.place.course,
            typed.get("own_site_name"),
            typed.get("own_site_address"),
            scene.viewer.user_id,
            scene.now,
        )
        return site.id
    known = {str(row.site.id): row.site.id for row in build_board(scene, None).choices}
    return known.get(choice)


def missing_from(scene: Scene, typed: Typed, words: Mapping[str, int]) -> list[tuple[str, str]]:
    """What the prompt asks for and the text does not have yet: (anchor, sentence)."""
    missing = []
    if scene.prompt.asks_site and not typed.get("site"):
        missing.append(("site", _("No site is chosen.")))
    for part in scene.setup.parts:
        have = words.get(part.key, 0)
        if not have:
            sentence = _("“%(part)s” is empty.", part=part.heading)
        elif have < part.min_words:
            sentence = _(
                "“%(part)s” has %(have)s of %(need)s words.",
                part=part.heading,
                have=have,
                need=part.min_words,
            )
        else:
            continue
        missing.append((f"part-{part.key}", sentence))
    terms = scene.setup.current_terms
    report = _report(scene, typed)
    have = report.cited if terms.cited else report.listed
    if have < terms.references:
        asked = _("%(have)s of %(need)s references are listed and cited in the text.")
        listed = _("%(have)s of %(need)s references are listed.")
        sentence = (asked if terms.cited else listed) % {"have": have, "need": terms.references}
        missing.append(("references", sentence))
    return missing


def _draft_rows(scene: Scene, slot: str) -> Mapping[str, Draft]:
    drafts = list_drafts(scene.session, scene.viewer.user_id, scene.prompt.id)
    return drafts.get(slot, {})


def _preview(typed: Typed, scene: Scene) -> tuple[dict[str, Markup], dict[str, int]]:
    texts = typed.parts(scene.setup.parts)
    html = {}
    for key, text in texts.items():
        try:
            html[key] = render_markdown(text)
        except TooComplex as problem:
            html[key] = Markup("<p>{}</p>").format(str(problem))
    return html, {key: count_words(text) for key, text in texts.items()}


def _report(scene: Scene, typed: Typed) -> CitationReport:
    text = "\n\n".join(typed.parts(scene.setup.parts).values())
    return match_citations(text, typed.references)


def _site_shown(scene: Scene, typed: Typed) -> str:
    if typed.get("site") == "own":
        return typed.get("own_site_name") or typed.get("own_site_address")
    board = build_board(scene, None)
    names = {str(row.site.id): row.site.name for row in board.choices}
    return names.get(typed.get("site"), "")


def _edit_refused(
    scene: Scene, number: int, typed: Typed, refusal: Exception
) -> ResponseReturnValue:
    post = find_post(scene.session, scene.reader, number)
    other = None
    if post is not None and isinstance(refusal, StaleVersion):
        other = list_versions(scene.session, scene.reader, post)[-1].parts
    page = render_edit(scene, post, typed, problems_of(refusal, scene), other)
    return page, status_of(refusal)
