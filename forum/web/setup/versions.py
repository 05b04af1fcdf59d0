"""What a save leaves in the history of the set-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from forum.grading.content import input_of
from forum.grading.documents import rubric_data
from forum.grading.queries.rubrics import RubricView, find_rubric
from forum.prompts.history.actions import keep_version
from forum.prompts.history.documents import version_document
from forum.prompts.queries import PromptSetup, get_setup
from forum.web.setup.desk import Desk


@contextmanager
def keeping_history(session: Session, desk: Desk) -> Iterator[None]:
    """Around a save of the desk's prompt, in its transaction: what it changed is kept."""
    prompt, since = desk.prompt, desk.prompt.updated_at
    before = _document(desk.setup, desk.rubric)
    yield
    session.flush()
    after = _document(get_setup(session, prompt), find_rubric(session, prompt.id))
    by, now = desk.place.viewer.user_id, desk.now
    keep_version(session, prompt.id, before, after, since=since, by=by, now=now)


def _document(setup: PromptSetup, rubric: RubricView | None) -> dict[str, Any]:
    return version_document(setup, rubric_data(input_of(rubric)) if rubric else None)
