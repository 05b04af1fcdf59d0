"""Where rules or dates changed after a student's first post, the student gets the better result."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from forum.rules.case import Case
from forum.rules.facts import Finding, Status, Terms

_BEST_FIRST: dict[Status, int] = {
    "met": 0,
    "waived": 0,
    "late": 1,
    "open": 2,
    "review": 3,
    "partial": 4,
    "unmet": 5,
}


def best(findings: Iterable[Finding]) -> Finding:
    """The best finding for the student; of equals the first."""
    return min(findings, key=_rank)


def best_by_terms(case: Case, judge: Callable[[Case, Terms], Finding]) -> Finding:
    """The best finding under any terms since the student's first post, the present ones preferred.

    Where earlier terms are better, the sentence says so.
    """
    choices = terms_since_first_post(case)
    if len(choices) == 1:
        return judge(case, choices[0])
    findings = [judge(case, terms) for terms in choices]
    chosen = best(findings)
    terms = choices[findings.index(chosen)]
    if terms is choices[0]:
        return chosen
    is_oldest = terms is choices[-1]
    said = case.room.speech.old_rules(None if is_oldest else terms.valid_from)
    return replace(chosen, sentence=f"{chosen.sentence} {said}")


def terms_since_first_post(case: Case) -> list[Terms]:
    """The present terms, then earlier ones back to those the student began under."""
    newest_first = case.room.terms[::-1]
    if not case.posts:
        return [newest_first[0]]
    began = case.posts[0].published_at
    choices = []
    for terms in newest_first:
        choices.append(terms)
        if terms.valid_from <= began:
            break
    return choices


def instants_before_t2(case: Case, lead: timedelta) -> list[datetime]:
    """When the class is looked at, `lead` before T2: by the present due time first.

    Where T2 moved after the student's first post and the class had been looked at by then,
    that look still holds too.
    """
    history = case.room.dues["T2"]
    instants = [history[-1][1] - lead]
    if case.posts:
        began = case.posts[0].published_at
        for (set_at, due_at), (replaced_at, _) in pairwise(history):
            if replaced_at > began and set_at <= due_at - lead < replaced_at:
                instants.append(due_at - lead)
    return instants


def _rank(finding: Finding) -> tuple[object, ...]:
    missing = max(0, finding.need - finding.have)
    return (_BEST_FIRST[finding.status], finding.late_share, missing)
