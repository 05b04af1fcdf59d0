"""Giving a student an own due time, for each door that leads back to its page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import flash
from flask_babel import gettext as _

from forum.database import transaction
from forum.prompts.actions.extensions import give_extension
from forum.prompts.actions.refusals import ExtensionTooEarly
from forum.prompts.models import Prompt
from forum.prompts.queries import PromptSetup
from forum.rules.schedule import due_instant
from forum.web.forms.extensions import ExtensionForm
from forum.web.presentation import last_minute

#: How much later an extension is that a form suggests.
LATER = timedelta(days=2)


def suggested_day(setup: PromptSetup, kind: str, zone: ZoneInfo, now: datetime) -> date:
    """The day that a form begins with for an own due time of this kind: two days after what holds
    for everybody, or after today where that is over."""
    today, due_at = now.astimezone(zone).date(), setup.due(kind)
    common = last_minute(due_at).astimezone(zone).date() if due_at else today
    return max(common, today) + LATER


def give_own_time(
    form: ExtensionForm,
    prompt: Prompt,
    user_id: int,
    zone: ZoneInfo,
    *,
    by: int,
    now: datetime,
) -> bool:
    """Give the extension of a valid form and say so.

    False where it is not later than what holds for everybody: the form says that at its day.
    Raises NotAStudent.
    """
    due_at = due_instant(form.day.data, 1, form.time.data, zone)
    kind, reason = form.kind.data, form.reason.data
    try:
        with transaction() as session:
            give_extension(session, prompt, user_id, kind, due_at, by=by, now=now, reason=reason)
    except ExtensionTooEarly:
        form.day.errors = [_("This is not later than the time that holds for everybody.")]
        return False
    flash(_("The extension is given. The student sees the new time at once."), "done")
    return True
