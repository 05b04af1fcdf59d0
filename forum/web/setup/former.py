"""A week's row as it was before it was saved, carried by the page that can take the change back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from forum.prompts.content import DueInput
from forum.prompts.patterns import due_of
from forum.prompts.queries import PromptSetup
from forum.rules.pattern import KINDS, UNDO_TIME

_SALT = "setup.former"


@dataclass(frozen=True)
class Former:
    """What stood in a row. ``version`` is that of the prompt once it was saved, at ``saved_at``."""

    prompt_id: int
    week: int
    version: int
    saved_at: datetime
    title: str
    dues: Mapping[str, DueInput]

    def is_late(self, now: datetime) -> bool:
        """Whether it is too long ago to be taken back."""
        return now > self.saved_at + UNDO_TIME


def former_of(setup: PromptSetup, saved_at: datetime) -> Former:
    """The row of a prompt that is about to be saved."""
    prompt = setup.prompt
    rows = {kind: row for kind in KINDS if (row := setup.checkpoint(kind))}
    dues = {kind: due_of(row) for kind, row in rows.items()}
    return Former(prompt.id, prompt.week, prompt.version + 1, saved_at, prompt.title, dues)


def sign_former(former: Former) -> str:
    """The row as text that nobody can make up."""
    said = [
        former.prompt_id,
        former.week,
        former.version,
        former.saved_at.isoformat(),
        former.title,
        {kind: [due.week, due.day, due.local_time] for kind, due in former.dues.items()},
    ]
    return str(_signer().dumps(said))


def read_former(signed: str) -> Former | None:
    """The row that ``sign_former`` wrote down; None where it did not."""
    try:
        prompt_id, week, version, saved_at, title, dues = _signer().loads(signed)
    except BadData:
        return None
    times = {kind: DueInput(*dues[kind]) for kind in KINDS if kind in dues}
    return Former(prompt_id, week, version, datetime.fromisoformat(saved_at), title, times)


def _signer() -> URLSafeSerializer:
    """Signs with the key in use, and knows those that were."""
    settings = current_app.config
    keys = [*settings["SECRET_KEY_FALLBACKS"], settings["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=_SALT)
