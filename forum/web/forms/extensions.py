"""The form of an own due time, on its page in set-up and on the grading desk."""

from __future__ import annotations

from flask_wtf import FlaskForm

from forum.rules.limits import LONGEST_REASON
from forum.web.forms.fields import Choice, Clock, Day, Line
from forum.web.grade_words import EXTENSIONS
from forum.web.translations import lazy_gettext as _l


class ExtensionForm(FlaskForm):
    """A student's own due time, in the course's time; the desk has no choice of the student."""

    student = Choice(_l("Student"), coerce=int)
    kind = Choice(_l("What is due later"), EXTENSIONS.items())
    day = Day(_l("New date"))
    time = Clock(_l("New time"))
    reason = Line(_l("Reason"), most=LONGEST_REASON)
