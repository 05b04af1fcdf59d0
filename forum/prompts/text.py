"""A prompt's text as it is shown: due times filled in, Markdown rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from forum.markup import SafeHtml, render_markdown
from forum.prompts.queries import PromptSetup

#: What may stand between double braces, and the due time it stands for.
TOKENS: Mapping[str, str] = {"post_due": "T1", "responses_due": "T2", "close": "close"}

_TOKEN = re.compile(r"\{\{\s*([^{}\n]{0,60}?)\s*\}\}")


def render_prompt_text(
    setup: PromptSetup, format_due: Callable[[datetime], str]
) -> dict[str, SafeHtml]:
    """The prompt's texts as safe HTML by name: body, respond, case, alternative.

    ``format_due`` says a due instant (the first late instant) in words. A text that is not set is
    empty HTML.
    """
    prompt = setup.prompt
    texts = {
        "body": prompt.body,
        "respond": prompt.respond,
        "case": prompt.case_text,
        "alternative": prompt.alternative_text,
    }
    dues = {kind: setup.due(kind) for kind in TOKENS.values()}
    return {name: _rendered(fill_tokens(text, dues, format_due)) for name, text in texts.items()}


def fill_tokens(
    text: str, dues: Mapping[str, datetime | None], format_due: Callable[[datetime], str]
) -> str:
    """``{{post_due}}``, ``{{responses_due}}`` and ``{{close}}`` become times in words.

    A token that is unknown, or whose time is not set, stays as it was typed.
    """

    def said(match: re.Match[str]) -> str:
        due_at = dues.get(TOKENS.get(match[1], ""))
        return format_due(due_at) if due_at else match[0]

    return _TOKEN.sub(said, text)


def unknown_tokens(text: str) -> list[str]:
    """What stands between double braces and means nothing, in the order of the text."""
    return [match[1] for match in _TOKEN.finditer(text) if match[1] not in TOKENS]


# A page of a week is asked for by the whole class; its text changes hardly ever.
@lru_cache(maxsize=512)
def _rendered(text: str) -> SafeHtml:
    return render_markdown(text)
