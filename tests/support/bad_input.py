"""What has broken forms before, and how to read what a page gives back."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse

from tests.support.weeks import words

#: One text with everything that has broken a form somewhere; what of it must be shown again.
NAUGHTY = (
    "start \x00\x01 \ufeff 👩‍👩‍👧 \U0001f9a6 שלום \u202eabc\u202c one\u2028two\u2029three \x85 "
    "Z\u0301\u0302 \uffff {{ 7*7 }} %(name)s %s </textarea><script>alert(1)</script> ' \" & \\ end"
)
SURVIVES = (
    "👩‍👩‍👧",
    "שלום",
    "{{ 7*7 }} %(name)s %s </textarea><script>alert(1)</script> ' \" & \\",
)


def typed(answer: TestResponse) -> str:
    """What stands in the fields of a page, as the browser would send it again."""
    boxes = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)
    values = re.findall(r'<input[^>]* value="([^"]*)"', answer.text)
    return unescape("\n".join([*boxes, *values]))


def response(**more: str) -> dict[str, str]:
    """The fields of a response."""
    return {"part-common": words(10, "common"), "part-changed": words(10, "changed"), **more}
