"""A date written out in a text becomes a token that follows the schedule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from forum.prompts.problems import DATED, find_date_problems, local_dues
from forum.prompts.text import TOKENS
from forum.rules.prose_dates import replace_date
from forum.web.setup.desk import Desk
from forum.web.setup.words import Note, notes_of

_COMMAND = re.compile(r"date:([a-z_]{1,30}):([a-z_]{1,30}):(.{1,200})", re.DOTALL)


@dataclass(frozen=True)
class Followed:
    """The fields after the button, and what became of them in words; "" where nothing did."""

    fields: MultiDict[str, str]
    said: str = ""


def follow_schedule(desk: Desk, fields: MultiDict[str, str], command: str) -> Followed:
    """After the button ``date:text:token:words``, these words of that text are the token.

    The fields stay as they are where the button means nothing, or the words are not there.
    """
    match = _COMMAND.fullmatch(command)
    if match is None or match[1] not in DATED or match[2] not in TOKENS:
        return Followed(fields)
    name, token, words = match[1], "{{" + match[2] + "}}", " ".join(match[3].split())
    text = fields.get(name, "")
    changed = MultiDict(fields)
    changed[name] = replace_date(text, words, token, local_dues(desk.setup, desk.course.zone))
    if changed[name] == text:
        said = _("“%(date)s” is not in the text any more, so nothing was changed.", date=words)
    else:
        said = _("“%(date)s” is %(token)s now. Save to keep it.", date=words, token=token)
    return Followed(changed, said)


def date_notes(desk: Desk, fields: MultiDict[str, str]) -> list[Note]:
    """The dates that are written out in what is typed."""
    texts = {name: fields.get(name, "") for name in DATED}
    return notes_of(find_date_problems(texts, local_dues(desk.setup, desk.course.zone)))
