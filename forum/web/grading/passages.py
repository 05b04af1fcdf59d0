"""What of a student's posts also stands in earlier ones, beside the rubric."""

from __future__ import annotations

from collections.abc import Sequence

from forum.grading.anonymity import names_in_texts, number_students
from forum.integrity.policy import can_compare
from forum.integrity.queries import list_passages_of
from forum.web.grading.scene import StudentDesk, student_label
from forum.web.integrity.passages import ShownPassage, compared_passages, without_names


def load_passages(desk: StudentDesk) -> Sequence[ShownPassage]:
    """The student's passages with the other post beside each; without names where the page hides
    them. No statement where nothing was found."""
    scene, student_id = desk.scene, desk.student.id
    if not desk.notes.passages or not can_compare(scene.viewer, student_id):
        return ()
    found = list_passages_of(scene.session, scene.prompt.id, student_id, for_author=False)
    passages = compared_passages(scene.session, scene.reader, found)
    if not desk.hides_names:
        return passages
    numbers = number_students(scene.evidence, scene.prompt.id)
    labels = {user_id: student_label(number) for user_id, number in numbers.items()}
    return without_names(passages, labels, names_in_texts(scene.evidence, numbers, student_label))
