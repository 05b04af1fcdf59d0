"""What a receipt says of the time: when exactly, and whether that was in time."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from forum.notifications.views import View
from forum.prompts.queries import get_setup
from forum.prompts.schedule import get_personal_schedule


def punctuality(session: Session, view: View, now: datetime) -> str:
    """ "On time." or how late, by the person's own due time; "" where nothing is due of them."""
    if view.prompt is None or view.post is None or not view.viewer.is_student:
        return ""
    setup = get_setup(session, view.prompt)
    if not setup.is_complete:
        return ""
    schedule = get_personal_schedule(session, setup, view.viewer.user_id, now)
    window = schedule.initial if view.post.kind == "initial" else schedule.responses
    at = view.post.published_at
    if window.is_on_time(at):
        return gettext("On time.")
    if not window.is_accepted(at):
        return gettext("After the close.")
    return ngettext("%(num)d day late.", "%(num)d days late.", window.days_late(at))
