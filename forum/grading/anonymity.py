"""Grading without names: the same class with numbers in the place of the students' names.

Names are replaced where the product says them, and in texts where they are found as they are
spelled in the course. That is a best effort, and the page says so: a writer may be known by what
they wrote, by a nickname, by a site.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from forum.participation.classes import students_of
from forum.rules.facts import Discussion


def number_students(discussion: Discussion, prompt_id: int) -> dict[int, int]:
    """A number from 1 for everybody who is or was a student, by id.

    The same for everybody who grades and as long as the class stays as it is, and in no order that
    says anything.
    """

    # Also for a grader of some sections: colleagues of others stand in the texts.
    whole = replace(discussion, about=None)

    def shuffled(student_id: int) -> bytes:
        return sha256(f"anonymous:{prompt_id}:{student_id}".encode()).digest()

    return {
        student_id: number
        for number, student_id in enumerate(sorted(students_of(whole), key=shuffled), start=1)
    }


def without_names(
    discussion: Discussion, numbers: Mapping[int, int], label: Callable[[int], str]
) -> Discussion:
    """The discussion with ``label(number)`` for each student's name, in every sentence too."""
    members = tuple(
        replace(row, name=label(numbers[row.id]), short_name=label(numbers[row.id]))
        if row.id in numbers
        else row
        for row in discussion.members
    )
    return replace(discussion, members=members)


def names_in_texts(
    discussion: Discussion, numbers: Mapping[int, int], label: Callable[[int], str]
) -> dict[str, str]:
    """What to look for in texts, with what stands instead: full names, first names, last names.

    A name that two students share stands for nobody in particular and becomes the label of the
    first of them; it is gone from the text all the same.
    """
    found: dict[str, str] = {}
    for row in discussion.members:
        if row.id not in numbers:
            continue
        said = label(numbers[row.id])
        for name in (row.name, row.short_name, *row.name.split()):
            if len(name) > 1:
                found.setdefault(name, said)
    return found
