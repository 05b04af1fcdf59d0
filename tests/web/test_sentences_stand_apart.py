"""Two sentences on one line of a page have a space between them.

A line break after a block's tag leaves nothing in the page (``trim_blocks``), so a sentence in one
block runs into that of the next, unless a space stands inside.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
#: A sentence, the end of its block, a line break, and a block that begins with words at once.
RUN_TOGETHER = re.compile(
    r"""\{\{\ (?:_|ngettext)\([^{}]*[.?!]["'][^{}]*\}\}\{%\ (?:endif|endfor)\ %\}\n
    \s*\{%\ (?:if|for)[^%]*%\}(?:\{\{\ (?:_|ngettext)\(|\w)""",
    re.VERBOSE,
)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_sentence_runs_into_the_next(path):
    found = [match.group(0) for match in RUN_TOGETHER.finditer(path.read_text(encoding="utf-8"))]
    assert found == []


def test_such_a_place_is_found():
    assert RUN_TOGETHER.search('{% if a %}{{ _("One.") }}{% endif %}\n  {% if b %}{{ _("Two.") }}')
    assert not RUN_TOGETHER.search(
        '{% if a %}{{ _("One.") }} {% endif %}\n  {% if b %}{{ _("Two.") }}'
    )
