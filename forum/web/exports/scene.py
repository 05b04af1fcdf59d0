"""What every door of exports loads: the course for those who may export, and its gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.actions.exports import Export, log_export
from forum.grading.models import ReleasedGrade
from forum.grading.policy import can_export
from forum.grading.queries.exports import Gradebook, get_gradebook
from forum.prompts.models import Prompt
from forum.web.access import Place, load_course


@dataclass(frozen=True)
class Exports:
    """A course whose grades are taken along, at one instant."""

    place: Place
    now: datetime

    @cached_property
    def gradebook(self) -> Gradebook:
        """Students, weeks and released grades."""
        return get_gradebook(db.session(), self.place.viewer, self.place.course.id)

    @property
    def weeks(self) -> list[tuple[int, str]]:
        """Every week as it is offered: its number and what it is called."""
        return [(prompt.week, _week(prompt)) for prompt in self.gradebook.prompts]

    @property
    def released_weeks(self) -> list[tuple[int, str]]:
        """The weeks of which grades were released, with how many."""
        numbers = [
            (prompt, self.gradebook.count_released(prompt)) for prompt in self.gradebook.prompts
        ]
        return [
            (
                prompt.week,
                _(
                    "%(week)s (%(released)s)",
                    week=_week(prompt),
                    released=ngettext("%(num)d released", "%(num)d released", number),
                ),
            )
            for prompt, number in numbers
            if number
        ]

    def released(self, prompt: Prompt) -> dict[int, ReleasedGrade]:
        """The released grades of a week by student."""
        grades = self.gradebook.released
        return {
            user_id: row for (prompt_id, user_id), row in grades.items() if prompt_id == prompt.id
        }

    def file_name(self, what: str, ending: str) -> str:
        """The name of a file: letters of the course's address, what it is, the day."""
        day = self.now.astimezone(self.place.course.zone).date()
        return f"{self.place.course.slug}-{what}-{day.isoformat()}.{ending}"

    def log(self, verb: Export, form: str, students: int, prompt: Prompt | None = None) -> None:
        """Log that a file leaves, before it does."""
        viewer, course = self.place.viewer, self.place.course
        with transaction() as session:
            log_export(
                session,
                viewer,
                course,
                verb,
                prompt=prompt,
                form=form,
                students=students,
                now=self.now,
            )


def load_exports(slug: str) -> Exports:
    """The course for those who may export it, else 403; also from the archive, which stays whole.

    What a file leaves behind is a line in the log, and a grade has to be shown a year later too.
    """
    place = load_course(slug, even_archived=True)
    if not can_export(place.viewer):
        abort(403)
    return Exports(place, utc_now())


def attachment(body: bytes, name: str, content_type: str) -> Response:
    """A file to be saved, kept in no cache."""
    answer = Response(body, content_type=content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _week(prompt: Prompt) -> str:
    return _("Week %(week)s, %(title)s", week=prompt.week, title=prompt.title)
