"""What somebody has typed into the long form and not saved to the week, kept as they type."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forum.database import transaction
from forum.extensions import db
from forum.markup import clean_text
from forum.prompts.drafts.actions import (
    DraftTooLong,
    Outcome,
    Typed,
    discard_setup_draft,
    keep_setup_draft,
)
from forum.prompts.drafts.models import SetupDraft
from forum.prompts.drafts.queries import find_setup_draft
from forum.web.limits import limit_autosave, limit_setup
from forum.web.presentation import clock_today
from forum.web.sent_drafts import read_sent
from forum.web.setup.desk import Desk, load_desk
from forum.web.setup.door import blueprint

DRAFT = "/c/<slug>/w/<int(max=9999):week>/setup/draft"
#: The whole form is one field of the autosave.
FIELD = "form"
#: Names and values that a form may have; the longest has some two thousand.
MOST_FIELDS = 5000


@dataclass(frozen=True)
class Unsaved:
    """The own row of a person for a prompt: ``version`` 0 where there is none.

    ``fields`` are those of the form, None where nothing is unsaved.
    """

    version: int
    fields: MultiDict[str, str] | None = None
    saved_at: datetime | None = None


@blueprint.get(DRAFT)
def read_draft(slug: str, week: int) -> ResponseReturnValue:
    """The own draft as the script asks for it; its text is "" where nothing is unsaved."""
    desk = load_desk(slug, week)
    row = _find(desk)
    return jsonify(fields=[_said(desk, row) | {"field": FIELD}] if row else [])


@blueprint.put(DRAFT)
@limit_autosave
def keep_draft(slug: str, week: int) -> ResponseReturnValue:
    """Keep what is typed; the week stays as it is."""
    desk, sent = load_desk(slug, week), read_sent()
    user_id = desk.place.viewer.user_id
    if sent.user_id is not None and sent.user_id != user_id:
        return jsonify(message=_("Somebody else is signed in now.")), 403
    if [save.field for save in sent.fields] != [FIELD]:
        abort(422)
    (save,) = sent.fields
    if save.text and read_fields(save.text) is None:
        abort(422)
    typed = Typed(save.text, save.base_version, sent.client, save.seq, save.resolve)
    try:
        with transaction() as session:
            outcome = keep_setup_draft(session, user_id, desk.prompt.id, typed, now=desk.now)
    except DraftTooLong:
        message = _("This is more than a week can hold. Shorten the longest text.")
        return jsonify(message=message, field=FIELD), 413
    answer = _said(desk, outcome) | {
        "field": FIELD,
        "status": "conflict" if outcome.is_conflict else "saved",
        "changed_at_text": clock_today(outcome.saved_at, desk.course.zone, desk.now),
    }
    saved_text = clock_today(desk.now, desk.course.zone, desk.now)
    return jsonify(saved_at=desk.now.isoformat(), saved_text=saved_text, fields=[answer])


@blueprint.post(f"{DRAFT}/deletion")
@limit_setup
def discard_draft(slug: str, week: int) -> ResponseReturnValue:
    """Forget what is unsaved; the page shows the week as it is saved."""
    desk = load_desk(slug, week)
    with transaction() as session:
        discard_setup_draft(session, desk.place.viewer.user_id, desk.prompt.id, now=desk.now)
    flash(_("Discarded. This is the week as it is saved."), "done")
    return redirect(url_for("setup.edit", slug=slug, week=week), 303)


def find_unsaved(desk: Desk) -> Unsaved:
    """What the person in front of the desk has left unsaved."""
    row = _find(desk)
    if row is None:
        return Unsaved(0)
    return Unsaved(row.version, read_fields(row.text) if row.text else None, row.saved_at)


def read_fields(text: str) -> MultiDict[str, str] | None:
    """The fields of a form as its script wrote them down; None where it did not."""
    try:
        pairs = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(pairs, list) or len(pairs) > MOST_FIELDS:
        return None
    if not all(_is_pair(pair) for pair in pairs):
        return None
    return MultiDict([(clean_text(name), clean_text(value)) for name, value in pairs])


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def _find(desk: Desk) -> SetupDraft | None:
    return find_setup_draft(db.session(), desk.place.viewer.user_id, desk.prompt.id)


def _said(desk: Desk, row: SetupDraft | Outcome) -> dict[str, Any]:
    return {
        "text": row.text,
        "version": row.version,
        "saved_at": row.saved_at.isoformat(),
        "saved_text": clock_today(row.saved_at, desk.course.zone, desk.now),
    }
