"""The form of an own due time, on its page in set-up and on the grading desk."""

from __future__ import annotations

from flask_wtf import FlaskForm

from forum.prompts.models import LONGEST_NOTE
from forum.rules.limits import LONGEST_REASON
from forum.web.forms.fields import Choice, Clock, Day, Line, Prose
from forum.web.grade_words import EXTENSIONS
from forum.web.translations import lazy_gettext as _l


class ExtensionForm(FlaskForm):
    """A student's own due time, in the course's time; the desk has no choice of the student."""

    student = Choice(_l("Student"), coerce=int)
    kind = Choice(_l("What is due later"), EXTENSIONS.items())
    day = Day(_l("New date"))
    time = Clock(_l("New time"))
    reason = Line(_l("Reason"), most=LONGEST_REASON)


class RequestForm(FlaskForm):
    """What a student asks for more time with."""

    note = Prose(_l("Your note"), most=LONGEST_NOTE, needs=_l("Say why you need more time."))


class DeclineForm(FlaskForm):
    """The sentence with which a request is declined."""

    answer = Prose(_l("Answer"), most=LONGEST_NOTE, needs=_l("Say why not; the student reads it."))
