"""Releasing a week's grades: first a preview of what happens, then the act."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction
from forum.grading.actions.refusals import NoteMissing, NothingToRelease
from forum.grading.actions.release import list_waiting, release_grades
from forum.grading.policy import can_release
from forum.rules.limits import LONGEST_REASON
from forum.web.forms.fields import clean_line
from forum.web.grading.door import blueprint
from forum.web.grading.scene import ClassScene, load_class
from forum.web.limits import limit_grading

PATH = "/c/<slug>/w/<int(max=2147483647):week>/release"


@blueprint.get(PATH)
def preview(slug: str, week: int) -> ResponseReturnValue:
    """Who gets a grade, who is left out, whose grade has changed."""
    return _render(load_class(slug, week))


@blueprint.post(PATH)
@limit_grading
def release(slug: str, week: int) -> ResponseReturnValue:
    """Release every grade that waits."""
    found = load_class(slug, week)
    if not can_release(found.scene.viewer):
        abort(403)
    notes = _notes(found)
    number = len(list_waiting(found.book))
    too_long = [student_id for student_id, note in notes.items() if len(note) > LONGEST_REASON]
    if too_long:
        sentence = _("Please keep it under %(max)s characters.", max=LONGEST_REASON)
        return _render(found, notes, [(f"note-{row}", sentence) for row in too_long]), 422
    try:
        with transaction() as session:
            release_grades(
                session,
                found.scene.viewer,
                found.scene.prompt,
                found.book,
                notes=notes,
                now=found.scene.now,
            )
    except NoteMissing as refusal:
        names = {student_id: found.book.members[student_id].name for student_id in refusal.students}
        problems = [
            (f"note-{student_id}", _("Say what changed for %(name)s.", name=name))
            for student_id, name in names.items()
        ]
        return _render(found, notes, problems), 422
    except NothingToRelease:
        flash(_("Nothing waits for release."), "info")
        return redirect(found.url("preview"), 303)
    flash(ngettext("%(num)d grade released.", "%(num)d grades released.", number), "done")
    return redirect(found.url("preview"), 303)


def _notes(found: ClassScene) -> dict[int, str]:
    """By student: the note typed for a grade that had been released before."""
    return {
        student_id: clean_line(request.form.get(f"note-{student_id}"))
        for student_id in found.book.members
    }


def _render(
    found: ClassScene,
    notes: dict[int, str] | None = None,
    problems: Sequence[tuple[str, str]] = (),
) -> str:
    waiting = list_waiting(found.book)
    sheets = [found.book.sheet(student.id) for student in found.book.students]
    return render_template(
        "grading/release.html",
        found=found,
        scene=found.scene,
        new=[sheet for sheet in waiting if sheet.released is None],
        changed=[sheet for sheet in waiting if sheet.released is not None],
        ungraded=[sheet for sheet in sheets if not sheet.is_graded],
        released=[sheet for sheet in sheets if sheet.state == "released"],
        without_work={
            student.id for student in found.book.students if student.id not in found.book.posts_by
        },
        may_release=can_release(found.scene.viewer),
        notes=notes or {},
        form_errors=list(problems),
    )
