"""What the made-up class writes: as long as the week asks for, with the references it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from forum.discussion.actions.writing import Writing
from forum.prompts.queries import PromptSetup
from forum.rules.citations import Reference
from forum.rules.facts import PartRule
from forum.rules.text import count_words

_AUTHORS = ("Abara, C.", "Brandt, L.", "Castillo, M.", "Dube, T.", "Eriksen, S.")
_LATEST_YEAR = 2024
#: Sentences that stand together.
_PARAGRAPH = 5


@dataclass(frozen=True)
class Phrases:
    """What the texts are put together from, in the reader's language."""

    sentences: Sequence[str]
    title: str
    source: str


def initial_writing(
    setup: PromptSetup, phrases: Phrases, turn: int, site_id: int | None, *, is_private: bool
) -> Writing:
    """An initial post that has everything; each ``turn`` begins with other sentences."""
    terms = setup.current_terms
    references = _references(phrases, terms.references)
    parts = _fill(terms.parts, phrases, turn)
    if parts and references:
        last = terms.parts[-1].key
        parts[last] += " " + " ".join(map(_cite, references))
    return Writing(parts=parts, site_id=site_id, references=references, is_private=is_private)


def response_writing(setup: PromptSetup, phrases: Phrases, turn: int) -> Writing:
    """A response that has everything."""
    parts = _fill(setup.current_terms.response_parts, phrases, turn)
    return Writing(parts=parts or {"text": text_of(phrases, 0, turn)}, own_words_only=True)


def text_of(phrases: Phrases, words: int, turn: int) -> str:
    """Sentences of so many words or a few more, at least one, in paragraphs."""
    sentences: list[str] = []
    for index in count(turn):
        sentences.append(phrases.sentences[index % len(phrases.sentences)])
        if count_words(" ".join(sentences)) >= words:
            break
    starts = range(0, len(sentences), _PARAGRAPH)
    return "\n\n".join(" ".join(sentences[start : start + _PARAGRAPH]) for start in starts)


def _fill(parts: Iterable[PartRule], phrases: Phrases, turn: int) -> dict[str, str]:
    return {
        part.key: text_of(phrases, part.minimum, turn + index) for index, part in enumerate(parts)
    }


def _references(phrases: Phrases, number: int) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            authors=_AUTHORS[index % len(_AUTHORS)],
            year=str(_LATEST_YEAR - index),
            title=phrases.title,
            source=phrases.source,
        )
        for index in range(number)
    )


def _cite(reference: Reference) -> str:
    return f"({reference.authors.partition(',')[0]}, {reference.year})"
