"""The page of the grading desk: the work and what was found in it, and the rubric beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from flask import render_template, request

from forum.discussion.queries.drafts import list_traces
from forum.grading.queries.history import list_grade_events
from forum.grading.queries.plans import list_open_plans
from forum.grading.queries.released import find_previous_released
from forum.grading.queries.sheets import Sheet
from forum.participation.classes import find_waits_since
from forum.participation.policy import can_extend, can_set_finding
from forum.participation.queries import list_settings
from forum.prompts.models import Extension, ExtensionRequest
from forum.prompts.policy import can_edit_prompt
from forum.prompts.queries import list_times_of
from forum.rules.grading import late_share
from forum.rules.spread import Spread
from forum.rules.suggestions import Kind
from forum.web.forms.grading import TypedGrade, typed_from
from forum.web.grade_words import CODES, DECISIONS, EXTENSIONS, GRADE_EVENTS, LEVELS, SHOWS
from forum.web.grading.bank import list_offers
from forum.web.grading.changes import compare_evidence
from forum.web.grading.door import blueprint
from forum.web.grading.history import build_timeline
from forum.web.grading.no_work import find_no_work
from forum.web.grading.passages import load_passages
from forum.web.grading.release_page import class_spread
from forum.web.grading.scene import StudentDesk
from forum.web.grading.work import load_work
from forum.web.own_times import suggested_day

#: The sentences for what the rows only name.
_WORDS = {
    "levels": LEVELS,
    "shows": SHOWS,
    "decisions": DECISIONS,
    "choices": tuple(DECISIONS.items()),
    "extension_kinds": EXTENSIONS,
    "codes": CODES,
    "grade_events": GRADE_EVENTS,
}


@blueprint.app_template_filter("level_word")
def level_word(level: int) -> str:
    """What a level is called."""
    return str(LEVELS[level])


def render_desk(
    found: StudentDesk,
    typed: TypedGrade | None = None,
    problems: Sequence[tuple[str, str]] = (),
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
    viewer, queue = found.scene.viewer, found.queue
    filled = request.args.getlist("filled", type=int) if typed is None else []
    typed = typed or typed_from(found.sheet, found.scene.now)
    following = queue.next_ungraded(found.student.id)
    return render_template(
        "grading/desk.html",
        desk=found,
        scene=found.scene,
        queue=queue,
        following=following,
        fetch_ahead=saved_url(found, typed, following.id) if following and not problems else "",
        **_evidence(found),
        **_judgement(found),
        typed=typed,
        conflicting=conflicting,
        inserted=inserted,
        form_errors=list(problems),
        opened=opened,
        sent=sent,
        kept=kept,
        filled=filled,
        **_WORDS,
        may_set=can_set_finding(viewer),
        may_extend=can_extend(viewer),
        may_edit=can_edit_prompt(viewer),
    )


def saved_url(found: StudentDesk, typed: TypedGrade, student_id: int) -> str:
    """Where Save and next leads; the page is fetched ahead under the same address.

    The time at which this page was made stands in it, so that no page is met that was fetched on
    an earlier visit.
    """
    since = int(typed.opened_at.timestamp()) if typed.opened_at else None
    return found.url("desk", student_id, advanced=1, saved=found.student.id, since=since)


def late_shares(sheet: Sheet) -> dict[Kind, Decimal]:
    """By kind of criterion: the share lateness takes, for the running total of the script."""
    is_struck = sheet.grade is not None and sheet.grade.is_late_struck
    kinds: tuple[Kind, ...] = get_args(Kind)
    return {kind: Decimal(0) if is_struck else late_share(kind, sheet.findings) for kind in kinds}


def _evidence(found: StudentDesk) -> dict[str, Any]:
    """The left side: what the student wrote and asked, what was decided, and when."""
    scene, student_id, there = found.scene, found.student.id, found.notes
    session, prompt = scene.session, scene.prompt
    work = load_work(found)
    trace = list_traces(session, prompt.id).get(student_id) if there.draft else None
    settings = list_settings(session, prompt.id, student_id) if there.settings else ()
    extensions, request = _times(found)
    gate = there.gate if prompt.write_first else None
    kind = "T2" if work.initial else "T1"
    return {
        "work": work,
        "passages": load_passages(found),
        "waits_since": find_waits_since(found.book.discussion, student_id, scene.now),
        "trace": trace,
        "no_work": find_no_work(found, trace, settings),
        "settings": settings,
        "extensions": extensions,
        "extension_request": request,
        "suggested": (
            kind,
            suggested_day(found.scene.setup, kind, found.scene.zone, scene.now),
        ),
        "timeline": build_timeline(found, work, trace, settings, extensions, gate),
        "compared": compare_evidence(found, {post.id: post.number for post in work.posts}),
        "questions": [row for row in found.questions if row.user_id == student_id],
    }


def _times(found: StudentDesk) -> tuple[list[Extension], ExtensionRequest | None]:
    """The student's own due times, and the request that waits for this grader's answer."""
    scene = found.scene
    if not found.notes.extensions:
        return [], None
    return list_times_of(scene.session, scene.viewer, scene.prompt.id, found.student.id)


def _judgement(found: StudentDesk) -> dict[str, Any]:
    """The right side: the grade by the rubric, what it was before, and how the class's lie."""
    session, prompt, sheet = found.scene.session, found.scene.prompt, found.sheet
    student_id, there, viewer = found.student.id, found.notes, found.scene.viewer
    return {
        "sheet": sheet,
        "titles": {line.criterion.key: line.criterion.title for line in sheet.lines},
        "late_shares": late_shares(sheet),
        "offers": list_offers(found) if there.bank else [],
        "spread": _spread(found),
        "plans": list_open_plans(session, viewer, prompt.id) if there.plans else [],
        "previous": find_previous_released(session, viewer, prompt, student_id)
        if there.earlier
        else None,
        "history": list_grade_events(session, prompt.id, student_id) if sheet.grade else [],
    }


def _spread(found: StudentDesk) -> Spread | None:
    """How the grades of the class lie, once everybody is graded."""
    if found.queue.counts["ungraded"] or found.book.rubric is None:
        return None
    return class_spread([found.book.sheet(student.id) for student in found.book.students])
