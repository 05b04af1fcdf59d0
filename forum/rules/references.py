"""The requirement `references`: listed and, where the prompt asks, cited in the text."""

from __future__ import annotations

from collections.abc import Callable

from forum.rules.case import (
    Case,
    credit,
    last_accepted,
    last_in_time,
    late_share,
    next_step,
    not_asked,
    status_of,
)
from forum.rules.facts import Counted, Finding, PostFacts, Terms, Version


def judge_references(case: Case, terms: Terms) -> Finding:
    """As many references as asked for; unreadable lines lead to `review`, never to failure."""
    need = terms.references
    if not need:
        return not_asked(case, "references")
    post = case.initial
    counted = _counted(case, terms, post) if post else ()
    days = [unit.days_late for unit in counted]
    have = len(counted)
    version = _version_described(case, post, is_in_time=have >= need and not any(days))
    unread = version.unread if version and have < need else 0
    uncited = max(0, version.listed - version.cited) if version and terms.cited else 0
    status = status_of(case, case.first, have, need, late=any(days), review=unread > 0)
    speech = case.room.speech
    return Finding(
        "references",
        status,
        have,
        need,
        counted=counted,
        late_share=late_share(case, days, need),
        sentence=speech.references(
            have,
            need,
            cited=terms.cited,
            uncited=uncited,
            unread=unread,
            late=[n for n in days if n],
        ),
        next_step=next_step(
            case, case.first, status, speech.add_references(need - have, terms.cited)
        ),
        listed=version.listed if version else 0,
    )


def count_references(version: Version, terms: Terms) -> int:
    """How many references of one version count under these terms."""
    return min(version.listed, version.cited) if terms.cited else version.listed


def _counted(case: Case, terms: Terms, post: PostFacts) -> tuple[Counted, ...]:
    """One unit for the first reference, the second, and so on, up to what is asked for."""
    units = []
    for number in range(1, terms.references + 1):
        found = credit(post.versions, case.first, _has(number, terms))
        if found is not None:
            units.append(Counted(post.id, found.at, found.days_late, str(number)))
    return tuple(units)


def _has(number: int, terms: Terms) -> Callable[[Version], bool]:
    return lambda version: count_references(version, terms) >= number


def _version_described(case: Case, post: PostFacts | None, *, is_in_time: bool) -> Version | None:
    if post is None:
        return None
    look = last_in_time if is_in_time else last_accepted
    return look(post.versions, case.first)
