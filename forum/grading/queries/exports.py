"""What files about grades are made of: the students, and of grades the released ones alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.courses.queries import list_sections, list_students
from forum.grading.exports.gradebook import Released
from forum.grading.exports.people import Person
from forum.grading.queries.released import list_released
from forum.prompts.models import Prompt
from forum.prompts.queries import list_prompts


@dataclass(frozen=True)
class Gradebook:
    """The present students by name, the weeks, and each latest released grade."""

    people: Sequence[Person]
    prompts: Sequence[Prompt]
    released: Released

    def count_released(self, prompt: Prompt) -> int:
        """How many of the students have a released grade of the prompt."""
        return sum((prompt.id, person.id) in self.released for person in self.people)

    def get_prompt(self, week: int) -> Prompt:
        """The prompt of a week. Raises LookupError where the gradebook has none."""
        for prompt in self.prompts:
            if prompt.week == week:
                return prompt
        raise LookupError(week)


def get_gradebook(session: Session, viewer: Viewer, course_id: int) -> Gradebook:
    """The gradebook for somebody who may export it: four statements for any class.

    Of the weeks those that students may know of, or of which a grade was released.
    """
    released = {
        (grade.prompt_id, grade.user_id): grade
        for grade in list_released(session, viewer, course_id)
    }
    with_grades = {prompt_id for prompt_id, _user_id in released}
    prompts = [
        prompt
        for prompt in list_prompts(session, viewer, course_id)
        if prompt.is_published or prompt.id in with_grades
    ]
    return Gradebook(list_people(session, viewer, course_id), prompts, released)


def list_people(session: Session, viewer: Viewer, course_id: int) -> list[Person]:
    """The present students this viewer works with by name, with their sections; two statements."""
    sections = {section.id: section.name for section in list_sections(session, course_id)}
    return [
        Person(
            id=row.user_id,
            name=row.user.name,
            email=row.user.email,
            section=sections.get(row.section_id, "") if row.section_id else "",
        )
        for row in list_students(session, course_id, viewer.own_students)
    ]
