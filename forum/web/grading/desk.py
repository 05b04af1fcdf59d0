"""The grading desk: one student a page, the evidence on the left, the rubric on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.database import transaction
from forum.grading.actions.grades import clear_marks, hold_grade, mark_criterion, save_grade
from forum.grading.actions.leases import go_on
from forum.grading.actions.refusals import NoRubric, Refused, StaleGrade
from forum.grading.models import Grade
from forum.markup import TooComplex
from forum.prompts.models import Prompt
from forum.rules.facts import Member
from forum.web.answers import wants_json
from forum.web.forms.grading import TypedGrade, choose, read_grade, with_suggestions
from forum.web.grading.bank import nothing_chosen, with_inserted
from forum.web.grading.desk_page import render_desk, saved_url
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.no_work import nothing_yet
from forum.web.grading.passing import nobody_next
from forum.web.grading.refused import NO_RUBRIC, answer_refusal, answer_small_form, too_long
from forum.web.grading.scene import StudentDesk, is_fetched_ahead, load_class, load_desk
from forum.web.limits import limit_autosave, limit_grading

#: How long a browser keeps a page that it fetched ahead: as long as it takes to grade a student.
KEPT_AHEAD = "private, max-age=600"


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/grade")
def first(slug: str, week: int) -> ResponseReturnValue:
    """Go to the first student who is not graded yet and free, or to the first of all."""
    found = load_class(slug, week)
    if page := nothing_yet(found):
        return page
    student = found.queue.next_ungraded() or next(iter(found.book.students), None)
    if student is None:
        return render_template("grading/nobody.html", scene=found.scene)
    return redirect(found.url("desk", student.id))


@blueprint.get(DESK)
def desk(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """One student's work beside the rubric. Everybody has this page, those without work too."""
    response = make_response(render_desk(load_desk(slug, week, user_id)))
    if is_fetched_ahead():
        response.headers["Cache-Control"] = KEPT_AHEAD
    return response


@blueprint.post(DESK)
@limit_grading
def grade(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Save and go on, hold, take the suggestions, or undo that: what the pressed button says."""
    found = load_desk(slug, week, user_id)
    typed = choose(read_grade(line.criterion.id for line in found.sheet.lines), found.sheet)
    if problems := too_long(typed):
        return render_desk(found, typed, problems), 422
    if "insert" in request.form:
        return _insert(found, typed)
    if "suggest" in request.form:
        return _use_suggestions(found, typed)
    if "hold" in request.form:
        return _try(
            found, typed, hold_grade, lambda: _stay(found, _("Held. Students see nothing of it."))
        )
    return _save_and_next(found, typed)


@blueprint.post(f"{DESK}/marks")
@limit_autosave
def mark(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Hold one chosen level at once, for the script; the answer is JSON."""
    found = load_desk(slug, week, user_id)
    numbers = [request.form.get(name, -1, type=int) for name in ("criterion", "level", "version")]
    criterion_id, level, version = numbers
    try:
        with transaction() as session:
            held = mark_criterion(
                session,
                found.scene.viewer,
                found.scene.prompt,
                found.sheet,
                criterion_id,
                level,
                version=version,
                now=found.scene.now,
            )
    except StaleGrade:
        return jsonify(message=_("Somebody else saved this grade. Reload to see both.")), 409
    except NoRubric:
        return jsonify(message=str(NO_RUBRIC)), 422
    except ValueError:
        return jsonify(message=_("The rubric has no such level.")), 422
    return jsonify(version=held.version, message=_("Held."))


@blueprint.post(f"{DESK}/unmarking")
@limit_grading
def unmark(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Take levels away again that "Use suggestions" filled in."""
    found = load_desk(slug, week, user_id)
    criteria = request.form.getlist("criterion", type=int)
    try:
        with transaction() as session:
            clear_marks(
                session,
                found.scene.viewer,
                found.scene.prompt,
                found.sheet,
                criteria,
                version=request.form.get("version", -1, type=int),
                now=found.scene.now,
            )
    except (StaleGrade, NoRubric) as refusal:
        return answer_small_form(found, refusal)
    flash(_("The suggested levels are taken away again."), "done")
    return redirect(found.own_url(), 303)


def _insert(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Give the form back with a comment of the bank in it; nothing is written yet."""
    filled, box = with_inserted(found, typed)
    if not box:
        return render_desk(found, typed, [nothing_chosen()]), 422
    return render_desk(found, filled, inserted=box)


def _use_suggestions(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Fill in the counted criteria that have no level yet, visibly, and hold."""
    filled, criteria = with_suggestions(typed, found.sheet)
    if not criteria:
        flash(_("Every criterion that can be counted has a level already."), "info")
        return render_desk(found, typed)
    said = ngettext(
        "%(num)d level was filled in as the checks suggest.",
        "%(num)d levels were filled in as the checks suggest.",
        len(criteria),
    )
    return _try(found, filled, hold_grade, lambda: _stay(found, said, criteria))


def _stay(found: StudentDesk, said: str, filled: Sequence[int] = ()) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(found.own_url(filled=filled or None), 303)


def _save_and_next(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Save, and take the next student in the same transaction, so that no colleague gets them too.

    The page of the next one says what was saved: it may have been fetched ahead.
    """
    student_id, queue = found.student.id, found.queue
    changed_at = found.book.changed_since(student_id, typed.opened_at)
    ahead: list[Member] = []

    def save(session: Session, viewer: Viewer, prompt: Prompt, *rest: Any, now: datetime) -> Grade:
        grade = save_grade(session, viewer, prompt, *rest, changed_at=changed_at, now=now)
        following = go_on(session, viewer, prompt, queue, student_id, now=now)
        ahead.extend([following] if following else [])
        return grade

    def leave() -> ResponseReturnValue:
        if ahead:
            return _go(saved_url(found, typed, ahead[0].id))
        left = len(queue.ungraded_but(student_id))
        flash(_("Saved.") if left else _("Saved. Everybody here is graded."), "done")
        return _go(nobody_next(found, left))

    return _try(found, typed, save, leave)


def _try(
    found: StudentDesk,
    typed: TypedGrade,
    write: Callable[..., Grade],
    answer: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    """Write, then answer; where it is refused, the page comes back with what was typed."""
    scene = found.scene
    try:
        with transaction() as session:
            write(session, scene.viewer, scene.prompt, found.sheet, typed.to_input(), now=scene.now)
    except (Refused, TooComplex, ValueError) as refusal:
        return answer_refusal(found, typed, refusal)
    return answer()


def _go(url: str) -> ResponseReturnValue:
    """Lead on; a script goes there itself, since after a form no browser takes a kept page."""
    return jsonify(url=url) if wants_json() else redirect(url, 303)
