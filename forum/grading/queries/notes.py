"""What may lie beside a student's work on the desk, and for most students does not.

Each kind has a statement of its own, which answers "nothing" for nearly everybody; asking first, of
all kinds at once, which of them are there at all saves most of those statements. What is there for
nearly everybody comes along: the rubric, and what opened the discussion to the student.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from forum.discussion.queries.drafts import has_begun
from forum.discussion.queries.readers import OpenedGate, opened_gate_in, with_opened_gate
from forum.grading.bank.models import BankComment
from forum.grading.models import DeskLease, Grade, PlannedRelease, ReleasedGrade
from forum.grading.queries.rubrics import RubricView, rubric_in, with_rubric
from forum.integrity.queries import has_passages
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension, ExtensionRequest, Prompt


@dataclass(frozen=True)
class Notes:
    """Which kinds of notes there are. Those of the prompt: questions, leases that hold, plans of a
    release, grades, released grades. Those of the student: settings, own due times or a request for
    some, a draft of the initial post, passages that also stand in earlier posts, grades released
    in earlier weeks. Of the course: kept comments. The ``rubric`` and opened ``gate`` themselves
    are None where there are none.
    """

    questions: bool = True
    leases: bool = True
    plans: bool = True
    grades: bool = True
    released: bool = True
    settings: bool = True
    extensions: bool = True
    draft: bool = True
    passages: bool = True
    earlier: bool = True
    bank: bool = True
    rubric: RubricView | None = None
    gate: OpenedGate | None = None


#: Where nobody has asked: everything may be there.
UNKNOWN = Notes()


def find_notes(session: Session, prompt: Prompt, student_id: int, now: datetime) -> Notes:
    """Which notes there are about a student under a prompt, with the rubric and the opened gate.
    One statement.
    """
    values = {
        "prompt_id": prompt.id,
        "course_id": prompt.course_id,
        "week": prompt.week,
        "student_id": student_id,
        "now": now,
    }
    rows = session.execute(_THERE, values).all()
    first = rows[0]  # of a prompt without a rubric there is one, too
    there = {name: bool(getattr(first, name)) for name in _CONDITIONS}
    return Notes(**there, rubric=rubric_in(rows), gate=opened_gate_in(first))


def _of_student(model: type[Setting | Extension | ExtensionRequest]) -> ColumnElement[bool]:
    return (model.prompt_id == _PROMPT) & (model.user_id == _STUDENT)


def _any_of_class(model: type[Grade | ReleasedGrade]) -> ColumnElement[bool]:
    """Whether a prompt has any: the first by the index of prompt and person. For "exists"
    PostgreSQL may go through the whole table, which is quick to find a row and slow to find none.
    """
    first = select(func.min(model.user_id)).where(model.prompt_id == _PROMPT)
    return first.scalar_subquery().is_not(None)


_PROMPT: BindParameter[int] = bindparam("prompt_id")
_STUDENT: BindParameter[int] = bindparam("student_id")
_BEFORE = aliased(Prompt)
_EARLIER = (
    exists()
    .where(ReleasedGrade.user_id == _STUDENT, ReleasedGrade.prompt_id == _BEFORE.id)
    .where(_BEFORE.course_id == bindparam("course_id"), _BEFORE.week < bindparam("week"))
)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "questions": exists().where(Question.prompt_id == _PROMPT),
    "leases": exists().where(DeskLease.prompt_id == _PROMPT, DeskLease.ends_at > bindparam("now")),
    "plans": exists().where(PlannedRelease.prompt_id == _PROMPT, PlannedRelease.ended_at.is_(None)),
    "grades": _any_of_class(Grade),
    "released": _any_of_class(ReleasedGrade),
    "settings": exists().where(_of_student(Setting)),
    "extensions": or_(
        exists().where(_of_student(Extension), Extension.ended_at.is_(None)),
        exists().where(_of_student(ExtensionRequest), ExtensionRequest.ended_at.is_(None)),
    ),
    "draft": has_begun(_PROMPT, _STUDENT),
    "passages": has_passages(_PROMPT, _STUDENT),
    "earlier": _EARLIER,
    "bank": exists().where(BankComment.course_id == bindparam("course_id")),
}
_KINDS = [condition.label(name) for name, condition in _CONDITIONS.items()]
_OF_PROMPT = select(Prompt.id).where(Prompt.id == _PROMPT).add_columns(*_KINDS)
_THERE = with_opened_gate(with_rubric(_OF_PROMPT), _PROMPT, _STUDENT)
