"""A student's request for more time: in the student's words, once while it is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.queries.drafts import list_drafts
from forum.prompts.actions.refusals import AlreadyAsked
from forum.prompts.actions.requests import ask_for_extension, withdraw_request
from forum.prompts.models import ExtensionRequest
from forum.prompts.policy import can_ask_extension
from forum.rules.text import count_words
from forum.web.discussion.scene import Scene, load_scene
from forum.web.forms.extensions import RequestForm
from forum.web.limits import limit_edits
from forum.web.presentation import clock, last_minute

blueprint = Blueprint("extension_requests", __name__)
REQUEST = "/c/<slug>/w/<int(max=2147483647):week>/extension-request"


@dataclass(frozen=True)
class Asking:
    """What the week's page shows of it: the last request, and the words that a new one begins with.

    ``answer`` is the request that was declined, as long as no other followed.
    """

    request: ExtensionRequest | None
    note: str
    #: Whether the page only leads to the request, which has a page of its own.
    is_elsewhere: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a request waits for its answer."""
        return self.request is not None and self.request.ended_at is None

    @property
    def answer(self) -> ExtensionRequest | None:
        """The last request, if it was declined."""
        return self.request if self.request and self.request.outcome == "declined" else None


def find_asking(scene: Scene, texts: Mapping[str, str], *, has_posted: bool) -> Asking | None:
    """What a student is shown once something is late that is not done; None before, and for others.

    ``texts`` are what is in the draft of the initial post, by field. Who ``has_posted`` is
    led to the request's own page. One statement where there is no post.
    """
    if not can_ask_extension(scene.viewer) or scene.place.course.archived_at is not None:
        return None
    missing = any(row.status in ("open", "partial", "unmet") for row in scene.standing.asked)
    if not missing or scene.now < scene.schedule.initial_due:
        return None
    return Asking(None, "", is_elsewhere=True) if has_posted else _asking(scene, texts)


@blueprint.route(REQUEST, methods=["GET", "POST"])
@limit_edits
def ask(slug: str, week: int) -> ResponseReturnValue:
    """Ask the instructors for more time; a second request waits for the answer to the first."""
    scene = _load(slug, week)
    form = RequestForm()
    if not form.is_submitted():
        return _page(scene, form)
    if not form.validate():
        return _page(scene, form), 422
    viewer, prompt, now = scene.viewer, scene.prompt, scene.now
    try:
        with transaction() as session:
            ask_for_extension(session, viewer, prompt, form.note.data, now=now)
    except AlreadyAsked:
        form.note.errors = [_("You have asked already. Take that request back to send another.")]
        return _page(_load(slug, week), form), 409
    flash(_("Sent. You are told as soon as it is answered."), "done")
    return redirect(_week_url(scene), 303)


@blueprint.post(f"{REQUEST}/withdrawal")
@limit_edits
def withdraw(slug: str, week: int) -> ResponseReturnValue:
    """Take the open request back."""
    scene = _load(slug, week)
    with transaction() as session:
        done = withdraw_request(session, scene.viewer, scene.prompt, now=scene.now)
    if done:
        flash(_("Your request is taken back."), "done")
    else:
        flash(_("There is no request that waits for an answer."), "info")
    return redirect(_week_url(scene), 303)


def _load(slug: str, week: int) -> Scene:
    scene = load_scene(slug, week)
    if not can_ask_extension(scene.viewer):
        abort(403)
    return scene


def _page(scene: Scene, form: RequestForm) -> str:
    drafts = list_drafts(scene.session, scene.viewer.user_id, scene.prompt.id).get("initial", {})
    asking = _asking(scene, {field: row.text for field, row in drafts.items()})
    if not form.is_submitted():
        form.note.data = asking.note
    return render_template(
        "extension_requests/ask.html", scene=scene, asking=asking, form=form, form_errors=form
    )


def _week_url(scene: Scene) -> str:
    week = url_for("discussion.show", slug=scene.slug, week=scene.prompt.week)
    return f"{week}#extension-request"


def _asking(scene: Scene, texts: Mapping[str, str]) -> Asking:
    return Asking(scene.reads.find_request(), _note(scene, texts))


def _note(scene: Scene, texts: Mapping[str, str]) -> str:
    """The beginning of a request: what is known, so that only the reason has to be written."""
    prompt = scene.prompt
    lines = [
        _(
            "I ask for an extension for week %(week)s, “%(title)s”.",
            week=prompt.week,
            title=prompt.title,
        )
    ]
    if scene.now >= scene.schedule.initial_due:
        post_due = clock(last_minute(scene.schedule.initial_due), scene.zone, scene.now)
        lines.append(_("The post was due %(time)s.", time=post_due))
    if scene.now >= scene.schedule.responses_due:
        answers_due = clock(last_minute(scene.schedule.responses_due), scene.zone, scene.now)
        lines.append(_("The responses were due %(time)s.", time=answers_due))
    words = {
        part.heading: count_words(texts.get(f"part-{part.key}", "")) for part in scene.setup.parts
    }
    begun = [
        _("%(part)s (%(words)s words)", part=heading, words=number)
        for heading, number in words.items()
        if number
    ]
    if begun:
        lines.append(_("In my draft: %(parts)s.", parts=", ".join(begun)))
    return " ".join(lines) + "\n\n" + _("What kept me:") + " "
