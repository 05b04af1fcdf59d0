"""The grading desk: one student a page, the evidence on the left, the rubric on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from flask import abort, flash, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.database import transaction
from forum.discussion.queries.drafts import list_traces
from forum.discussion.queries.readers import find_opened_gate
from forum.grading.actions.grades import clear_marks, hold_grade, mark_criterion, save_grade
from forum.grading.actions.leases import go_on
from forum.grading.actions.refusals import (
    CommentTooComplex,
    Incomplete,
    NoRubric,
    ReasonMissing,
    Refused,
    StaleGrade,
    WorkChanged,
)
from forum.grading.models import Grade
from forum.grading.queries.history import list_grade_events
from forum.grading.queries.plans import list_open_plans
from forum.grading.queries.released import find_previous_released
from forum.grading.queries.sheets import Sheet
from forum.markup import TooComplex
from forum.participation.policy import can_extend, can_set_finding
from forum.participation.queries import list_settings
from forum.prompts.models import Prompt
from forum.prompts.policy import can_edit_prompt
from forum.prompts.queries import list_extensions
from forum.rules.facts import Member
from forum.rules.grading import late_share
from forum.rules.spread import Spread
from forum.rules.suggestions import Kind
from forum.web.answers import wants_json
from forum.web.forms.grading import TypedGrade, choose, read_grade, texts_too_long, typed_from
from forum.web.grade_words import CODES, DECISIONS, EXTENSIONS, GRADE_EVENTS, LEVELS, SHOWS
from forum.web.grading.bank import list_offers, with_inserted
from forum.web.grading.changes import compare_evidence
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.history import build_timeline
from forum.web.grading.release_page import class_spread
from forum.web.grading.scene import ClassScene, StudentDesk, is_fetched_ahead, load_class, load_desk
from forum.web.grading.work import load_work
from forum.web.limits import limit_autosave, limit_grading
from forum.web.presentation import clock

Problems = Sequence[tuple[str, str]]
#: How long a browser keeps a page that it fetched ahead: as long as it takes to grade a student.
KEPT_AHEAD = "private, max-age=600"
_NO_RUBRIC = _l("This week has no rubric, so it is not graded.")


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/grade")
def first(slug: str, week: int) -> ResponseReturnValue:
    """Go to the first student who is not graded yet and free, or to the first of all."""
    found = load_class(slug, week)
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
    if problems := _too_long(typed):
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
        return jsonify(message=str(_NO_RUBRIC)), 422
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
    except StaleGrade:
        return conflict(found, typed_from(found.sheet, found.scene.now))
    except NoRubric:
        return without_rubric(found)
    flash(_("The suggested levels are taken away again."), "done")
    return redirect(found.own_url(), 303)


def _too_long(typed: TypedGrade) -> list[tuple[str, str]]:
    """The texts that are longer than can be kept, each with its sentence."""
    return [
        (control, _("Please keep it under %(max)s characters.", max=most))
        for control, most in texts_too_long(typed)
    ]


def _insert(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Give the form back with a comment of the bank in it; nothing is written yet."""
    filled, box = with_inserted(found, typed)
    if not box:
        problem = ("bank", _("Choose a comment, and where it goes."))
        return render_desk(found, typed, [problem]), 422
    return render_desk(found, filled, inserted=box)


