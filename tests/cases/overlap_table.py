"""Runs overlap.json: how many words of a post are shown as standing in an earlier one too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forum.rules.overlap import Passage, Printed, find_candidates, find_passages, read_text

#: Who wrote the post of a case; each earlier post is by a person of its own.
AUTHOR = 0


def overlap(path: Path) -> Iterator[tuple[str, object, object]]:
    """Words shown as shared, and whether the passage is listed as a quotation.

    The table counts a passage's words by a measure of its own (20 for a sentence of 23 words and
    for one of 25), so its number is read as the least that must be shown; "none" is none.
    ``exact`` (our own tables) asks for that number and no other.
    """
    for case in json.loads(path.read_text(encoding="utf-8")):
        shown, quoted = run_case(case)
        least = 0 if case["expect"] == "none" else int(case["expect"])
        fits = shown == least if case.get("exact") or not least else shown >= least
        expected = (case["expect"], bool(case.get("quoted")))
        yield case["id"], expected, (case["expect"] if fits else shown, quoted)


def run_case(case: dict[str, Any]) -> tuple[int, bool]:
    """How many words of the post are shown as shared or reused, and whether a quotation is listed.

    Posts that came later, and the author's own in this course, are never among the earlier ones: a
    job compares with posts saved before, of other people or other courses.
    """
    passages = find_all(case)
    shown = {
        position
        for passage in passages
        if passage.kind in ("shared", "self")
        for position in passage.positions
    }
    return len(shown), any(passage.kind in ("quoted", "uncited") for passage in passages)


def find_all(case: dict[str, Any]) -> list[Passage]:
    """The passages of the post, in those of the earlier ones that are compared word by word."""
    post = read_text([case["post"]], [case["prompt"]])
    earlier = [(text, number) for number, text in enumerate(case["earlier"], start=1)]
    earlier += [(text, AUTHOR) for text in case.get("own_earlier_term", ())]
    sources = [read_text([text], [case["prompt"]]) for text, _ in earlier]
    printed = [
        Printed(number, number, author, sources[number].prints)
        for number, (_, author) in enumerate(earlier)
    ]
    likely = find_candidates(post.hashes, AUTHOR, printed)
    return [
        passage
        for number in likely.keys
        for passage in find_passages(
            post,
            sources[number],
            whose="self" if earlier[number][1] == AUTHOR else "peer",
            common=likely.common,
        )
    ]
