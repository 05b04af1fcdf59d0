"""The reading list: students with all checks met, read and graded one row after the other.

Nothing is given to several at once: each row has a form of its own, inside what opens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from forum.database import transaction
from forum.grading.actions.leases import take_over
from forum.grading.actions.listed import clear_listed, hold_listed, save_listed
from forum.grading.actions.refusals import Refused
from forum.grading.models import Grade
from forum.markup import TooComplex
from forum.web.answers import wants_json
from forum.web.forms.grading import TypedGrade, choose, read_grade, with_suggestions
from forum.web.grading.bank import list_offers, nothing_chosen, with_inserted
from forum.web.grading.door import blueprint
from forum.web.grading.reading_page import list_url, render_list, render_row
from forum.web.grading.refused import Returned, take_back, too_long
from forum.web.grading.scene import StudentDesk, load_class, load_desk
from forum.web.limits import limit_grading

LIST = "/c/<slug>/w/<int(max=2147483647):week>/grade/met"


@blueprint.get(LIST)
def reading(slug: str, week: int) -> ResponseReturnValue:
    """The students with all checks met, in the order of the desk; whoever is graded stays."""
    return render_list(load_class(slug, week))


@blueprint.post(f"{LIST}/<int(max=2147483647):user_id>")
@limit_grading
def row(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Save one row, take the suggestions or undo that, insert from the comment bank, or take the
    student over from a colleague: what the pressed button says.
    """
    found = load_desk(slug, week, user_id)
    typed = choose(read_grade(line.criterion.id for line in found.sheet.lines), found.sheet)
    if problems := too_long(typed):
        return _answer(Returned(found, typed, problems))
    if "offer" in request.form or "insert" in request.form:
        return _from_bank(found, typed)
    if "take" in request.form:
        return _take_over(found, typed)
    if "undo" in request.form:
        return _undo(found, typed)
    if "suggest" in request.form:
        return _use_suggestions(found, typed)
    return _save(found, typed)


def _save(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    changed_at = found.book.changed_since(found.student.id, typed.opened_at)

    def save(*given: Any, **at: Any) -> Grade:
        return save_listed(*given, changed_at=changed_at, **at)

    return _try(found, typed, save, is_saved=True)


def _use_suggestions(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Fill in the counted criteria that have no level yet, visibly, and hold."""
    filled, criteria = with_suggestions(typed, found.sheet)
    return _try(found, filled, hold_listed, filled=criteria, is_open=True)


def _undo(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Take the suggested levels away again; a comment typed since stays in its box."""
    filled, scene = request.form.getlist("filled", type=int), found.scene
    version = typed.version
    try:
        with transaction() as session:
            clear_listed(
                session,
                scene.viewer,
                scene.prompt,
                found.sheet,
                filled,
                version=version,
                now=scene.now,
            )
    except Refused as refusal:
        return _answer(take_back(found, typed, refusal))
    left = {row: level for row, level in typed.levels.items() if row not in filled}
    return _reopen(found, replace(typed, levels=left, version=version + 1))


def _from_bank(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Give the row back with the comment bank in it, and where it says so with a comment of the
    bank in one of its boxes; nothing is written.
    """
    back = Returned(found, typed, status=200, offers=list_offers(found))
    if "insert" in request.form:
        filled, box = with_inserted(found, typed)
        if not box:
            return _answer(replace(back, problems=[nothing_chosen()], status=422))
        back = replace(back, typed=filled, inserted=box)
    return _answer(back)


def _take_over(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Take the student from the colleague; what was typed stays, and is saved by Save alone."""
    scene = found.scene
    with transaction() as session:
        take_over(session, scene.viewer, scene.prompt, found.student.id, now=scene.now)
    return _reopen(found, typed)


def _try(
    found: StudentDesk, typed: TypedGrade, write: Callable[..., Grade], **shown: Any
) -> ResponseReturnValue:
    """Write, then lead back to the row, or give it to the script; ``shown``: see ``Row``."""
    scene = found.scene
    try:
        with transaction() as session:
            write(session, scene.viewer, scene.prompt, found.sheet, typed.to_input(), now=scene.now)
    except (Refused, TooComplex, ValueError) as refusal:
        return _answer(take_back(found, typed, refusal))
    if wants_json():
        return jsonify(row=render_row(_again(found), **shown))
    student_id = found.student.id
    if shown.get("is_saved"):
        return redirect(list_url(found, student_id, saved=student_id), 303)
    return redirect(list_url(found, student_id, open=student_id, filled=shown["filled"]), 303)


def _reopen(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    return _answer(Returned(_again(found), typed, status=200))


def _again(found: StudentDesk) -> StudentDesk:
    """The same student as they stand now."""
    return load_desk(found.scene.slug, found.scene.prompt.week, found.student.id)


def _answer(back: Returned) -> ResponseReturnValue:
    """The row with what was typed: alone for a script, else in its list."""
    if wants_json():
        return jsonify(row=render_row(back.desk, back)), back.status
    return render_list(back.desk, back), back.status
