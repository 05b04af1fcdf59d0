"""The weeks of a course as rows for lists: their state, times, and what they mean to the viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from forum.discussion.queries.drafts import list_begun
from forum.discussion.queries.weeks import OwnInitial, count_authors, list_own_initials
from forum.grading.models import ReleasedGrade
from forum.grading.queries.grades import count_graded
from forum.grading.queries.plans import list_next_planned
from forum.grading.queries.released import list_released
from forum.participation.queries import count_open_questions
from forum.prompts.models import Prompt
from forum.prompts.queries import list_dues, list_prompts
from forum.web.access import Place


@dataclass(frozen=True)
class Week:
    """One week's row.

    ``state`` is a code of the states table; ``dues`` the instants by kind. For students: the own
    post, whether a draft waits, the released grade. For staff: how many have posted, how many of
    them are graded, how many questions wait, when the next release is planned.
    """

    prompt: Prompt
    state: str
    dues: Mapping[str, datetime]
    own: OwnInitial | None = None
    has_draft: bool = False
    released: ReleasedGrade | None = None
    posted: int = 0
    graded: int = 0
    questions: int = 0
    release_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.state == "prompt-open"

    @property
    def to_grade(self) -> int:
        """How many posts wait for a grade."""
        return max(0, self.posted - self.graded)


def list_weeks(session: Session, place: Place, now: datetime) -> list[Week]:
    """The weeks this viewer may know of; the same few statements for any number of them."""
    viewer, course = place.viewer, place.course
    prompts = list_prompts(session, viewer, course.id)
    ids = [prompt.id for prompt in prompts]
    if not ids:
        return []
    dues = list_dues(session, ids)
    if viewer.is_staff:
        students = viewer.own_students
        posted = count_authors(session, course.id, ids, students)
        graded = count_graded(session, ids, students)
        questions = count_open_questions(session, ids, students)
        planned = list_next_planned(session, viewer, ids) if viewer.may_grade else {}
        return [
            Week(
                prompt,
                week_state(prompt, dues.get(prompt.id, {}), now),
                dues.get(prompt.id, {}),
                posted=posted.get(prompt.id, 0),
                graded=graded.get(prompt.id, 0),
                questions=questions.get(prompt.id, 0),
                release_at=planned.get(prompt.id),
            )
            for prompt in prompts
        ]
    own = list_own_initials(session, viewer.user_id, ids)
    begun = list_begun(session, viewer.user_id, ids)
    released = {row.prompt_id: row for row in list_released(session, viewer, course.id)}
    return [
        Week(
            prompt,
            week_state(prompt, dues.get(prompt.id, {}), now),
            dues.get(prompt.id, {}),
            own=own.get(prompt.id),
            has_draft=prompt.id in begun,
            released=released.get(prompt.id),
        )
        for prompt in prompts
    ]


def week_state(prompt: Prompt, dues: Mapping[str, datetime], now: datetime) -> str:
    """The prompt's state as a code: draft, scheduled, open or closed; withdrawn is a draft."""
    if not prompt.is_published or "opens" not in dues or "close" not in dues:
        return "prompt-draft"
    if now < dues["opens"]:
        return "prompt-scheduled"
    return "prompt-open" if now < dues["close"] else "prompt-closed"


def this_week(weeks: Sequence[Week]) -> Week | None:
    """The week under way: of several open ones the last opened; else the next, else the last."""
    open_weeks = [week for week in weeks if week.is_open]
    if open_weeks:
        return max(open_weeks, key=lambda week: week.dues["opens"])
    coming = [week for week in weeks if week.state == "prompt-scheduled"]
    if coming:
        return min(coming, key=lambda week: week.dues["opens"])
    return weeks[-1] if weeks else None
