"""A prompt's text as it is shown: due times filled in, Markdown rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.markup import SafeHtml, render_markdown
from forum.prompts.models import Prompt, PromptPart
from forum.prompts.queries import PromptSetup

#: What may stand between double braces, and the due time it stands for.
TOKENS: Mapping[str, str] = {"post_due": "T1", "responses_due": "T2", "close": "close"}

_TOKEN = re.compile(r"\{\{\s*([^{}\n]{0,60}?)\s*\}\}")
_LEVEL_ABOVE = 2
_MAY_HAVE_HEADINGS = re.compile(r"^[ >*+\d.)-]*#|^[ >]*(?:=+|-+)\s*$", re.MULTILINE)
_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SILENT_IMAGE = re.compile(r"!\[\s*\][(\[]")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


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


def list_given_words(session: Session, prompt_id: int) -> tuple[str, ...]:
    """All that was given to students to begin with, as typed: the task, its case, the headings and
    the guidance of the parts. What of it stands in a post is nobody's own. Two statements."""
    prompt = session.get_one(Prompt, prompt_id)
    parts = session.scalars(select(PromptPart).where(PromptPart.prompt_id == prompt_id))
    return (
        prompt.title,
        prompt.purpose,
        prompt.body,
        prompt.respond,
        prompt.content_note,
        prompt.case_text,
        prompt.alternative_text,
        *(text for part in parts for text in (part.heading, part.guidance)),
    )


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


def skipped_heading(text: str) -> str:
    """The first heading of a text that leaves out a level, as its plain words; "" where none does.

    Levels are those on the page, where a text stands under a heading of level 2; ``#`` to ``###``
    are all shown as level 3.
    """
    if not _MAY_HAVE_HEADINGS.search(text):
        return ""
    before = _LEVEL_ABOVE
    for match in _HEADING.finditer(_rendered(text)):
        level = int(match[1])
        if level > before + 1:
            return " ".join(unescape(_TAG.sub("", match[2])).split())
        before = level
    return ""


def has_silent_image(text: str) -> bool:
    """Whether an image of a text has no words for who cannot see it."""
    return _SILENT_IMAGE.search(_CODE.sub("", text)) is not None


# A page of a week is asked for by the whole class; its text changes hardly ever.
@lru_cache(maxsize=512)
def _rendered(text: str) -> SafeHtml:
    return render_markdown(text)