def _use_suggestions(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Fill in the counted criteria that have no level yet, visibly, and hold."""
    suggested = {
        line.criterion.id: line.suggestion.level
        for line in found.sheet.lines
        if line.suggestion.level is not None and line.criterion.id not in typed.levels
    }
    filled = replace(typed, levels={**typed.levels, **suggested})
    said = ngettext(
        "%(num)d level was filled in as the checks suggest.",
        "%(num)d levels were filled in as the checks suggest.",
        len(suggested),
    )
    return _try(found, filled, hold_grade, lambda: _stay(found, said, list(suggested)))


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
    except StaleGrade:
        return conflict(found, typed)
    except WorkChanged as refusal:
        at = clock(refusal.at, scene.zone, scene.now)
        sentence = _(
            "%(name)s's work changed %(time)s, after you opened this page. Look again, then save.",
            name=found.name,
            time=at,
        )
        fresh = replace(typed, opened_at=scene.now)
        return render_desk(found, fresh, [("main", sentence)]), 409
    except NoRubric:
        return without_rubric(found, typed.comment, _homeless(found, typed))
    except (Refused, TooComplex, ValueError) as refusal:
        kept = _homeless(found, typed)
        return render_desk(found, typed, _problems(refusal, found), kept=kept), 422
    return answer()


def _go(url: str) -> ResponseReturnValue:
    """Lead on; a script goes there itself, since after a form no browser takes a kept page."""
    return jsonify(url=url) if wants_json() else redirect(url, 303)


def saved_url(found: StudentDesk, typed: TypedGrade, student_id: int) -> str:
    """Where Save and next leads; the page is fetched ahead under the same address.

    The time at which this page was made stands in it, so that no page is met that was fetched on
    an earlier visit.
    """
    since = int(typed.opened_at.timestamp()) if typed.opened_at else None
    return found.url("desk", student_id, advanced=1, saved=found.student.id, since=since)


def nobody_next(found: ClassScene, left: int) -> str:
    """Where to go when nobody is next, or only ``left`` students whom colleagues have open."""
    if left:
        said = ngettext(
            "%(num)d student is not graded yet; a colleague has the desk open.",
            "%(num)d students are not graded yet; colleagues have their desks open.",
            left,
        )
        flash(said, "info")
    return found.url("preview")


def _problems(refusal: Exception, found: StudentDesk) -> list[tuple[str, str]]:
    """The sentences for a refusal, each with the control it belongs to."""
    titles = {line.criterion.id: line.criterion.title for line in found.sheet.lines}
    if isinstance(refusal, Incomplete):
        return [
            (f"level-{row}", _("Choose a level for “%(title)s”.", title=titles[row]))
            for row in refusal.criteria
        ]
    if isinstance(refusal, ReasonMissing):
        return [
            (
                f"reason-{row}",
                _("Say in one line why “%(title)s” is above what was found.", title=titles[row]),
            )
            for row in refusal.criteria
        ]
    if isinstance(refusal, CommentTooComplex):
        return [(f"comment-{refusal.criterion}", _(refusal.sentence))]
    if isinstance(refusal, TooComplex):
        return [("comment", _(str(refusal)))]
    if isinstance(refusal, ValueError):
        return [("rubric", _("The rubric has changed. Choose the levels again."))]
    abort(403)


def _homeless(found: StudentDesk, typed: TypedGrade) -> list[tuple[str, str]]:
    """Comments on criteria that the rubric no longer has, so that their text is given back."""
    known = {line.criterion.id for line in found.sheet.lines}
    texts = [text for row, text in typed.comments.items() if row not in known and text]
    return [(_("Your text"), text) for text in texts]


def without_rubric(
    found: StudentDesk, text: str = "", others: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    """There is nothing to grade by, be it since a moment ago; what was typed comes back."""
    kept = [*others, *([(_("Your text"), text)] if text.strip() else [])]
    return render_desk(found, None, [("rubric", str(_NO_RUBRIC))], kept=kept), 422


def conflict(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """Somebody else saved in between: both columns side by side, nothing lost."""
    fresh = load_desk(found.scene.slug, found.scene.prompt.week, found.student.id)
    mine = replace(typed, version=fresh.sheet.version, opened_at=fresh.scene.now)
    kept = _homeless(fresh, mine)
    return render_desk(fresh, mine, conflicting=True, kept=kept), 409


def render_desk(
    found: StudentDesk,
    typed: TypedGrade | None = None,
    problems: Problems = (),
    *,
    conflicting: bool = False,
    inserted: str = "",
    opened: str = "",
    sent: Any = None,
    kept: Sequence[tuple[str, str]] = (),
) -> str:
    """The desk's page. ``opened`` names the small form that came back, ``sent`` is that form;
    ``inserted`` is the id of the box into which a comment of the bank was put.
    """
    scene = found.scene
    session, prompt, student_id = scene.session, scene.prompt, found.student.id
    filled = request.args.getlist("filled", type=int) if typed is None else []
    trace = list_traces(session, prompt.id).get(student_id)
    settings = list_settings(session, prompt.id, student_id)
    extensions = [row for row in list_extensions(session, prompt.id) if row.user_id == student_id]
    work = load_work(found)
    typed = typed or typed_from(found.sheet, scene.now)
    following = found.queue.next_ungraded(student_id)
    return render_template(
        "grading/desk.html",
        desk=found,
        scene=scene,
        sheet=found.sheet,
        queue=found.queue,
        following=following,
        fetch_ahead=saved_url(found, typed, following.id) if following and not problems else "",
        spread=_spread(found),
        plans=list_open_plans(session, prompt.id),
        work=work,
        trace=trace,
        settings=settings,
        timeline=build_timeline(
            found,
            work,
            trace,
            settings,
            extensions,
            find_opened_gate(session, prompt.id, student_id) if prompt.write_first else None,
        ),
        previous=find_previous_released(session, scene.viewer, prompt, student_id),
        compared=compare_evidence(found, {post.id: post.number for post in work.posts}),
        history=list_grade_events(session, prompt.id, student_id) if found.sheet.grade else [],
        questions=[row for row in found.questions if row.user_id == student_id],
        typed=typed,
        conflicting=conflicting,
        offers=list_offers(found),
        inserted=inserted,
        form_errors=list(problems),
        opened=opened,
        sent=sent,
        kept=kept,
        levels=LEVELS,
        shows=SHOWS,
        decisions=DECISIONS,
        extension_kinds=EXTENSIONS,
        codes=CODES,
        grade_events=GRADE_EVENTS,
        titles={line.criterion.key: line.criterion.title for line in found.sheet.lines},
        extensions=extensions,
        late_shares=_late_shares(found.sheet),
        filled=filled,
        may_set=can_set_finding(scene.viewer),
        may_extend=can_extend(scene.viewer),
        may_edit=can_edit_prompt(scene.viewer),
    )


def _spread(found: StudentDesk) -> Spread | None:
    """How the grades of the class lie, once everybody is graded."""
    if found.queue.counts["ungraded"] or found.book.rubric is None:
        return None
    return class_spread([found.book.sheet(student.id) for student in found.book.students])


def _late_shares(sheet: Sheet) -> dict[Kind, Decimal]:
    """By kind of criterion: the share lateness takes, for the running total of the script."""
    is_struck = sheet.grade is not None and sheet.grade.is_late_struck
    kinds: tuple[Kind, ...] = get_args(Kind)
    return {kind: Decimal(0) if is_struck else late_share(kind, sheet.findings) for kind in kinds}
