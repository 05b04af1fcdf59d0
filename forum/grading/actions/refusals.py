"""Why a write of a grade was refused. Nothing was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal


class Refused(Exception):
    """The base of all refusals of grading."""


class NotAllowed(Refused):
    """This person may not grade, or not release."""


class NoRubric(Refused):
    """The week has no rubric, so there is nothing to grade by."""


class NotGraded(Refused):
    """There is no saved grade: it is held, or nothing is there at all."""


class StaleGrade(Refused):
    """Somebody else saved the grade since it was loaded; ``version`` is the one now."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class WorkChanged(Refused):
    """The student's work changed ``at`` this instant, after the page had been opened."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class OnAnotherDesk(Refused):
    """A colleague has the student open; ``grader`` is their name."""

    def __init__(self, grader: str) -> None:
        super().__init__(grader)
        self.grader = grader


class Incomplete(Refused):
    """Criteria without a level; ``criteria`` are their ids."""

    def __init__(self, criteria: Sequence[int]) -> None:
        super().__init__(criteria)
        self.criteria = tuple(criteria)


class ReasonMissing(Refused):
    """Levels above the ceiling ask for one line why; ``criteria`` are their ids.

    Empty where lateness was to be struck without a reason.
    """

    def __init__(self, criteria: Sequence[int] = ()) -> None:
        super().__init__(criteria)
        self.criteria = tuple(criteria)


class OutOfRange(Refused):
    """A total below 0 or above ``most``, what the rubric gives."""

    def __init__(self, most: Decimal) -> None:
        super().__init__(most)
        self.most = most


class CommentTooComplex(Refused):
    """The comment on this criterion could not be shown; ``sentence`` says why, untranslated."""

    def __init__(self, criterion: int, sentence: str) -> None:
        super().__init__(criterion, sentence)
        self.criterion = criterion
        self.sentence = sentence


class NoteMissing(Refused):
    """A grade changed after its release needs a note; ``students`` are their ids."""

    def __init__(self, students: Sequence[int]) -> None:
        super().__init__(students)
        self.students = tuple(students)


class NothingToRelease(Refused):
    """No saved grade waits for its release."""


class NoLongerWaiting(Refused):
    """Grades that were to be released and wait no more; ``students`` are their ids."""

    def __init__(self, students: Sequence[int]) -> None:
        super().__init__(students)
        self.students = tuple(students)


class PlanPassed(Refused):
    """The time of a planned release has passed."""


class PlanTooFar(Refused):
    """The time of a planned release is further away than a release is planned."""


class NobodyChosen(Refused):
    """A release was planned for nobody."""


class PlanEnded(Refused):
    """The planned release has happened, or was cancelled."""


class StalePlan(Refused):
    """Somebody else changed the planned release since it was loaded."""


class TooEarly(Refused):
    """The time of the planned release has not come."""


class StaleWeighting(Refused):
    """Somebody else changed the weights since they were loaded."""


class NothingWeighs(Refused):
    """Every week has the weight 0, so that there could be no total."""
