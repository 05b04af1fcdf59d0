"""The way through the class: having a student open, going on to one whom nobody else has."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from forum.courses.queries import has_been_student
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.actions.leases import go_on as take_next
from forum.grading.actions.leases import open_desk, take_over
from forum.rules.roles import Permission
from forum.web.access import load_prompt
from forum.web.answers import wants_json
from forum.web.forms.fields import read_instant
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.news import news_since
from forum.web.grading.scene import ClassScene, kept_url, load_class
from forum.web.limits import limit_autosave, limit_grading


@blueprint.post(f"{DESK}/lease")
@limit_autosave
def lease(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Have the student open, or take them over from a colleague.

    A script is told who has the student instead: ``by`` is a name, or null; and, where it says
    ``since`` when its page stands there, what the student published meanwhile (``news``).
    """
    place, prompt = load_prompt(slug, week)
    place.require(Permission.GRADE)
    is_student = has_been_student(db.session(), place.course.id, user_id)
    if not (is_student and place.viewer.works_with(user_id)):
        abort(404)
    viewer, now = place.viewer, utc_now()
    with transaction() as session:
        if "take" in request.form:
            take_over(session, viewer, prompt, user_id, now=now)
            held = None
        else:
            held = open_desk(session, viewer, prompt, user_id, now=now)
    if wants_json():
        since = read_instant(request.form.get("since", ""))
        news = news_since(place, prompt, user_id, since) if since else ""
        return jsonify(by=held.grader if held else None, **({"news": news} if news else {}))
    return redirect(kept_url("desk", slug=slug, week=week, user_id=user_id), 303)


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/grade")
@limit_grading
def go_on(slug: str, week: int) -> ResponseReturnValue:
    """Next ungraded: two who press it at once get different students."""
    found = load_class(slug, week)
    after, queue, scene = request.form.get("after", type=int), found.queue, found.scene
    with transaction() as session:
        following = take_next(session, scene.viewer, scene.prompt, queue, after, now=scene.now)
    if following is None:
        return redirect(nobody_next(found, len(queue.ungraded_but(after))), 303)
    return redirect(found.url("desk", following.id, advanced=1), 303)


def nobody_next(found: ClassScene, left: int) -> str:
    """Where to go when nobody is next, or only ``left`` students whom colleagues have open."""
    if left:
        said = ngettext(
            "%(num)d student is not graded yet; a colleague has the desk open.",
            "%(num)d students are not graded yet; colleagues have their desks open.",
            left,
        )
        flash(said, "info")
    return found.url("preview")
