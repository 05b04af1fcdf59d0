"""A week as its students will see it, in each state: their own pages, a made-up class, no row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from forum.discussion.queries.posts import PostView
from forum.participation.rehearsal.states import find_state
from forum.web.discussion.answering import answer_page
from forum.web.discussion.posts import thread_page
from forum.web.discussion.scene import Scene
from forum.web.discussion.week import week_page
from forum.web.limits import limit_setup
from forum.web.security import allow_own_frame, may_be_framed
from forum.web.setup.checking import check_sites
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK, edit_page
from forum.web.setup.filling import form_of
from forum.web.setup.preview_bar import NARROW, make_bar
from forum.web.setup.preview_links import PreviewLinks, set_links
from forum.web.setup.rehearsal import rehearse, with_usual_times
from forum.web.setup.typed import typed_desk

#: The id of a field or a section of the long form.
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")


@dataclass(frozen=True)
class Rehearsed:
    """What a page of a preview is drawn from."""

    desk: Desk
    scene: Scene
    links: PreviewLinks


@blueprint.get(f"{WEEK}/preview")
def preview(slug: str, week: int) -> ResponseReturnValue:
    """The student's page of the week as it is saved, in the state asked for."""
    return _draw_week(_enter(load_desk(slug, week), "writing"))


@blueprint.post(f"{WEEK}/preview")
@limit_setup
def preview_typed(slug: str, week: int) -> ResponseReturnValue:
    """The same of what is typed in the long form, which is carried on and not saved."""
    desk = load_desk(slug, week)
    form = form_of(desk, request.form)
    if not all([form.validate(), check_sites(desk, form)]):
        return edit_page(desk, form), 422
    return _draw_week(_enter(typed_desk(desk, form), "writing"))


@blueprint.get(f"{WEEK}/preview/p/<int(max=2147483647):number>")
def preview_post(slug: str, week: int, number: int) -> ResponseReturnValue:
    """A post of the made-up class with its thread, as the student reads it."""
    seen = _enter(load_desk(slug, week), "responding")
    post = _find_post(seen.scene, number)
    page = thread_page(seen.scene, post.root_id or post.id, number)
    return _draw("discussion/thread.html", seen, {**page, "form_errors": [], "kept": []})


@blueprint.get(f"{WEEK}/preview/p/<int(max=2147483647):number>/respond")
def preview_response(slug: str, week: int, number: int) -> ResponseReturnValue:
    """The response form under a post of the made-up class, with the verdict above it."""
    seen = _enter(load_desk(slug, week), "responding")
    post = _find_post(seen.scene, number)
    return _draw("discussion/respond.html", seen, answer_page(seen.scene, post))


def _enter(desk: Desk, state: str) -> Rehearsed:
    """The student in the state asked for, else in ``state``, and where the page's links lead.

    404 where this week has no such state.
    """
    setup = with_usual_times(desk)
    wanted = find_state(setup, request.values.get("state", state))
    if wanted is None:
        abort(404)
    back = request.values.get("back", "")
    links = PreviewLinks(
        desk.course.slug,
        desk.prompt.week,
        wanted.code,
        back if _FIELD.fullmatch(back) else "",
        is_framed="framed" in request.values,
        is_typed=request.method == "POST",
    )
    set_links(links)
    return Rehearsed(desk, rehearse(desk, setup, wanted), links)


def _find_post(scene: Scene, number: int) -> PostView:
    """A post that the made-up student may read; 404 where there is none."""
    post = next((post for post in scene.reads.outlines() if post.number == number), None)
    if post is None:
        abort(404)
    return post


def _draw_week(seen: Rehearsed) -> ResponseReturnValue:
    if request.values.get("width") == NARROW and not seen.links.is_framed:
        return _draw_around(seen)
    if not seen.scene.has_opened:
        return _draw("discussion/not_open.html", seen, {"scene": seen.scene})
    return _draw("discussion/week.html", seen, week_page(seen.scene))


def _draw(shown: str, seen: Rehearsed, page: dict[str, Any]) -> ResponseReturnValue:
    """A page of the student's, under the line of the preview."""
    bar = make_bar(seen.scene, seen.links, request.form, is_narrow=False)
    viewer = seen.scene.viewer
    html = render_template("setup/preview.html", shown=shown, viewer=viewer, bar=bar, **page)
    answer = make_response(html)
    if seen.links.is_framed:
        may_be_framed(answer)
    return answer


def _draw_around(seen: Rehearsed) -> ResponseReturnValue:
    """The page that holds the student's in a frame of 320 pixels."""
    bar = make_bar(seen.scene, seen.links, request.form, is_narrow=True)
    framed = "" if seen.links.is_typed else seen.links.to("setup.preview", framed=1)
    html = render_template("setup/preview_narrow.html", desk=seen.desk, bar=bar, framed=framed)
    answer = make_response(html)
    allow_own_frame(answer)
    return answer
