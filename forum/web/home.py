"""Home: my courses, this week in each, and what is next for me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from forum.courses.queries import list_memberships
from forum.database import utc_now
from forum.discussion.queries.drafts import list_drafts
from forum.discussion.queries.posts import PostView, list_outlines
from forum.extensions import db
from forum.outbox.queries import find_trouble
from forum.rules.roles import Role
from forum.web.access import Place, signed_in_user
from forum.web.discussion.colleagues import build_colleagues, is_waiting
from forum.web.discussion.progress import Progress, build_progress
from forum.web.discussion.scene import Scene, scene_at
from forum.web.discussion.week import find_own, received_by
from forum.web.weeks import Week, list_weeks, this_week

blueprint = Blueprint("home", __name__)

#: How many courses they do not belong to site admins see at home; the rest is one link away.
OTHER_COURSES = 3


@dataclass(frozen=True)
class CourseCard:
    """One course at a glance.

    ``scene``, ``progress`` and ``unread`` (answers to me not read yet) are for a student whose
    week is under way; ``returned`` is the week whose grade was released last.
    """

    place: Place
    weeks: Sequence[Week]
    week: Week | None
    scene: Scene | None = None
    progress: Progress | None = None
    unread: Sequence[PostView] = ()

    @property
    def returned(self) -> Week | None:
        """The week whose grade came back last."""
        graded = [(week.released.released_at, week) for week in self.weeks if week.released]
        return max(graded, key=itemgetter(0))[1] if graded else None


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One glance: each course with the week that is under way."""
    now = utc_now()
    user = signed_in_user()
    places = [Place(row.course, row.viewer) for row in list_memberships(db.session(), user)]
    mine = [place for place in places if place.viewer.role is not Role.ADMIN]
    others = [place for place in places if place.viewer.role is Role.ADMIN]
    return render_template(
        "home/index.html",
        cards=[build_card(place, now) for place in mine + others[:OTHER_COURSES]],
        more=max(0, len(others) - OTHER_COURSES),
        user=user,
        now=now,
        trouble=find_trouble(db.session(), now) if user.is_admin else None,
    )


def build_card(place: Place, now: datetime) -> CourseCard:
    """The card of one course; a student's open week is looked at more closely."""
    weeks = list_weeks(db.session(), place, now)
    week = this_week(weeks)
    if week is None or not week.is_open or not place.viewer.is_student:
        return CourseCard(place, weeks, week)
    scene = scene_at(place, week.prompt)
    posts = list_outlines(scene.session, scene.reader)
    own = find_own(scene, posts)
    drafts = list_drafts(scene.session, scene.viewer.user_id, scene.prompt.id).get("initial", {})
    waiting = is_waiting(scene, own, build_colleagues(scene, posts, "need"))
    progress = build_progress(
        scene.setup,
        scene.standing,
        own,
        {field: row.text for field, row in drafts.items()},
        waiting=waiting,
        week_url=url_for("discussion.show", slug=scene.slug, week=week.prompt.week),
    )
    answers = received_by(posts, own)
    unread = [post for post in answers if post.is_readable and not post.is_read]
    return CourseCard(place, weeks, week, scene, progress, unread)
