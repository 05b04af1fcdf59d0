"""What was typed, given back: no answer that refuses a form may lose the text in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

# Our own forms carry no files, so a body this large can still be read back for its writer.
_LARGEST = 16 * 1024 * 1024
_SECRET = ("csrf_token", "kept", "kept_action")
# A file that travels in a form is sent again with it, but is nothing to be read.
_CARRIED = "carried_"
_MANY = 5000
_SHORT = 40


@dataclass(frozen=True)
class Kept:
    """A form that was not taken: where it was sent, and its fields without tokens and passwords."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What a person would miss, as (label, text), to be shown and copied."""
        texts = [text for name, text in self.fields if _is_written(name, text)]
        if len(texts) == 1:
            return [(gettext("Your text"), texts[0])]
        return [
            (gettext("Your text, part %(number)s", number=number), text)
            for number, text in enumerate(texts, start=1)
        ]

    @property
    def packed(self) -> str:
        """The fields as one line, for a hidden field that keeps every line break as it is."""
        return json.dumps(self.fields)


def find_kept(asked: Request = request) -> Kept | None:
    """The form of a request, or the one that a sign-in form carries along; None without."""
    if asked.method != "POST":
        return None
    try:
        form = _form(asked)
    except (RequestEntityTooLarge, BadRequest):
        return None
    if carried := _unpack(form.get("kept", ""), form.get("kept_action", "")):
        return carried
    fields = tuple((name, text) for name, text in form.items(multi=True) if not _is_secret(name))
    return Kept(asked.full_path.removesuffix("?"), fields) if fields else None


def find_carried() -> Kept | None:
    """The form that this sign-in or confirmation form carries along; None without."""
    return _unpack(request.form.get("kept", ""), request.form.get("kept_action", ""))


def is_local(target: str) -> bool:
    """Whether an address is a path of this site, which no browser reads as another host."""
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    if not target.isprintable() or "\\" in target:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def _unpack(packed: str, action: str) -> Kept | None:
    """Return what ``Kept.packed`` holds, or None where it is not of our making."""
    try:
        fields = json.loads(packed)
    except ValueError:
        return None
    is_whole = isinstance(fields, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in fields
    )
    if not is_whole or not is_local(action):
        return None
    return Kept(action, tuple((name, text) for name, text in fields if not _is_secret(name)))


def _form(asked: Request) -> MultiDict[str, str]:
    """The form, even one that was refused for its size: its writer gets it back."""
    try:
        return asked.form
    except RequestEntityTooLarge:
        asked.max_content_length = _LARGEST
        asked.max_form_memory_size = _LARGEST
        asked.max_form_parts = _MANY
        return asked.form


def _is_written(name: str, text: str) -> bool:
    """Whether somebody wrote this, be it three words, rather than chose it."""
    if name.startswith(_CARRIED):
        return False
    written = len(text) > _SHORT or len(text.split()) > 1 or name.startswith("part-")
    return written and bool(text.strip())


def _is_secret(name: str) -> bool:
    return name in _SECRET or name.endswith("csrf_token") or "password" in name
