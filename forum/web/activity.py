"""The course's log: who did what, when."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.activity.chain import find_head
from forum.activity.queries import Narrowed, list_activity
from forum.courses.queries import list_other_students
from forum.database import utc_now
from forum.discussion.queries.past import ids_of_posts_around
from forum.extensions import db
from forum.prompts.queries import list_prompts
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.activity_words import VERBS, LogWords
from forum.web.forms.activity import LogFileForm, LogForm
from forum.web.limits import limit_exports
from forum.web.log_files import send_log
from forum.web.log_page import LogPage, read_before

blueprint = Blueprint("activity", __name__)


@blueprint.get("/c/<slug>/log")
def index(slug: str) -> ResponseReturnValue:
    """Fifty lines, newest first, of what is asked for; ``?before=`` leads to older ones."""
    place = load_course(slug)
    place.require(Permission.READ_LOG)
    form = LogForm(formdata=request.args)
    page = _page(place, form)
    refused = not form.validate()
    return _show(place, page), 422 if refused else 200


@blueprint.post("/c/<slug>/log/file")
@limit_exports
def take_file(slug: str) -> ResponseReturnValue:
    """The lines asked for as a file; that it was taken is a line of the log."""
    place = load_course(slug, even_archived=True)
    place.require(Permission.READ_LOG)
    place.require(Permission.EXPORT_COURSE)
    form = LogFileForm()
    page = _page(place, form)
    if not form.validate():
        return _show(place, page), 422
    return send_log(
        page.wanted,
        page.words,
        form.form.data,
        name=f"{place.course.slug}-log",
        by=place.viewer.user_id,
        now=utc_now(),
    )


def _page(place: Place, form: LogFileForm) -> LogPage:
    prompts = list_prompts(db.session(), place.viewer, place.course.id)
    weeks = [
        (str(row.id), _("Week %(week)s, %(title)s", week=row.week, title=row.title))
        for row in prompts
    ]
    form.offer(VERBS, weeks)
    words = LogWords({row.id: row.week for row in prompts}, place.course.zone)
    narrowed = _narrowed(place)
    return LogPage(form, words, place.course.zone, place.course.id, "prompt_id", narrowed)


def _narrowed(place: Place) -> Narrowed | None:
    """What an assistant with own sections reads of the log; None for those who read all of it."""
    viewer, course_id = place.viewer, place.course.id
    if viewer.own_students is None:
        return None
    others = list_other_students(db.session(), viewer, course_id)
    return Narrowed(others, ids_of_posts_around(course_id, viewer.own_students), viewer.user_id)


def _show(place: Place, page: LogPage) -> str:
    session, before = db.session(), read_before()
    lines, older = list_activity(session, page.wanted, before)
    return render_template(
        "activity/index.html",
        place=place,
        page=page,
        lines=lines,
        older=older,
        is_first=before is None,
        head=find_head(session),
        may_export=place.viewer.can(Permission.EXPORT_COURSE),
        address=url_for("activity.index", slug=place.course.slug),
        now=utc_now(),
    )
