"""Home: my courses, this week in each, and what is next for me."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.courses.queries import list_memberships
from forum.database import utc_now
from forum.extensions import db
from forum.web.access import Place, signed_in_user
from forum.web.weeks import list_weeks, this_week

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One glance: each course with the week that is under way."""
    now = utc_now()
    user = signed_in_user()
    courses = []
    for membership in list_memberships(db.session(), user):
        place = Place(membership.course, membership.viewer)
        weeks = list_weeks(db.session(), place, now)
        courses.append((place, this_week(weeks), weeks))
    return render_template("home/index.html", courses=courses, user=user, now=now)
