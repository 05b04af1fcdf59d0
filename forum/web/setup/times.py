"""One week's row of the schedule: saved by itself, and taken back for half a minute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from forum.courses.calendar import calendar_of
from forum.database import transaction
from forum.extensions import db
from forum.prompts.actions.copying import content_of
from forum.prompts.actions.prompts import update_prompt
from forum.prompts.actions.refusals import DueTooSoon, StaleVersion
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.content import DueInput
from forum.prompts.moves import plan_times
from forum.prompts.patterns import get_course_schedule
from forum.prompts.problems import find_time_problems
from forum.rules.pattern import KINDS
from forum.web.forms.schedule import LABELS, RowForm
from forum.web.limits import limit_setup
from forum.web.setup.days import due_input, row_days
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.effects import ask_about_times
from forum.web.setup.former import Former, former_of, read_former, sign_former
from forum.web.setup.row_words import row_words
from forum.web.setup.schedule import TypedRow, schedule_page, typed_fields
from forum.web.setup.versions import keeping_history
from forum.web.setup.weeks import fields_of
from forum.web.setup.words import say_too_soon, sentence_of

ROW = "/c/<slug>/setup/weeks/<int(max=9999):week>"


@blueprint.post(ROW)
@limit_setup
def save_times(slug: str, week: int) -> ResponseReturnValue:
    """Save a week's title and times; ``reset`` takes one of them, or all, from the pattern."""
    desk = load_desk(slug, week)
    fields = _fields(desk)
    if "rows" in request.form:  # back from the page that shows what changes
        return schedule_page(desk.place, TypedRow(week, fields))
    form = _form(desk, fields)
    if not _is_right(desk, form):
        return schedule_page(desk.place, TypedRow(week, fields, _errors(form))), 422
    dues = _dues(form)
    if impossible := _impossible(desk, dues):
        return schedule_page(desk.place, TypedRow(week, fields, impossible)), 422
    try:
        asked = ask_about_times(desk, dues, form.version.data)
        if asked.page is not None:
            return asked.page
        former = former_of(desk.setup, desk.now)
        with transaction() as session:
            save_row(session, desk, form.title.data, dues, form.version.data)
    except StaleVersion as stale:
        return _stale_page(desk, fields, stale)
    except DueTooSoon as refused:
        errors = {f"{refused.kind}_time": [say_too_soon(refused, desk.course.zone)]}
        place = load_desk(slug, week).place
        return schedule_page(place, TypedRow(week, fields, errors)), 422
    if dues.keys() - former.dues.keys():
        # A time that was set for the first time cannot become unset again.
        flash(_("Week %(week)s is saved.", week=week), "done")
        return redirect(f"{url_for('setup.schedule', slug=slug)}#week-{week}", 303)
    return redirect(url_for("setup.schedule", slug=slug, former=sign_former(former)), 303)


@blueprint.post(f"{ROW}/undo")
@limit_setup
def take_back(slug: str, week: int) -> ResponseReturnValue:
    """Give the row its former title and times, by saving them once more."""
    desk = load_desk(slug, week)
    former = read_former(request.form.get("former", ""))
    if former is None or former.prompt_id != desk.prompt.id:
        flash(_("There is nothing here that could be taken back. Nothing was changed."), "late")
    elif former.is_late(desk.now):
        flash(_late(desk, former), "late")
    else:
        _restore(desk, former)
    return redirect(f"{url_for('setup.schedule', slug=slug)}#week-{week}", 303)


def save_row(
    session: Session, desk: Desk, title: str, dues: Mapping[str, DueInput], version: int
) -> None:
    """Save a week's title and times. Raises StaleVersion and DueTooSoon."""
    by, now = desk.place.viewer.user_id, desk.now
    content = replace(content_of(desk.setup, desk.course), title=title)
    with keeping_history(session, desk):
        update_prompt(session, desk.prompt, content, version=version, by=by, now=now)
        for kind, due in dues.items():
            set_checkpoint(session, desk.prompt, desk.course, kind, due, by=by, now=now)


