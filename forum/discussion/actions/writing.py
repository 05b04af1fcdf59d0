"""Turns what was typed into what is stored: cleaned text, safe HTML, words, references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.discussion.models import Post, Revision
from forum.markup import MARKUP_VERSION, clean_text, render_markdown
from forum.prompts.readings.queries import NO_SOURCES, Sources
from forum.rules.citations import Reference, check_citations
from forum.rules.similarity import is_near_copy
from forum.rules.text import count_words


@dataclass(frozen=True)
class Writing:
    """A text as it was sent: parts by key (Markdown), the site, references as rows.

    ``tried_at`` is when the writer's own clock says the first attempt was made.
    """

    parts: Mapping[str, str]
    site_id: int | None = None
    references: Sequence[Reference] = ()
    is_private: bool = False
    content_note: str = ""
    uses_alternative: bool = False
    tried_at: datetime | None = None
    own_words_only: bool = field(default=False)

    @property
    def is_empty(self) -> bool:
        """Whether no part holds anything but white space."""
        return not any(text.strip() for text in self.parts.values())


def count_own_words(text: str) -> int:
    """Words of a response's part without the lines that quote a colleague (``>``)."""
    return count_words(
        "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
    )


def new_revision(
    writing: Writing,
    *,
    number: int,
    now: datetime,
    sources: Sources | None = None,
    others: Sequence[tuple[Post, Revision]] = (),
) -> Revision:
    """The revision to store for a text.

    ``sources`` is what the citations of an initial post are checked against; the check is kept.
    ``others`` are the author's own other responses under the prompt, against which a response is
    compared (RULES.md, COPY). Raises markup.TooComplex where a part cannot be rendered safely.
    """
    parts = {key: clean_text(text) for key, text in writing.parts.items()}
    against = sources or NO_SOURCES
    check = check_citations(
        "\n\n".join(parts.values()), tuple(writing.references), against.readings, against.site
    )
    count = count_own_words if writing.own_words_only else count_words
    revision = Revision(
        number=number,
        saved_at=now,
        site_id=writing.site_id,
        parts=parts,
        html={key: str(render_markdown(text)) for key, text in parts.items()},
        words={key: count(text) for key, text in parts.items()},
        references=[reference.as_row() for reference in writing.references],
        listed=check.listed,
        cited=check.cited,
        unread=check.unread,
        copies_id=_copied_from(parts, others),
        markup_version=MARKUP_VERSION,
    )
    if sources is not None:
        revision.checked = check.as_row()
    return revision


def _copied_from(parts: Mapping[str, str], others: Sequence[tuple[Post, Revision]]) -> int | None:
    """The own response this text nearly repeats, if any."""
    text = "\n\n".join(parts.values())
    for post, revision in others:
        if is_near_copy(text, "\n\n".join(revision.parts.values())):
            return post.id
    return None
