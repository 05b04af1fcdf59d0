"""The form for hiding a post, in its thread and on the grading desk."""

from __future__ import annotations

from flask_wtf import FlaskForm

from forum.rules.limits import LONGEST_REASON
from forum.web.forms.fields import Line
from forum.web.translations import lazy_gettext as _l


class HidingForm(FlaskForm):
    """Why a post is hidden."""

    reason = Line(_l("Reason"), most=LONGEST_REASON, needs=_l("Say why; the author reads it."))
