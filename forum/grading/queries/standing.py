"""A student's own total, and what may be told of the class: from released grades alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.courses.models import Course, Enrollment
from forum.courses.policy import Viewer
from forum.grading.models import ReleasedGrade
from forum.grading.queries.book_rows import is_latest
from forum.grading.queries.weights import Weights, get_weights
from forum.participation.work_times import list_waived_initials
from forum.prompts.models import Prompt
from forum.rules.gradebook import ClassFigures, CourseTotal, Score, class_figures, course_total
from forum.rules.roles import Role


@dataclass(frozen=True)
class OwnStanding:
    """How a student's total came about: ``scores`` by week, what became of each, the weights.

    ``class_total`` and ``class_weeks`` (by week) are there only where more than five people of the
    class have a grade, and never for a week of which the student has none.
    """

    weights: Weights
    scores: Mapping[int, Score]
    total: CourseTotal
    class_total: ClassFigures | None
    class_weeks: Mapping[int, ClassFigures]

    @property
    def has_own_weights(self) -> bool:
        """Whether the weeks that enter the total do not all weigh the same."""
        return len({score.weight for score in self.scores.values()}) > 1


def get_own_standing(session: Session, viewer: Viewer, course: Course) -> OwnStanding:
    """The student's own total with the figures of the class; three statements.

    The class are the present students of the viewer's section, or of the whole course where its
    sections are one class.
    """
    weights = get_weights(session, course.id)
    people = _scores(session, viewer, course, weights)
    own = people.get(viewer.user_id, {})
    totals = {
        user_id: course_total(list(scores.values()), weights.drop_lowest)
        for user_id, scores in people.items()
    }
    total = totals.get(viewer.user_id) or course_total([])
    reached = [row.percent for row in totals.values() if row.percent is not None]
    return OwnStanding(
        weights=weights,
        scores=own,
        total=total,
        class_total=class_figures(reached) if total.percent is not None else None,
        class_weeks=_class_weeks(own, people),
    )


def _scores(
    session: Session, viewer: Viewer, course: Course, weights: Weights
) -> dict[int, dict[int, Score]]:
    """The released grades of everybody in the viewer's class, by person and week."""
    weeks = {week.prompt_id: week for week in weights.weeks}
    waived = list_waived_initials(session, course.id)
    members = select(Enrollment.user_id).where(
        Enrollment.course_id == course.id,
        Enrollment.role == Role.STUDENT.value,
        Enrollment.ended_at.is_(None),
    )
    if not course.sections_are_one_class:
        members = members.where(Enrollment.section_id.is_not_distinct_from(viewer.section_id))
    rows = session.execute(
        select(
            ReleasedGrade.prompt_id,
            ReleasedGrade.user_id,
            ReleasedGrade.total,
            ReleasedGrade.out_of,
        )
        .join(Prompt, Prompt.id == ReleasedGrade.prompt_id)
        .where(Prompt.course_id == course.id, ReleasedGrade.user_id.in_(members), is_latest())
    )
    found: dict[int, dict[int, Score]] = defaultdict(dict)
    for prompt_id, user_id, total, out_of in rows:
        if week := weeks.get(prompt_id):
            is_waived = (prompt_id, user_id) in waived
            found[user_id][week.week] = Score(week.week, total, out_of, week.weight, is_waived)
    return found


def _class_weeks(
    own: Mapping[int, Score], people: Mapping[int, Mapping[int, Score]]
) -> dict[int, ClassFigures]:
    reached: dict[int, list[Decimal]] = defaultdict(list)
    for scores in people.values():
        for score in scores.values():
            if score.out_of and not score.is_excused:
                reached[score.week].append(score.percent)
    figures = {week: class_figures(reached[week]) for week in own}
    return {week: told for week, told in figures.items() if told is not None}
