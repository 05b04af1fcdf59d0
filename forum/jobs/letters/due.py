"""What is left to do by a due time, in the sentences of the student's own page."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from forum.jobs.letters.desk import translate
from forum.notifications.audience.dated import left_to_do
from forum.notifications.views import View
from forum.participation.evidence import gather_discussion, without_former_names
from forum.participation.queries import get_standing
from forum.prompts.queries import get_setup
from forum.rules.sentences import Speech
from forum.rules.waiting import waiting


def steps_left(session: Session, view: View, now: datetime) -> list[str]:
    """The next steps that a person can still take by this time, which may be the close.

    None where all is done, and none where the time has passed or was moved: another reminder
    speaks of that one.
    """
    if view.prompt is None or view.due_at is None or now >= view.due_at:
        return []
    setup = get_setup(session, view.prompt)
    if not setup.is_complete:
        return []
    user_id = view.viewer.user_id
    found = gather_discussion(session, setup)
    facts = without_former_names(found, user_id, now, gettext("a former classmate"))
    standing = get_standing(facts, user_id, now, translate)
    waits = user_id in waiting(facts, now)
    checkpoint = str(view.detail.get("checkpoint", "T1"))
    steps = [finding.next_step for finding in left_to_do(standing, checkpoint, waits=waits)]
    # The mail says the time once, at its top.
    speech = Speech(view.course.zone, translate)
    say = speech.late_step if checkpoint == "close" else speech.step
    said = say("", view.due_at)
    return [f"{step.removesuffix(said)}." if step.endswith(said) else step for step in steps]
