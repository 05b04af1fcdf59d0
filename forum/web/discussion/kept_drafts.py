"""Keeping a whole form as a draft."""

from __future__ import annotations

from flask import request

from forum.database import transaction
from forum.discussion.actions.drafts import save_form
from forum.discussion.actions.refusals import Closed
from forum.web.discussion.scene import Scene
from forum.web.discussion.typed import Typed


def keep_draft(scene: Scene, slot: str, typed: Typed) -> None:
    """Store the whole form as a draft; what another page wrote since stays as a snapshot.

    Raises Closed, FieldTooLong and DraftTooLarge before anything is written.
    """
    if not scene.is_open:
        raise Closed
    seen = {
        field.removeprefix("seen-"): int(value)
        for field, value in request.form.items()
        if field.startswith("seen-") and value.isdecimal() and len(value) < 10
    }
    with transaction() as session:
        save_form(
            session,
            scene.viewer.user_id,
            scene.prompt.id,
            slot,
            typed.fields,
            seen=seen,
            now=scene.now,
        )
