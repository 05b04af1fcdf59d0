"""Releasing a week's grades: first a preview of what happens, then the act, now or planned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction
from forum.grading.actions.refusals import NoLongerWaiting, NoteMissing, NothingToRelease
from forum.grading.actions.release import release_grades
from forum.grading.queries.parts import Scope
from forum.web.forms.release import (
    LATER,
    LATER_TICKED,
    NOW,
    WhenForm,
    read_notes,
    read_ticks,
    too_long,
)
from forum.web.grading.door import blueprint
from forum.web.grading.planning import plan
from forum.web.grading.release_page import ReleasePage, load_release
from forum.web.grading.scene import load_class
from forum.web.limits import limit_grading

PATH = "/c/<slug>/w/<int(max=2147483647):week>/release"
Problems = Sequence[tuple[str, str]]


@blueprint.get(PATH)
def preview(slug: str, week: int) -> ResponseReturnValue:
    """Who gets a grade, who is left out, whose grade has changed, what is planned."""
    return _render(load_release(load_class(slug, week)))


@blueprint.post(PATH)
@limit_grading
def release(slug: str, week: int) -> ResponseReturnValue:
    """Release the grades that are ticked, or plan their release."""
    page = load_release(load_class(slug, week))
    if not page.may_release:
        abort(403)
    form, ticked = WhenForm(), read_ticks()
    notes = read_notes(page.found.book.members)
    when = request.form.get("when", "")
    if problems := _problems(page, form, when, ticked, notes):
        return _render(page, problems, form), 422
    if when == NOW:
        return _release(page, ticked, notes)
    scope = page.scope if when == LATER else Scope("students", students=ticked)
    if problems := plan(page, form, scope, notes):
        return _render(page, problems, form), 422
    return redirect(page.own_url(), 303)


def _problems(
    page: ReleasePage,
    form: WhenForm,
    when: str,
    ticked: Collection[int],
    notes: Mapping[int, str],
) -> Problems:
    """What is wrong with the form before anything is looked up."""
    if when not in (NOW, LATER, LATER_TICKED):
        return [("when-later", _("Choose when the grades are released."))]
    if when == NOW and not form.is_empty:
        sentence = _("You chose “Now” and gave a date. Choose “At a set time”, or empty the date.")
        return [("day", sentence)]
    if not ticked and (when == LATER_TICKED or (when == NOW and page.waiting)):
        return [("waiting", _("Tick at least one student."))]
    if set(ticked) - page.found.book.members.keys():
        return [("waiting", _("Somebody you ticked is not a student of this course."))]
    return too_long(notes)


def _release(
    page: ReleasePage, ticked: Collection[int], notes: Mapping[int, str]
) -> ResponseReturnValue:
    scene, members = page.found.scene, page.found.book.members
    try:
        with transaction() as session:
            release_grades(
                session,
                scene.viewer,
                scene.prompt,
                page.found.book,
                notes=notes,
                students=ticked,
                now=scene.now,
            )
    except NoteMissing as refusal:
        problems = [
            (f"note-{one}", _("Say what changed for %(name)s.", name=members[one].name))
            for one in refusal.students
        ]
        return _render(page, problems), 422
    except NoLongerWaiting as refusal:
        return _no_longer(page, ticked, refusal.students)
    except NothingToRelease:
        flash(_("Nothing waits for release."), "info")
        return redirect(page.own_url(), 303)
    said = ngettext("%(num)d grade released.", "%(num)d grades released.", len(ticked))
    flash(said, "done")
    return redirect(page.url(), 303)


def _no_longer(
    page: ReleasePage, ticked: Collection[int], gone: Collection[int]
) -> ResponseReturnValue:
    """Say of each that was ticked and waits no more what became of it; the others stay ticked.

    Where all of it was released in between (a button pressed twice, two people at once), what was
    wanted has happened.
    """
    fresh = load_release(load_class(page.found.scene.slug, page.found.scene.prompt.week))
    sheets = {one: fresh.found.book.sheet(one) for one in gone}
    is_done = all(sheet.state == "released" for sheet in sheets.values())
    if is_done and set(gone) == set(ticked):
        flash(_("What you ticked is released already."), "info")
        return redirect(page.own_url(), 303)
    problems = [
        (
            "waiting",
            _("The grade of %(name)s was released in the meantime.", name=sheet.student.name)
            if sheet.state == "released"
            else _("The grade of %(name)s is not saved as complete now.", name=sheet.student.name),
        )
        for sheet in sheets.values()
    ]
    return _render(fresh, problems), 409


def _render(page: ReleasePage, problems: Problems = (), form: WhenForm | None = None) -> str:
    """The page, with everything ticked at first, and as it was sent where it comes back."""
    was_sent = request.method == "POST"
    waiting = {sheet.student.id for sheet in page.waiting}
    return render_template(
        "grading/release.html",
        page=page,
        found=page.found,
        scene=page.found.scene,
        form=form or WhenForm(),
        ticked=read_ticks() if was_sent else waiting,
        when=request.form.get("when") or (NOW if waiting else LATER),
        notes=read_notes(waiting) if was_sent else {},
        form_errors=list(problems),
    )