def _restore(desk: Desk, former: Former) -> None:
    week = former.week
    try:
        with transaction() as session:
            save_row(session, desk, former.title, former.dues, former.version)
    except (StaleVersion, DueTooSoon):
        flash(_overtaken(load_desk(desk.course.slug, week), former), "late")
        return
    flash(_("Week %(week)s is as it was.", week=week), "done")


def _fields(desk: Desk) -> dict[str, str]:
    """What was typed; a time that is reset is the pattern's."""
    fields = typed_fields(request.form)
    asked = request.form.get("reset", "")
    for kind in KINDS:
        if asked not in (kind, "all"):
            continue
        stands = get_course_schedule(db.session(), desk.course)
        due = stands.due(kind, desk.prompt.week)
        fields |= {f"{kind}_day": f"{due.week}:{due.day}", f"{kind}_time": due.local_time}
    return fields


def _form(desk: Desk, fields: Mapping[str, str]) -> RowForm:
    typed = MultiDict({**fields, "csrf_token": request.form.get("csrf_token", "")})
    form = RowForm(formdata=typed)
    stands = get_course_schedule(db.session(), desk.course)
    week, calendar = desk.prompt.week, stands.calendar(desk.course)
    days = row_days(calendar, week, desk.setup.checkpoints, {})
    for kind in KINDS:
        form[f"{kind}_day"].offer([("", ""), *days])
    return form


def _is_right(desk: Desk, form: RowForm) -> bool:
    unset = frozenset(kind for kind in KINDS if desk.setup.checkpoint(kind) is None)
    checks = [form.validate(), form.check_pairs(unset)]
    return all(checks)


def _dues(form: RowForm) -> dict[str, DueInput]:
    return {
        kind: due_input(form[f"{kind}_day"].data, form[f"{kind}_time"].data.strftime("%H:%M"))
        for kind in KINDS
        if form[f"{kind}_day"].data
    }


def _impossible(desk: Desk, dues: Mapping[str, DueInput]) -> dict[str, list[str]]:
    """What students who know the week could not meet, by field; a draft may be as it likes."""
    moves = plan_times(desk.setup, dues, calendar_of(desk.course), desk.now)
    if not moves.is_impossible:
        return {}
    found = [problem for problem in find_time_problems(moves.by_kind, None) if problem.blocks]
    return {f"{problem.at}_time": [sentence_of(problem)] for problem in found}


def _errors(form: RowForm) -> dict[str, list[str]]:
    return {field.name: [str(line) for line in field.errors] for field in form if field.errors}


def _stale_page(desk: Desk, fields: dict[str, str], stale: StaleVersion) -> ResponseReturnValue:
    """What was typed stands in the row, and at each field what the other person saved."""
    now = load_desk(desk.course.slug, desk.prompt.week)
    saved, errors = fields_of(now.setup), {}
    words = row_words(now)
    for name in ("title", *KINDS):
        ours = [fields[key] for key in fields if key.partition("_")[0] == name]
        theirs = [saved[key] for key in fields if key.partition("_")[0] == name]
        if ours != theirs:
            said = _("Somebody else changed this just now. It reads: %(text)s", text=words[name])
            errors["title" if name == "title" else f"{name}_time"] = [said]
    errors = errors or {"title": [_("Somebody else saved this week just now, as it stands here.")]}
    typed = TypedRow(desk.prompt.week, fields | {"version": str(stale.version)}, errors)
    return schedule_page(now.place, typed), 409


def _late(desk: Desk, former: Former) -> str:
    said: str = _(
        "It is more than 30 seconds since week %(week)s was saved, so it stays as it is. "
        "Before, it read: %(words)s.",
        week=former.week,
        words=_former_words(desk, former),
    )
    return said


def _overtaken(desk: Desk, former: Former) -> str:
    said: str = _(
        "Week %(week)s was changed again meanwhile, so it stays as it is. "
        "Before, it read: %(words)s.",
        week=former.week,
        words=_former_words(desk, former),
    )
    return said


def _former_words(desk: Desk, former: Former) -> str:
    words = row_words(desk, former)
    times = [f"{LABELS[kind]} {words[kind]}" for kind in KINDS if kind in former.dues]
    return "; ".join([f"“{former.title}”", *times])
