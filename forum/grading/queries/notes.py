"""What may lie beside a student's work on the desk, and for most students does not.

Each kind has a statement of its own, which answers "nothing" for nearly everybody; asking first, of
all kinds at once, which of them are there at all saves most of those statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from forum.discussion.queries.drafts import has_begun
from forum.discussion.queries.readers import has_opened
from forum.grading.bank.models import BankComment
from forum.grading.models import DeskLease, Grade, PlannedRelease, ReleasedGrade
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension, ExtensionRequest, Prompt


@dataclass(frozen=True)
class Notes:
    """Which kinds of notes there are. Those of the prompt: questions, leases that hold, plans of a
    release, grades, released grades. Those of the student: settings, own due times or a request for
    some, a draft of the initial post, the opened gate, grades released in earlier weeks. Of the
    course: kept comments.
    """

    questions: bool = True
    leases: bool = True
    plans: bool = True
    grades: bool = True
    released: bool = True
    settings: bool = True
    extensions: bool = True
    draft: bool = True
    gate: bool = True
    earlier: bool = True
    bank: bool = True


#: Where nobody has asked: everything may be there.
UNKNOWN = Notes()


def find_notes(session: Session, prompt: Prompt, student_id: int, now: datetime) -> Notes:
    """Which notes there are about a student under a prompt. One statement."""
    values = {
        "prompt_id": prompt.id,
        "course_id": prompt.course_id,
        "week": prompt.week,
        "student_id": student_id,
        "now": now,
    }
    row = session.execute(_THERE, values).one()
    return Notes(**{name: bool(is_there) for name, is_there in row._mapping.items()})


def _of_student(model: type[Setting | Extension | ExtensionRequest]) -> ColumnElement[bool]:
    return (model.prompt_id == _PROMPT) & (model.user_id == _STUDENT)


_PROMPT: BindParameter[int] = bindparam("prompt_id")
_STUDENT: BindParameter[int] = bindparam("student_id")
_EARLIER = (
    exists()
    .where(ReleasedGrade.user_id == _STUDENT, ReleasedGrade.prompt_id == Prompt.id)
    .where(Prompt.course_id == bindparam("course_id"), Prompt.week < bindparam("week"))
)
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "questions": exists().where(Question.prompt_id == _PROMPT),
    "leases": exists().where(DeskLease.prompt_id == _PROMPT, DeskLease.ends_at > bindparam("now")),
    "plans": exists().where(PlannedRelease.prompt_id == _PROMPT, PlannedRelease.ended_at.is_(None)),
    "grades": exists().where(Grade.prompt_id == _PROMPT),
    "released": exists().where(ReleasedGrade.prompt_id == _PROMPT),
    "settings": exists().where(_of_student(Setting)),
    "extensions": or_(
        exists().where(_of_student(Extension), Extension.ended_at.is_(None)),
        exists().where(_of_student(ExtensionRequest), ExtensionRequest.ended_at.is_(None)),
    ),
    "draft": has_begun(_PROMPT, _STUDENT),
    "gate": has_opened(_PROMPT, _STUDENT),
    "earlier": _EARLIER,
    "bank": exists().where(BankComment.course_id == bindparam("course_id")),
}
_THERE = select(*(condition.label(name) for name, condition in _CONDITIONS.items()))
