"""The requirement `parts`: every part of the initial post reaches its minimum."""

from __future__ import annotations

from collections.abc import Callable

from forum.rules.case import (
    Case,
    Credit,
    credit,
    last_accepted,
    late_share,
    next_step,
    not_asked,
    status_of,
)
from forum.rules.facts import Counted, Finding, NotCounted, PartRule, PostFacts, Terms, Version


def judge_parts(case: Case, terms: Terms) -> Finding:
    """Each part is a unit of its own: one late part of five makes a fifth late."""
    if not terms.parts:
        return not_asked(case, "parts")
    post = case.initial
    credits: dict[str, Credit] = {}
    if post is not None:
        for rule in terms.parts:
            found = credit(post.versions, case.first, _reaches(rule))
            if found is not None:
                credits[rule.key] = found
    return _finding(case, terms, post, credits)


def words_missing(rule: PartRule, version: Version) -> bool:
    """Whether the version has fewer words in the part than asked for."""
    return version.words_in(rule.key) < rule.minimum


def _reaches(rule: PartRule) -> Callable[[Version], bool]:
    return lambda version: not words_missing(rule, version)


def _finding(
    case: Case, terms: Terms, post: PostFacts | None, credits: dict[str, Credit]
) -> Finding:
    speech = case.room.speech
    have, need = len(credits), len(terms.parts)
    days = [found.days_late for found in credits.values()]
    status = status_of(case, case.first, have, need, late=any(days), review=False)
    counted = [rule for rule in terms.parts if rule.key in credits]
    missing = _missing(case, terms, post, credits) if post else []
    late = [(rule.name, credits[rule.key].days_late) for rule in counted]
    return Finding(
        "parts",
        status,
        have,
        need,
        counted=_counted(post, credits),
        not_counted=tuple(failed for failed, _ in missing),
        late_share=late_share(case, days, need),
        sentence=speech.parts(
            have, need, [text for _, text in missing], [unit for unit in late if unit[1]]
        ),
        next_step=next_step(case, case.first, status, speech.complete_parts()),
        note=_note(case, terms, post) if post and have >= need else "",
    )


def _counted(post: PostFacts | None, credits: dict[str, Credit]) -> tuple[Counted, ...]:
    if post is None:
        return ()
    return tuple(
        Counted(post.id, found.at, found.days_late, unit) for unit, found in credits.items()
    )


def _missing(
    case: Case, terms: Terms, post: PostFacts, credits: dict[str, Credit]
) -> list[tuple[NotCounted, str]]:
    """The parts that fall short in the last version before the close, with words for each."""
    version = last_accepted(post.versions, case.first) or post.versions[-1]
    found = []
    for rule in terms.parts:
        if rule.key not in credits:
            words = version.words_in(rule.key)
            failed = NotCounted(post.id, "SHORT" if words else "EMPTY", rule.key)
            found.append((failed, case.room.speech.part_missing(rule.name, words, rule.minimum)))
    return found


def _note(case: Case, terms: Terms, post: PostFacts) -> str:
    """Says so where the version shown, saved after the close, is no longer complete."""
    counted = last_accepted(post.versions, case.first)
    shown = post.versions[-1]
    if counted is None or counted is shown:
        return ""
    if not any(words_missing(rule, shown) for rule in terms.parts):
        return ""
    return case.room.speech.edited_after_close(counted.saved_at)
