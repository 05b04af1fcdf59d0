"""The review before publishing: the post as others will see it, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.markup import TooComplex, render_markdown
from forum.prompts.readings.queries import Sources
from forum.rules.citations import ChosenSite, CitationCheck, check_citations
from forum.rules.text import count_words
from forum.web.citation_words import say_check
from forum.web.discussion.board import build_board
from forum.web.discussion.door import blueprint
from forum.web.discussion.own_site import find_note
from forum.web.discussion.scene import Scene, load_scene
from forum.web.discussion.typed import Typed, read_form, typed_from_draft
from forum.web.limits import limit_autosave


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/references")
@limit_autosave
def check_references(slug: str, week: int) -> ResponseReturnValue:
    """How the form's citations and references pair, as a fragment, while it is being written."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    return render_template(
        "discussion/_reference_hints.html",
        said=say_check(check_typed(scene, typed), typed.references),
    )


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/review")
def review(slug: str, week: int) -> ResponseReturnValue:
    """The post as others will see it, and what is missing, before it is published."""
    scene = load_scene(slug, week)
    draft = scene.reads.drafts("initial")
    typed = typed_from_draft({field: row.text for field, row in draft.items()})
    return render_review(scene, typed)


def render_review(scene: Scene, typed: Typed) -> str:
    """The review page of a text."""
    html, words = _preview(typed, scene)
    check = check_typed(scene, typed)
    return render_template(
        "discussion/review.html",
        scene=scene,
        typed=typed,
        html=html,
        words=words,
        site=_site_shown(scene, typed),
        rows=[reference.as_row() for reference in typed.references],
        key=uuid4().hex,
        said=say_check(check, typed.references),
        missing=missing_from(scene, typed, words, check),
    )


def missing_from(
    scene: Scene, typed: Typed, words: Mapping[str, int], check: CitationCheck
) -> list[tuple[str, str]]:
    """What the prompt asks for and the text does not have yet: (anchor, sentence)."""
    missing = []
    if scene.prompt.asks_site and not typed.get("site"):
        missing.append(("site", _("No site is chosen.")))
    note = find_note(scene, typed)
    if note and note.question:
        site = note.question.site.name
        sentence = _("Please say whether your site is the same as %(site)s.", site=site)
        missing.append(("site_same", sentence))
    elif note and note.refusal:
        missing.append(("own_site_address", note.refusal))
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
    have = check.cited if terms.cited else check.listed
    if have < terms.references:
        asked = _("%(have)s of %(need)s references are listed and cited in the text.")
        listed = _("%(have)s of %(need)s references are listed.")
        sentence = (asked if terms.cited else listed) % {"have": have, "need": terms.references}
        missing.append(("references", sentence))
    return missing


def _preview(typed: Typed, scene: Scene) -> tuple[dict[str, Markup], dict[str, int]]:
    texts = typed.parts(scene.setup.parts)
    html: dict[str, Markup] = {}
    for key, text in texts.items():
        try:
            html[key] = render_markdown(text)
        except TooComplex as problem:
            html[key] = Markup("<p>{}</p>").format(_(str(problem)))
    return html, {key: count_words(text) for key, text in texts.items()}


def check_typed(scene: Scene, typed: Typed) -> CitationCheck:
    """What the check of citations finds in a text that is not published yet."""
    text = "\n\n".join(typed.parts(scene.setup.parts).values())
    choice = typed.get("site")
    sources = scene.reads.sources(int(choice) if choice.isdecimal() and len(choice) < 10 else None)
    if choice == "own" and (name := _site_shown(scene, typed)):
        sources = Sources(sources.readings, ChosenSite((name,), typed.get("own_site_address")))
    return check_citations(text, typed.references, sources.readings, sources.site)


def _site_shown(scene: Scene, typed: Typed) -> str:
    if typed.get("site") == "own":
        return typed.get("own_site_name") or typed.get("own_site_address")
    board = build_board(scene, None)
    names = {str(row.site.id): row.site.name for row in board.choices}
    return names.get(typed.get("site"), "")
