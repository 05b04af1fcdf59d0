"""What comes back where a grade is not written; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.grading.actions.refusals import (
    CommentTooComplex,
    Incomplete,
    NoRubric,
    OnAnotherDesk,
    ReasonMissing,
    StaleGrade,
    WorkChanged,
)
from forum.markup import TooComplex
from forum.web.forms.grading import TypedGrade, texts_too_long, typed_from
from forum.web.grading.bank import Offer
from forum.web.grading.desk_page import render_desk
from forum.web.grading.scene import StudentDesk, load_desk
from forum.web.presentation import clock
from forum.web.translations import lazy_gettext as _l

NO_RUBRIC = _l("This week has no rubric, so it is not graded.")


@dataclass(frozen=True)
class Returned:
    """The form of a grade that comes back: what was typed, what is wrong with it, and the status.

    ``problems`` are sentences by the id of their control, ``kept`` texts that no control holds any
    more; ``conflicting`` says that somebody else saved in between. ``offers`` is the comment bank
    where the form asked for it, else None; ``inserted`` is the id of the box that got one of them.
    """

    desk: StudentDesk
    typed: TypedGrade | None
    problems: Sequence[tuple[str, str]] = ()
    kept: Sequence[tuple[str, str]] = ()
    conflicting: bool = False
    status: int = 422
    offers: Sequence[Offer] | None = None
    inserted: str = ""


def take_back(found: StudentDesk, typed: TypedGrade, refusal: Exception) -> Returned:
    """What comes back for a refusal: 409 where something else came first, else 422."""
    if isinstance(refusal, StaleGrade):
        return overtaken(found, typed)
    if isinstance(refusal, WorkChanged):
        return _changed(found, typed, refusal)
    if isinstance(refusal, OnAnotherDesk):
        return _on_another_desk(found, typed, refusal)
    kept = _homeless(found, typed)
    if isinstance(refusal, NoRubric):
        return _without_rubric(found, typed.comment, kept)
    return Returned(found, typed, _problems(refusal, found), kept)


def answer_small_form(
    found: StudentDesk, refusal: StaleGrade | NoRubric, text: str = ""
) -> ResponseReturnValue:
    """The same for a form about the grade as it is stored; ``text`` is what was typed in it."""
    if isinstance(refusal, StaleGrade):
        return conflict(found, typed_from(found.sheet, found.scene.now))
    return without_rubric(found, text)


def overtaken(found: StudentDesk, typed: TypedGrade) -> Returned:
    """Somebody else saved in between: both columns side by side, nothing lost."""
    fresh = load_desk(found.scene.slug, found.scene.prompt.week, found.student.id)
    mine = replace(typed, version=fresh.sheet.version, opened_at=fresh.scene.now)
    return Returned(fresh, mine, kept=_homeless(fresh, mine), conflicting=True, status=409)


def answer_refusal(
    found: StudentDesk, typed: TypedGrade, refusal: Exception
) -> ResponseReturnValue:
    """The desk again with what was typed."""
    return _desk(take_back(found, typed, refusal))


def conflict(found: StudentDesk, typed: TypedGrade) -> ResponseReturnValue:
    """The desk with the choice between two graders."""
    return _desk(overtaken(found, typed))


def without_rubric(found: StudentDesk, text: str = "") -> ResponseReturnValue:
    """There is nothing to grade by, be it since a moment ago; what was typed comes back."""
    return _desk(_without_rubric(found, text))


def _desk(back: Returned) -> ResponseReturnValue:
    page = render_desk(
        back.desk, back.typed, back.problems, conflicting=back.conflicting, kept=back.kept
    )
    return page, back.status


def _without_rubric(
    found: StudentDesk, text: str, others: Sequence[tuple[str, str]] = ()
) -> Returned:
    kept = [*others, *([(_("Your text"), text)] if text.strip() else [])]
    return Returned(found, None, [("rubric", str(NO_RUBRIC))], kept)


def too_long(typed: TypedGrade) -> list[tuple[str, str]]:
    """The texts that are longer than can be kept, each with its sentence."""
    return [
        (control, _("Please keep it under %(max)s characters.", max=most))
        for control, most in texts_too_long(typed)
    ]


def _changed(found: StudentDesk, typed: TypedGrade, refusal: WorkChanged) -> Returned:
    """The student wrote since the page was opened: look again, then save what was typed."""
    scene = found.scene
    sentence = _(
        "%(name)s's work changed %(time)s, after you opened this page. Look again, then save.",
        name=found.name,
        time=clock(refusal.at, scene.zone, scene.now),
    )
    fresh = replace(typed, opened_at=scene.now)
    return Returned(found, fresh, [("main", sentence)], status=409)


def _on_another_desk(found: StudentDesk, typed: TypedGrade, refusal: OnAnotherDesk) -> Returned:
    sentence = _(
        "%(who)s is grading %(name)s. Take over, then save.",
        who=refusal.grader,
        name=found.student.name,
    )
    return Returned(found, typed, [("main", sentence)], status=409)


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
