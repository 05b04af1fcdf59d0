"""A week's settings on one long page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import FieldList

from forum.database import transaction
from forum.extensions import db
from forum.grading.actions.rubrics import CriterionInUse
from forum.grading.queries.rubrics import count_marked_students
from forum.prompts.actions.refusals import DueTooSoon, StaleVersion
from forum.rules.roles import Permission
from forum.web.forms.setup import ROW_LISTS, SetupForm
from forum.web.limits import limit_setup
from forum.web.setup.checking import check_parts, check_points, check_sites, say_refusal
from forum.web.setup.compare import differences
from forum.web.setup.dates import date_notes, follow_schedule
from forum.web.setup.desk import Desk, list_desk_problems, load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.effects import ask_first
from forum.web.setup.filling import form_of
from forum.web.setup.history import load_version, version_number
from forum.web.setup.rows import apply_command
from forum.web.setup.rubrics import TAKE, list_sources, take_rubric
from forum.web.setup.saving import save_setup
from forum.web.setup.taking import TAKE_ALL, can_take_all, take_contents
from forum.web.setup.telling import telling_offer
from forum.web.setup.unsaved import find_unsaved
from forum.web.setup.words import Note, notes_of

WEEK = "/c/<slug>/w/<int(max=9999):week>"


@blueprint.route(f"{WEEK}/setup", methods=["GET", "POST"])
@limit_setup
def edit(slug: str, week: int) -> ResponseReturnValue:
    """Text, parts, sites, rules, rubric, visibility and schedule of a week."""
    desk = load_desk(slug, week)
    if request.method == "GET":
        return _opened(desk)
    if "rows" in request.form:
        return _after_button(desk, request.form["rows"])
    refused = save_typed(desk)
    if refused is not None:
        return refused
    flash(_("Saved."), "done")
    return redirect(url_for("setup.edit", slug=slug, week=week), 303)


def save_typed(desk: Desk) -> ResponseReturnValue | None:
    """Save the form of this request; the page that says why not, with all that was typed.

    A change that changes findings is shown first, and saved once that page was applied.
    """
    form = form_of(desk, request.form)
    checks = [form.validate(), check_sites(desk, form), check_parts(desk, form)]
    # What the points become can only be asked of a rubric that is one.
    checks.append(all(checks) and check_points(desk, form))
    if not all(checks):
        return edit_page(desk, form), 422
    try:
        asked = ask_first(desk, form)
        if asked.page is not None:
            return asked.page
        with transaction() as session:
            save_setup(session, desk, form, asked.outcome)
    except StaleVersion as stale:
        return _stale_page(desk, form, stale)
    except (CriterionInUse, DueTooSoon) as refused:
        say_refusal(form, refused, desk.course.zone)
        return edit_page(load_desk(desk.course.slug, desk.prompt.week), form), 422
    return None


def edit_page(desk: Desk, form: SetupForm, notes: Sequence[Note] = (), **context: object) -> str:
    """The page with a form as it is. What was typed stands in it only where it was sent, or where
    ``is_typed`` says so: then the script keeps it at once."""
    context.setdefault("is_typed", request.method == "POST")
    return render_template(
        "setup/edit.html",
        desk=desk,
        form=form,
        notes=notes,
        marked=count_marked_students(db.session(), desk.prompt.id),
        sources=list_sources(desk),
        may_take=can_take_all(desk),
        words_in=_words_in,
        unsaved=context.pop("unsaved", None) or find_unsaved(desk),
        may_extend=desk.place.viewer.can(Permission.EXTEND),
        here=url_for("setup.edit", slug=desk.course.slug, week=desk.prompt.week),
        **telling_offer(desk.course),
        **context,
    )


def _opened(desk: Desk) -> str:
    """The page as it is first seen; with ``?version=`` as an earlier version had it."""
    asked = request.args.get("version", type=version_number)
    if asked is None:
        notes = notes_of(list_desk_problems(db.session(), desk))
        unsaved, saved = find_unsaved(desk), form_of(desk)
        if unsaved.fields is None:
            return edit_page(desk, saved, notes, unsaved=unsaved)
        typed = form_of(desk, unsaved.fields)
        notes = [note for note in notes if not note.date] + date_notes(desk, unsaved.fields)
        labels = [label for label, _text in differences(typed, saved)]
        return edit_page(desk, typed, notes, unsaved=unsaved, unsaved_fields=labels)
    version, kept = load_version(desk, asked)
    return edit_page(desk, form_of(desk, kept=kept), restored=version, is_typed=True)


def _words_in(parts: FieldList) -> int:
    """The words that a list of parts needs together; a part without a number needs none."""
    return sum(entry.form.min_words.data or 0 for entry in parts)


def _after_button(desk: Desk, command: str) -> ResponseReturnValue:
    """The page after a button that changes what is typed and saves nothing."""
    if command == TAKE_ALL:
        return _after_taking(desk)
    if command.startswith("date:"):
        followed = follow_schedule(desk, request.form, command)
        notes = date_notes(desk, followed.fields)
        return edit_page(desk, form_of(desk, followed.fields), notes, followed=followed.said)
    if command != TAKE:
        fields = apply_command(request.form, command, ROW_LISTS)
        return edit_page(desk, form_of(desk, fields), date_notes(desk, fields))
    fields, refused = take_rubric(desk, request.form)
    form = form_of(desk, fields)
    if refused:
        form.rubric_title.errors = [refused]
    return edit_page(desk, form), 422 if refused else 200


def _after_taking(desk: Desk) -> ResponseReturnValue:
    """The form with what was taken, beside what it takes the place of; the form as typed where
    there is nothing to take."""
    fields, refused = take_contents(desk, request.form)
    form = form_of(desk, fields)
    if refused:
        return edit_page(desk, form, not_taken=refused), 422
    return edit_page(desk, form, replaced=differences(form, form_of(desk, request.form)))


def _stale_page(desk: Desk, form: SetupForm, stale: StaleVersion) -> ResponseReturnValue:
    """Both versions: the typed one in the form, beside it what the other person saved."""
    now = load_desk(desk.course.slug, desk.prompt.week)
    form.version.data, form.version.raw_data = stale.version, None
    page = edit_page(now, form, others=differences(form, form_of(now)), is_stale=True)
    return page, 409
