"""Saving drafts field by field, by the autosave contract (SCREENS.md; static/js/README.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from forum.accounts.turns import take_person_turn
from forum.discussion.actions.refusals import DraftTooLarge
from forum.discussion.models import Draft, DraftSnapshot
from forum.markup import clean_text

#: How many earlier versions of a field are kept.
SNAPSHOTS_KEPT = 20
#: Characters a field may hold, as the guard for posts.
LONGEST_FIELD = 60_000
#: Characters a whole draft may hold, and its fields: the parts, and 60 references of five cells.
LONGEST_DRAFT = 300_000
MOST_FIELDS = 400


class FieldTooLong(ValueError):
    """A field is longer than a post may be; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class FieldSave:
    """One field as a browser sends it.

    ``base_version`` is the version it was based on, ``seq`` grows with each save of a page;
    ``snapshot`` is an earlier text to keep; ``resolve`` (mine, theirs) answers a conflict.
    """

    field: str
    text: str
    base_version: int = 0
    seq: int = 0
    snapshot: str | None = None
    resolve: str | None = None


@dataclass(frozen=True)
class FieldResult:
    """What became of it: ``conflict`` carries the stored text that was not overwritten."""

    field: str
    version: int
    is_conflict: bool
    text: str
    changed_at: datetime


def save_fields(
    session: Session,
    user_id: int,
    prompt_id: int,
    slot: str,
    saves: Sequence[FieldSave],
    *,
    client: str,
    now: datetime,
) -> list[FieldResult]:
    """Store what can be stored of these fields and report each; two texts are never lost.

    Raises FieldTooLong and DraftTooLarge before anything is written.
    """
    for save in saves:
        if len(save.text) > LONGEST_FIELD or len(save.snapshot or "") > LONGEST_FIELD:
            raise FieldTooLong(save.field)
    take_person_turn(session, user_id)
    stored = _load(session, user_id, prompt_id, slot)
    _check_room(stored, {save.field: save.text for save in saves})
    return [
        _save_field(session, (user_id, prompt_id, slot), stored, save, client, now)
        for save in saves
    ]


def save_form(
    session: Session,
    user_id: int,
    prompt_id: int,
    slot: str,
    fields: Mapping[str, str],
    *,
    seen: Mapping[str, int],
    now: datetime,
) -> None:
    """Store a whole form sent by a page: what it shows becomes the draft.

    ``seen`` are the versions the page was made with; where another page has written since, that
    text is kept as an earlier version. Raises FieldTooLong and DraftTooLarge before anything is
    written.
    """
    for field, text in fields.items():
        if len(text) > LONGEST_FIELD:
            raise FieldTooLong(field)
    take_person_turn(session, user_id)
    stored = _load(session, user_id, prompt_id, slot)
    _check_room(stored, fields)
    for field, text in fields.items():
        draft = stored.pop(field, None)
        save = FieldSave(field, text)
        if draft is None:
            if text:
                _add_draft(session, (user_id, prompt_id, slot), save, text, "page", now)
        elif draft.text != text:
            if draft.version != seen.get(field, 0):
                _keep(session, draft, draft.text, now, "conflict")
            _overwrite(draft, save, text, "page", now)
    # Rows of a list that the page no longer has.
    for field, draft in stored.items():
        if field.startswith("references-") and draft.text:
            _overwrite(draft, FieldSave(field, ""), "", "page", now)


def restore_snapshot(
    session: Session,
    user_id: int,
    prompt_id: int,
    slot: str,
    field: str,
    snapshot_id: int,
    *,
    now: datetime,
) -> bool:
    """Put an earlier version back, keeping what stood there; False where it is of another field."""
    row = session.execute(
        select(Draft, DraftSnapshot)
        .join(DraftSnapshot, DraftSnapshot.draft_id == Draft.id)
        .where(
            Draft.user_id == user_id,
            Draft.prompt_id == prompt_id,
            Draft.slot == slot,
            Draft.field == field,
            DraftSnapshot.id == snapshot_id,
        )
    ).first()
    if row is None:
        return False
    draft, snapshot = row
    text = snapshot.text
    _keep(session, draft, draft.text, now, "restored")
    _overwrite(draft, FieldSave(field, text), text, "page", now)
    return True


