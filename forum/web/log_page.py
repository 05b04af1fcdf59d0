"""What the pages of the course's and of the site's log share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property

from flask import request

from forum.activity.queries import Narrowed, Wanted
from forum.web.activity_words import LogWords
from forum.web.forms.activity import LogFileForm

_LARGEST_ID = 2_147_483_647


@dataclass(frozen=True)
class LogPage:
    """A form with what was asked for, the words of the lines, and how both are read: in which zone,
    of which course (None: of all), and whether a part is a week or a course.
    """

    form: LogFileForm
    words: LogWords
    zone: tzinfo
    course_id: int | None
    parts_are: str
    narrowed: Narrowed | None = None

    @cached_property
    def wanted(self) -> Wanted:
        """What was asked for; ask after ``form.validate()``."""
        wanted = self.form.read(self.zone, course_id=self.course_id, parts_are=self.parts_are)
        return replace(wanted, narrowed=self.narrowed)

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, as the address has it."""
        fields = ("person", "verb", "part", "since", "until")
        given = {name: request.values.get(name, "") for name in fields}
        return {name: text for name, text in given.items() if text}


def read_before() -> int | None:
    """The id given in the address; nonsense shows the newest page."""
    before = request.args.get("before", type=int)
    return before if before is not None and 0 < before <= _LARGEST_ID else None
