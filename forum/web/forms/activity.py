"""The forms that narrow the log down, for a page or for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta, tzinfo

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from forum.activity.queries import Wanted
from forum.web.forms.fields import Choice, Day, Line
from forum.web.translations import lazy_gettext as _l

#: The choice of everything.
ALL = ""
#: The forms a file of the log comes in.
FORMS = (("csv", _l("CSV")), ("jsonl", _l("JSON Lines")))


class LogFileForm(FlaskForm):
    """Person, kind, week (in a course) or course (in the site's log), days, and the file's form."""

    person = Line(_l("Person"), most=120)
    verb = Choice(_l("What"), default=ALL)
    part = Choice(_l("Week"), default=ALL)
    since = Day(_l("From"), optional=True)
    until = Day(_l("To"), optional=True)
    form = Choice(_l("Form"), FORMS, default="csv")

    def validate_until(self, field: Day) -> None:
        """Not before the first."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day comes before the first."))

    def offer(self, verbs: Mapping[str, object], parts: Iterable[tuple[str, str]]) -> None:
        """Say what can be chosen: verbs with their words, weeks or courses with their names."""
        worded = sorted(((verb, str(word)) for verb, word in verbs.items()), key=lambda one: one[1])
        self.verb.offer([(ALL, _("Everything")), *worded])
        self.part.offer([(ALL, _("All")), *parts])

    def read(self, zone: tzinfo, *, course_id: int | None, parts_are: str) -> Wanted:
        """What is wanted: days begin and end at midnight in ``zone``; ``parts_are`` names the field
        of ``Wanted`` that the choice of a part fills. A field with an error asks for everything.
        """
        part = None if self.part.errors or not self.part.data else int(self.part.data)
        is_course = parts_are == "course_id"
        since = None if self.since.errors else self.since.data
        until = None if self.until.errors else self.until.data
        return Wanted(
            course_id=part if is_course and part is not None else course_id,
            prompt_id=None if is_course else part,
            person="" if self.person.errors else self.person.data or "",
            verb="" if self.verb.errors else self.verb.data or "",
            since=datetime.combine(since, time(), zone) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        )


class LogForm(LogFileForm):
    """The same for a page: it is sent by GET and changes nothing."""

    class Meta:
        csrf = False
