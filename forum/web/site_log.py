"""The log of the whole site: every course, accounts, deliveries. For site admins alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from forum.accounts.policy import can_manage_people
from forum.activity.chain import find_head
from forum.activity.queries import list_activity
from forum.courses.queries import list_memberships
from forum.database import utc_now
from forum.extensions import db
from forum.prompts.queries import list_weeks
from forum.web.access import signed_in_user
from forum.web.activity_words import VERBS, LogWords
from forum.web.confirmation import needs_confirmation
from forum.web.forms.activity import LogFileForm, LogForm
from forum.web.limits import limit_exports
from forum.web.log_files import send_log
from forum.web.log_page import LogPage, read_before

blueprint = Blueprint("site_log", __name__)


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.get("/admin/log")
@needs_confirmation
def index() -> ResponseReturnValue:
    """Fifty lines, newest first, of what is asked for; ``?before=`` leads to older ones."""
    form = LogForm(formdata=request.args)
    page = _page(form)
    refused = not form.validate()
    return _show(page), 422 if refused else 200


@blueprint.post("/admin/log/file")
@needs_confirmation
@limit_exports
def take_file() -> ResponseReturnValue:
    """The lines asked for as a file; that it was taken is a line of the log."""
    form = LogFileForm()
    page = _page(form)
    if not form.validate():
        return _show(page), 422
    page = _with_weeks(page, list_weeks(db.session()))
    by = signed_in_user().id
    return send_log(page.wanted, page.words, form.form.data, name="log", by=by, now=utc_now())


def _page(form: LogFileForm) -> LogPage:
    courses = [row.course for row in list_memberships(db.session(), signed_in_user())]
    form.offer(VERBS, [(str(row.id), f"{row.code}, {row.title}") for row in courses])
    zone = _zone()
    words = LogWords({}, zone, {row.id: row.code for row in courses})
    return LogPage(form, words, zone, None, "course_id")


def _with_weeks(page: LogPage, weeks: Mapping[int, int]) -> LogPage:
    return replace(page, words=LogWords(weeks, page.zone, page.words.courses))


def _zone() -> tzinfo:
    return ZoneInfo(current_user.zone) if current_user.zone else UTC


def _show(page: LogPage) -> str:
    session, before = db.session(), read_before()
    lines, older = list_activity(session, page.wanted, before)
    # Of the weeks of the whole site a page needs those of its fifty lines.
    prompts = {line.activity.prompt_id for line in lines if line.activity.prompt_id is not None}
    page = _with_weeks(page, list_weeks(session, prompts))
    return render_template(
        "activity/site.html",
        page=page,
        lines=lines,
        older=older,
        is_first=before is None,
        head=find_head(session),
        may_export=True,
        address=url_for("site_log.index"),
        now=utc_now(),
    )
