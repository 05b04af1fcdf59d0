"""The schedule as a file: taken along, brought back after a look at what changes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.exports.cells import restored
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.tables import Column, Table
from forum.prompts.actions.refusals import DueTooSoon, StaleVersion, WeekTaken
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.files import (
    COLUMNS,
    FileChange,
    FileRefused,
    file_fingerprint,
    file_rows,
    plan_file,
    read_rows,
)
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import get_course_schedule
from forum.rules.roles import Permission
from forum.uploads.problems import BadFile
from forum.uploads.separated import Limits, read_separated
from forum.web.access import Place, load_course
from forum.web.carried_file import carried, has_file, read_file
from forum.web.exports.scene import attachment
from forum.web.forms.schedule import LABELS
from forum.web.limits import limit_uploads
from forum.web.setup.desk import days_of, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.file_words import say_bad_file, say_refused
from forum.web.setup.new import make_week
from forum.web.setup.schedule import schedule_page
from forum.web.setup.times import save_row
from forum.web.setup.words import doubts_about, sentence_of

#: What is read of a file: a schedule has some sixty lines of six cells.
LARGEST_FILE = 2 * 1024 * 1024
LIMITS = Limits(LARGEST_FILE, rows=5_000, columns=1_000, cells=250_000, cell=10_000)


@blueprint.get("/c/<slug>/setup/schedule.csv")
def download(slug: str) -> ResponseReturnValue:
    """A line for each week, with local times, to be changed and brought back."""
    place = _edited_by(load_course(slug))
    session, course = db.session(), place.course
    schedule = get_course_schedule(session, course)
    rows = list(file_rows(course, schedule, list_course_setups(session, course.id)))
    table = Table("schedule", [Column(name) for name in COLUMNS], rows)
    body = write_csv(table, course.zone)
    response: Response = attachment(body, f"{slug}-schedule.csv", "text/csv; charset=utf-8")
    return response


@blueprint.post("/c/<slug>/setup/file")
@limit_uploads
def upload(slug: str) -> ResponseReturnValue:
    """Show what a file would change; apply what was shown."""
    place = _edited_by(load_course(slug))
    data = read_file(LARGEST_FILE)
    try:
        changes = _changes(place, data)
    except BadFile as refused:
        return _refused(place, say_bad_file(refused), is_too_large=len(data) > LARGEST_FILE)
    except FileRefused as refused:
        return _refused(place, say_refused(refused))
    seen = request.form.get("seen")
    if seen is None or not changes:
        return _page(place, changes, data)
    if seen != file_fingerprint(changes):
        return _page(place, changes, data, is_other=True), 409
    try:
        with transaction() as session:
            for change in changes:
                _apply(session, place, change)
    except (StaleVersion, WeekTaken, DueTooSoon):
        return _shown_again(load_course(slug), data)
    said = ngettext("%(num)d week is changed.", "%(num)d weeks are changed.", len(changes))
    flash(said, "done")
    return redirect(url_for("setup.schedule", slug=slug), 303)


def _edited_by(place: Place) -> Place:
    place.require(Permission.EDIT_PROMPT)
    return place


def _changes(place: Place, data: bytes) -> list[FileChange]:
    """What the file would change. Raises BadFile and FileRefused."""
    session, course = db.session(), place.course
    lines = read_separated(data, LIMITS).rows
    rows = read_rows((line.line, [restored(cell.text) for cell in line.cells]) for line in lines)
    schedule = get_course_schedule(session, course)
    return plan_file(course, schedule, list_course_setups(session, course.id), rows, utc_now())


def _apply(session: Session, place: Place, change: FileChange) -> None:
    by, now, course = place.viewer.user_id, utc_now(), place.course
    if change.setup is None:
        prompt = make_week(session, place, change.week, change.title)
        for time in change.times:
            set_checkpoint(session, prompt, course, time.kind, time.due, by=by, now=now)
        return
    desk = load_desk(course.slug, change.week)
    dues = {time.kind: time.due for time in change.times}
    save_row(session, desk, change.title, dues, change.version)


def _shown_again(place: Place, data: bytes) -> ResponseReturnValue:
    """What the file would change by now, after something changed since the look."""
    try:
        return _page(place, _changes(place, data), data, is_other=True), 409
    except FileRefused as refused:
        return _refused(place, say_refused(refused))


def _page(
    place: Place, changes: Sequence[FileChange], data: bytes, *, is_other: bool = False
) -> str:
    days = days_of(place.course, get_course_schedule(db.session(), place.course))
    return render_template(
        "setup/file.html",
        place=place,
        changes=changes,
        problems={change.week: doubts_about(change.by_kind, days) for change in changes},
        labels=LABELS,
        sentence_of=sentence_of,
        seen=file_fingerprint(changes),
        **carried(data),
        is_other=is_other,
    )


def _refused(
    place: Place, sentences: Sequence[str], is_too_large: bool = False
) -> ResponseReturnValue:
    if not has_file():
        sentences = [_("Choose the file of the schedule.")]
    page = schedule_page(place, file_problems=[("file", line) for line in sentences])
    return page, 413 if is_too_large else 422
