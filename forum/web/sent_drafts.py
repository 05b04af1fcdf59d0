"""What a browser's autosave sends, read with suspicion (static/js/README.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from forum.discussion.actions.drafts import MOST_FIELDS, FieldSave
from forum.markup import clean_text

#: What a field of a draft may be called.
FIELD = re.compile(r"[a-z][a-z0-9_-]{0,38}")


@dataclass(frozen=True)
class Sent:
    """The fields of one save: from which load of a page, and whose page it says it is."""

    client: str
    fields: list[FieldSave]
    user_id: int | None


def read_sent() -> Sent:
    """The body of a save. Answers 422 where it is not what our script sends."""
    data = _body()
    if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
        abort(422)
    if len(data["fields"]) > MOST_FIELDS:
        abort(422)
    client, user = data.get("client", ""), data.get("user")
    if not isinstance(client, str) or not isinstance(user, int | str | None):
        abort(422)
    saves = [_save_of(row) for row in data["fields"]]
    return Sent(clean_text(client)[:40], saves, _user_id(user))


def _body() -> Any:
    """The JSON that was sent; None where it cannot be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets in brackets beyond what a parser follows
        return None


def _user_id(user: int | str | None) -> int | None:
    """Whose page sent this, as far as it says so; nobody has an id of more than ten digits."""
    if user is None or user == "":
        return None
    text = user[:11] if isinstance(user, str) else str(user)[:11]
    return int(text) if text.isdecimal() else 0


def _save_of(row: Any) -> FieldSave:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        abort(422)
    snapshot = row.get("snapshot")
    resolve = row.get("resolve")
    if not isinstance(snapshot, str | None) or resolve not in (None, "mine", "theirs"):
        abort(422)
    field = row.get("field")
    if not isinstance(field, str) or not FIELD.fullmatch(field):
        abort(422)
    return FieldSave(
        field=field,
        text=row["text"],
        base_version=_number(row.get("base_version")),
        seq=_number(row.get("seq")),
        snapshot=snapshot,
        resolve=resolve,
    )


def _number(value: Any) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or not 0 <= value < 2**31:
        abort(422)
    return value
