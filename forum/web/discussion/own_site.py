"""Another organisation than those on the list: what is typed, looked at while it is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.queries.posts import PostView
from forum.prompts.actions.sites import answer_question, propose_site
from forum.prompts.own_sites import OwnSite, SiteQuestion, read_own_site
from forum.prompts.sites import InvalidAddress, list_current_sites
from forum.web.discussion.board import build_board
from forum.web.discussion.door import blueprint
from forum.web.discussion.scene import Scene, load_scene
from forum.web.discussion.typed import Typed, read_form
from forum.web.limits import limit_autosave

_ANSWER = re.compile(r"(?P<word>yes|no) (?P<site>\d{1,9}) (?P<typed>.{1,300})", re.DOTALL)


@dataclass(frozen=True)
class OwnSiteNote:
    """What is said below the fields: a question, the site that was found, or why it is none."""

    own: OwnSite | None
    refusal: str = ""

    @property
    def question(self) -> SiteQuestion | None:
        """The question that is open, if one is."""
        return self.own.question if self.own else None


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/own-site")
@limit_autosave
def check_own_site(slug: str, week: int) -> ResponseReturnValue:
    """What the typed name and address mean, as a fragment; an answer sent along is kept."""
    scene = load_scene(slug, week)
    typed = read_form(scene.setup.parts)
    keep_answer(scene, typed)
    return render_template("discussion/_own_site.html", note=read_note(scene, typed), is_live=True)


def find_note(scene: Scene, typed: Typed, post: PostView | None = None) -> OwnSiteNote | None:
    """What is said of the typed site; None where another one is chosen, and in a preview."""
    if typed.get("site") != "own" or scene.reads.is_made_up:
        return None
    return read_note(scene, typed, post)


def read_note(scene: Scene, typed: Typed, post: PostView | None = None) -> OwnSiteNote | None:
    """What is said of the typed name and address; None where there is none."""
    name, address = typed.get("own_site_name"), typed.get("own_site_address")
    if not scene.prompt.own_site_allowed or not (name.strip() or address.strip()):
        return None
    course, who = scene.place.course, scene.viewer.user_id
    askable = _askable(scene, post)
    try:
        own = read_own_site(scene.session, course.id, who, name, address, askable)
    except InvalidAddress as refused:
        return OwnSiteNote(None, _(refused.reason))
    return OwnSiteNote(own)


def keep_answer(scene: Scene, typed: Typed, post: PostView | None = None) -> bool:
    """Keep the answer that the form carries to the question that is open; say whether there was."""
    answer = _ANSWER.fullmatch(request.form.get("site_same", ""))
    note = read_note(scene, typed, post) if answer else None
    if answer is None or note is None or note.question is None:
        return False
    question = note.question
    if (int(answer["site"]), answer["typed"]) != (question.site.id, question.typed):
        return False
    with transaction() as session:
        answer_question(
            session,
            question.site,
            question.typed,
            is_same=answer["word"] == "yes",
            by=scene.viewer.user_id,
            now=scene.now,
        )
    return True


def find_chosen_site(scene: Scene, typed: Typed, post: PostView | None = None) -> int | None:
    """The site the form names: a known one (that of the own ``post``), or an own address.

    Raises InvalidAddress where the own address cannot be read, SiteUnsure where a question about
    it is open.
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
            _askable(scene, post),
        )
        return site.id
    known = {str(row.site.id): row.site.id for row in build_board(scene, post).choices}
    return known.get(choice)


def _askable(scene: Scene, post: PostView | None) -> set[int]:
    """The sites whose names the reader knows: those of the board, and those that staff listed."""
    shown = {row.site.id for row in build_board(scene, post).choices}
    known = list_current_sites(scene.session, scene.place.course.id)
    return shown | {site.id for site in known if site.approved_at is not None}
