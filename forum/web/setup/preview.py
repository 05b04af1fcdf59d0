"""A week as its students will see it, in each state: their own pages, a made-up class, no row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.participation.rehearsal.states import find_state, list_states
from forum.web.discussion.answering import answer_page
from forum.web.discussion.posts import thread_page
from forum.web.discussion.scene import Scene
from forum.web.discussion.week import week_page
from forum.web.presentation import clock
from forum.web.security import allow_own_frame, may_be_framed
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK
from forum.web.setup.preview_links import PreviewLinks, set_links
from forum.web.setup.rehearsal import rehearse, with_usual_times

#: Each state as its link says it, and what the made-up student has done by then.
STATES = {
    "before": (_l("Before it opens"), _l("The week opens in a day.")),
    "writing": (
        _l("Writing"),
        _l("Colleagues have published; the student has a draft, and time left."),
    ),
    "waiting": (
        _l("Waiting"),
        _l("The student has published, and nobody is there yet to whom a response would count."),
    ),
    "responding": (
        _l("Responding"),
        _l("The student has published, a colleague has answered, and responses are to be written."),
    ),
    "late": (
        _l("Late"),
        _l("The time for posts has passed, and the student has only a draft."),
    ),
    "extension": (
        _l("Extension"),
        _l("The time for posts has passed for the others; this student has two days more."),
    ),
    "private": (
        _l("Private post"),
        _l("The student has published for the instructor alone, and responses are to be written."),
    ),
    "closed": (
        _l("Closed"),
        _l("The week closed a day ago. The student published, and did not write every response."),
    ),
    "missed": (
        _l("Closed, no post"),
        _l("The week closed a day ago. The student never published the draft."),
    ),
}
NARROW = "320"
#: The id of a field or a section of the long form.
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Bar:
    """The line over a preview. ``states`` and ``widths`` are links: text, address, is_current."""

    leave: str
    states: list[tuple[Any, str, bool]]
    widths: list[tuple[Any, str, bool]]
    sentence: Any
    said_now: str
    is_framed: bool


@blueprint.get(f"{WEEK}/preview")
def preview(slug: str, week: int) -> ResponseReturnValue:
    """The student's page of the week, in the state asked for."""
    desk = load_desk(slug, week)
    scene, links = _enter(desk, "writing")
    if request.args.get("width") == NARROW and not links.is_framed:
        return _frame(desk, scene, links)
    if not scene.has_opened:
        return _draw("discussion/not_open.html", scene, links, {"scene": scene})
    return _draw("discussion/week.html", scene, links, week_page(scene))


@blueprint.get(f"{WEEK}/preview/p/<int(max=2147483647):number>")
def preview_post(slug: str, week: int, number: int) -> ResponseReturnValue:
    """A post of the made-up class with its thread, as the student reads it."""
    scene, links, post = _find_post(slug, week, number)
    page = thread_page(scene, post.root_id or post.id, number)
    return _draw("discussion/thread.html", scene, links, {**page, "form_errors": [], "kept": []})


@blueprint.get(f"{WEEK}/preview/p/<int(max=2147483647):number>/respond")
def preview_response(slug: str, week: int, number: int) -> ResponseReturnValue:
    """The response form under a post of the made-up class, with the verdict above it."""
    scene, links, post = _find_post(slug, week, number)
    return _draw("discussion/respond.html", scene, links, answer_page(scene, post))


def _enter(desk: Desk, state: str) -> tuple[Scene, PreviewLinks]:
    """The student's scene in the state asked for, and where its links lead; else in ``state``.

    404 where this week has no such state.
    """
    setup = with_usual_times(desk)
    wanted = find_state(setup, request.args.get("state", state))
    if wanted is None:
        abort(404)
    back = request.args.get("back", "")
    links = PreviewLinks(
        desk.course.slug,
        desk.prompt.week,
        wanted.code,
        back if _FIELD.fullmatch(back) else "",
        is_framed="framed" in request.args,
    )
    set_links(links)
    return rehearse(desk, setup, wanted), links


def _find_post(slug: str, week: int, number: int) -> tuple[Scene, PreviewLinks, Any]:
    """A post that the made-up student may read; 404 where there is none."""
    scene, links = _enter(load_desk(slug, week), "responding")
    post = next((post for post in scene.reads.outlines() if post.number == number), None)
    if post is None or not scene.has_opened:
        abort(404)
    return scene, links, post


def _draw(shown: str, scene: Scene, links: PreviewLinks, page: dict[str, Any]) -> Any:
    """A page of the student's, under the line of the preview."""
    bar = _bar(scene, links)
    html = render_template("setup/preview.html", shown=shown, viewer=scene.viewer, bar=bar, **page)
    answer = make_response(html)
    if links.is_framed:
        may_be_framed(answer)
    return answer


def _frame(desk: Desk, scene: Scene, links: PreviewLinks) -> Any:
    """The page that holds the student's in a frame of 320 pixels."""
    framed = links.to("setup.preview", framed=1)
    bar = _bar(scene, links, is_narrow=True)
    answer = make_response(
        render_template("setup/preview_narrow.html", desk=desk, bar=bar, framed=framed)
    )
    allow_own_frame(answer)
    return answer


def _bar(scene: Scene, links: PreviewLinks, *, is_narrow: bool = False) -> Bar:
    width = NARROW if is_narrow else None
    said = clock(scene.now, scene.zone)
    return Bar(
        leave=url_for("setup.edit", slug=links.slug, week=links.week, _anchor=links.back or None),
        states=[
            (
                STATES[state.code][0],
                links.to("setup.preview", state=state.code, width=width),
                state.code == links.state,
            )
            for state in list_states(scene.setup)
        ],
        widths=[
            (_("Full width"), links.to("setup.preview"), not is_narrow),
            (_("320 pixels"), links.to("setup.preview", width=NARROW), is_narrow),
        ],
        sentence=STATES[links.state][1],
        said_now=_("It is %(time)s.", time=said),
        is_framed=links.is_framed,
    )