def discard_drafts(session: Session, user_id: int, prompt_id: int, slot: str) -> None:
    """Drop a draft whose text has been published."""
    drafts = select(Draft.id).where(
        Draft.user_id == user_id, Draft.prompt_id == prompt_id, Draft.slot == slot
    )
    _discard(session, drafts)


def discard_all_drafts(session: Session, user_id: int) -> None:
    """Drop everything a person has begun and not published, with its earlier states."""
    _discard(session, select(Draft.id).where(Draft.user_id == user_id))


def _discard(session: Session, drafts: Select[int]) -> None:
    session.execute(
        delete(DraftSnapshot)
        .where(DraftSnapshot.draft_id.in_(drafts))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(Draft).where(Draft.id.in_(drafts)).execution_options(synchronize_session=False)
    )


def _load(session: Session, user_id: int, prompt_id: int, slot: str) -> dict[str, Draft]:
    """The stored rows of a slot by field."""
    rows = session.scalars(
        select(Draft).where(
            Draft.user_id == user_id, Draft.prompt_id == prompt_id, Draft.slot == slot
        )
    )
    return {row.field: row for row in rows}


def _check_room(stored: Mapping[str, Draft], texts: Mapping[str, str]) -> None:
    """Refuse what would make the draft larger than it may be."""
    after = {field: len(draft.text) for field, draft in stored.items()}
    after |= {field: len(text) for field, text in texts.items()}
    if len(after) > MOST_FIELDS or sum(after.values()) > LONGEST_DRAFT:
        raise DraftTooLarge


def _save_field(
    session: Session,
    owner: tuple[int, int, str],
    stored: dict[str, Draft],
    save: FieldSave,
    client: str,
    now: datetime,
) -> FieldResult:
    text = clean_text(save.text)
    draft = stored.get(save.field)
    if draft is None:
        # A page that names a field twice finds its own row the second time.
        draft = stored[save.field] = _add_draft(session, owner, save, text, client, now)
    elif _is_repetition(draft, save, client):
        return _saved(draft)
    elif _conflicts(draft, save, text, client):
        return FieldResult(save.field, draft.version, True, draft.text, draft.saved_at)
    elif save.resolve == "theirs":
        _keep(session, draft, text, now, "conflict")
    else:
        if save.resolve == "mine":
            _keep(session, draft, draft.text, now, "conflict")
        _overwrite(draft, save, text, client, now)
    if save.snapshot:
        _keep(session, draft, clean_text(save.snapshot), now, "snapshot")
    return _saved(draft)


def _add_draft(
    session: Session,
    owner: tuple[int, int, str],
    save: FieldSave,
    text: str,
    client: str,
    now: datetime,
) -> Draft:
    user_id, prompt_id, slot = owner
    draft = Draft(
        user_id=user_id,
        prompt_id=prompt_id,
        slot=slot,
        field=save.field,
        text=text,
        version=1,
        client=client,
        seq=save.seq,
        saved_at=now,
        begun_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def _is_repetition(draft: Draft, save: FieldSave, client: str) -> bool:
    """The same browser's save that arrived twice, or after a later one."""
    return draft.client == client and save.seq <= draft.seq and save.resolve is None


def _conflicts(draft: Draft, save: FieldSave, text: str, client: str) -> bool:
    """Another browser wrote since; equal text is never a conflict."""
    if draft.version == save.base_version or text == draft.text:
        return False
    return draft.client != client or save.resolve is not None


def _overwrite(draft: Draft, save: FieldSave, text: str, client: str, now: datetime) -> None:
    if text != draft.text:
        draft.version += 1
        draft.saved_at = now
    draft.text, draft.client, draft.seq = text, client, save.seq


def _keep(session: Session, draft: Draft, text: str, now: datetime, reason: str) -> None:
    """Add an earlier version and let the oldest beyond the last twenty go."""
    if not text.strip():
        return
    session.add(DraftSnapshot(draft_id=draft.id, text=text, saved_at=now, reason=reason))
    session.flush()
    kept = (
        select(DraftSnapshot.id)
        .where(DraftSnapshot.draft_id == draft.id)
        .order_by(DraftSnapshot.saved_at.desc(), DraftSnapshot.id.desc())
        .limit(SNAPSHOTS_KEPT)
    )
    session.execute(
        delete(DraftSnapshot)
        .where(DraftSnapshot.draft_id == draft.id, DraftSnapshot.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )


def _saved(draft: Draft) -> FieldResult:
    return FieldResult(draft.field, draft.version, False, draft.text, draft.saved_at)
