"""A date written out in a text becomes a token that follows the schedule."""

from __future__ import annotations

import re

from werkzeug.datastructures import MultiDict

from forum.prompts.problems import DATED, find_literal_date
from forum.prompts.text import TOKENS

_COMMAND = re.compile(r"date:([a-z_]{1,30}):([a-z_]{1,30})")


def follow_schedule(fields: MultiDict[str, str], command: str) -> MultiDict[str, str]:
    """The fields after the button ``date:text:token``: the first date of that text is the token.

    Unchanged where the button means nothing or no date is left.
    """
    match = _COMMAND.fullmatch(command)
    if match is None or match[1] not in DATED or match[2] not in TOKENS:
        return fields
    text = fields.get(match[1], "")
    said = find_literal_date(text)
    if not said:
        return fields
    changed = MultiDict(fields)
    changed[match[1]] = text.replace(said, "{{" + match[2] + "}}", 1)
    return changed
