"""Passages of a post that also stand in another one (EVIDENCE.md, section 3).

Explained by the words themselves: where they stand in both, and how many. No share, no score.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

from forum.rules.overlap.aligning import Chain, Run, align
from forum.rules.overlap.common import has_content
from forum.rules.overlap.models import Kind, Passage, Span, Word
from forum.rules.overlap.prints import GRAM, hash_runs, pack, winnow
from forum.rules.overlap.words import read_words

#: What a passage must have: so many equal words, so many different ones among them with content.
FEWEST_SHARED, FEWEST_CONTENT = 8, 5
#: In the post of another person also one run of so many words without a change, and this share of
#: equal words between the first and the last of them, in both posts.
EXACT_RUN, DENSITY = 6, 0.5
#: Words of the prompt in one run, from which they are the prompt's and nobody's.
_PROMPT_WORDS, _PROMPT_GAP = 4, 2

Whose = Literal["peer", "self"]


@dataclass(frozen=True)
class Text:
    """A post as it is compared: its words, those taken from the prompt marked."""

    words: tuple[Word, ...] = field(repr=False)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The words alone."""
        return tuple(word.text for word in self.words)

    @cached_property
    def hashes(self) -> list[int]:
        """The hash of each run of words, in order: what is looked for in the prints of others."""
        return hash_runs(self.plain)

    @property
    def prints(self) -> bytes:
        """Its prints as they are stored: some 3 bytes for each word."""
        return pack(winnow(self.hashes))


def read_text(parts: Sequence[str], prompt: Sequence[str] = ()) -> Text:
    """A post's parts (Markdown as typed) made ready to be compared.

    ``prompt`` are the words of the task that all were given: what of them stands in the post, also
    with small changes, is nobody's own.
    """
    words = read_words(parts)
    given = [word.text for word in read_words(prompt)]
    taken = {
        run.start + step
        for chain in align([word.text for word in words], given, gap=_PROMPT_GAP)
        if sum(run.length for run in chain) >= _PROMPT_WORDS
        for run in chain
        for step in range(run.length)
    }
    return Text(
        tuple(
            word._replace(mark="prompt") if index in taken else word
            for index, word in enumerate(words)
        )
    )


def find_passages(
    post: Text,
    source: Text,
    *,
    whose: Whose = "peer",
    before: Text | None = None,
    common: Collection[int] = (),
) -> tuple[Passage, ...]:
    """The passages of ``post`` that also stand in ``source``, in the order of the post.

    ``whose`` says whether the source is another person's, or the author's own of an earlier course.
    ``before`` is what the author had published before the source was: words of it cannot be taken
    from there. ``common`` are prints that many authors share: their words are everybody's and do
    not count. Quotations are listed apart, and their words never count as shared.
    """
    nobodys = _own_before(post, before) | _everybodys(post, common)
    found: list[Passage] = []
    for chain in align(post.plain, source.plain):
        runs = tuple(part for run in chain for part in _without(run, nobodys))
        found += _passages(post, source, runs, whose)
    return tuple(sorted(found, key=lambda passage: min(passage.positions)))


def _own_before(post: Text, before: Text | None) -> set[int]:
    """Words that the author had published before, in runs long enough to be a passage."""
    if before is None:
        return set()
    return {
        run.start + step
        for chain in align(post.plain, before.plain)
        if sum(run.length for run in chain) >= FEWEST_SHARED
        for run in chain
        for step in range(run.length)
    }


def _without(run: Run, words: Collection[int]) -> Iterator[Run]:
    """The pieces of a run that are left without these words."""
    return _pieces(run, lambda index: index not in words)


def _pieces(run: Run, is_kept: Callable[[int], bool]) -> Iterator[Run]:
    begun: int | None = None
    for step in range(run.length + 1):
        if step < run.length and is_kept(run.start + step):
            begun = step if begun is None else begun
        elif begun is not None:
            yield Run(run.start + begun, run.other + begun, step - begun)
            begun = None


def _everybodys(post: Text, common: Collection[int]) -> set[int]:
    """Words in runs that many authors share."""
    return {
        position + step
        for position, value in enumerate(post.hashes)
        if value in common
        for step in range(GRAM)
    }


def _passages(post: Text, source: Text, runs: Chain, whose: Whose) -> Iterator[Passage]:
    """The passage in the author's own words, or else the quotations it is made of."""
    own = _marked(post, runs, lambda word: word.mark == "own")
    if own and _is_enough(post, own) and (whose == "self" or _is_close(own)):
        yield _passage(post, source, own, "self" if whose == "self" else "shared")
        return
    for is_cited in (True, False):
        quoted = _marked(post, runs, partial(_is_quoted, is_cited=is_cited))
        if quoted and _is_enough(post, quoted):
            yield _passage(post, source, quoted, "quoted" if is_cited else "uncited")


def _is_quoted(word: Word, *, is_cited: bool) -> bool:
    return word.mark == "quoted" and word.is_cited == is_cited


def _marked(post: Text, runs: Chain, is_kept: Callable[[Word], bool]) -> Chain:
    return tuple(
        piece for run in runs for piece in _pieces(run, lambda index: is_kept(post.words[index]))
    )


def _is_enough(post: Text, runs: Chain) -> bool:
    """Enough equal words, and enough different ones among them that say something."""
    words = [word for run in runs for word in post.words[run.start : run.start + run.length]]
    content = {word.text: word.size for word in words if has_content(word.text)}
    return (
        sum(word.size for word in words) >= FEWEST_SHARED
        and sum(content.values()) >= FEWEST_CONTENT
    )


def _is_close(runs: Chain) -> bool:
    """A run without a change in it, and little else between the first word and the last."""
    first, last = runs[0], runs[-1]
    shared = sum(run.length for run in runs)
    reach = max(last.start + last.length - first.start, last.other + last.length - first.other)
    return max(run.length for run in runs) >= EXACT_RUN and shared >= DENSITY * reach


def _passage(post: Text, source: Text, runs: Chain, kind: Kind) -> Passage:
    pieces = [piece for run in runs for piece in _by_part(post, source, run)]
    here = [post.words[run.start : run.start + run.length] for run in pieces]
    there = [source.words[run.other : run.other + run.length] for run in pieces]
    first, last = runs[0], runs[-1]
    return Passage(
        kind,
        sum(run.length for run in runs),
        _spans(post.words[first.start : last.start + last.length]),
        _spans(source.words[first.other : last.other + last.length]),
        tuple(span for words in here for span in _spans(words)),
        tuple(span for words in there for span in _spans(words)),
        frozenset(run.start + step for run in runs for step in range(run.length)),
    )


def _by_part(post: Text, source: Text, run: Run) -> Iterator[Run]:
    """The run cut where a new part begins in either post, so that both have the same pieces."""
    begun = 0
    for step in range(1, run.length + 1):
        if step == run.length or (
            post.words[run.start + step].part != post.words[run.start + step - 1].part
            or source.words[run.other + step].part != source.words[run.other + step - 1].part
        ):
            yield Run(run.start + begun, run.other + begun, step - begun)
            begun = step


def _spans(words: Sequence[Word]) -> tuple[Span, ...]:
    """From the first to the last of these words, for each part they stand in."""
    reach: dict[int, tuple[int, int]] = {}
    for word in words:
        start, _ = reach.get(word.part, (word.start, word.end))
        reach[word.part] = (start, word.end)
    return tuple(Span(part, start, end) for part, (start, end) in reach.items())
