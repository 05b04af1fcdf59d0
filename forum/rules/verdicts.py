"""What is said above the response field before the first letter is written.

A response that might be written now is put among the facts and judged like any other, so that
what is promised beforehand and what is found afterwards cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from forum.rules.case import Case, has_left, open_case
from forum.rules.facts import Code, Counted, Discussion, Finding, PostFacts, Terms, Version
from forum.rules.fairness import best_by_terms, terms_since_first_post
from forum.rules.response_tests import different_site, run_tests
from forum.rules.responses import FOR_A_PERSON, judge_responses, reason_in_words
from forum.rules.room import look, with_post
from forum.rules.sentences import Translate, as_written

# The post not yet written; no row of a database has this id.
_UNWRITTEN = -1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a response to one post will count. `code` is None where it will.

    `days_late` are those it would have if published now. `sentence` is for the student.
    """

    counts: bool
    code: Code | None
    days_late: int
    sentence: str


def verdict_before_writing(
    discussion: Discussion,
    student_id: int,
    parent_id: int,
    now: datetime,
    *,
    words: Mapping[str, int] | None = None,
    translate: Translate = as_written,
) -> Verdict:
    """Whether a response to the post `parent_id` would count if it were published now.

    Without `words` every part is taken to be long enough; with the words of a draft by part, the
    draft is judged as it stands. Raises KeyError for an unknown student or post.
    """
    case = _case_of(discussion, student_id, now, translate)
    return _verdict(case, parent_id, words)


def verdicts_by_post(
    discussion: Discussion,
    student_id: int,
    parent_ids: Iterable[int],
    now: datetime,
    *,
    translate: Translate = as_written,
) -> dict[int, Verdict]:
    """`verdict_before_writing` for many posts at the price of one look at the discussion."""
    case = _case_of(discussion, student_id, now, translate)
    return {parent_id: _verdict(case, parent_id, None) for parent_id in parent_ids}


def would_count(case: Case, parent_id: int) -> bool:
    """Whether a response to the post would count now, or go beyond what is asked."""
    verdict = _verdict(case, parent_id, None)
    return verdict.counts or verdict.code == "EXTRA"


def _case_of(discussion: Discussion, student_id: int, now: datetime, translate: Translate) -> Case:
    room = look(discussion, now, translate)
    return open_case(room, room.members[student_id])


def _verdict(before: Case, parent_id: int, words: Mapping[str, int] | None) -> Verdict:
    room, member = before.room, before.member
    if member.role != "student" or has_left(member, room.now) or not room.terms[-1].responses:
        return Verdict(False, None, 0, room.speech.not_asked("responses"))
    post = _unwritten(before, parent_id, words)
    # A response of this very instant comes last, and changes neither windows nor initial posts.
    case = replace(before, room=with_post(room, post), posts=(*before.posts, post))
    found = best_by_terms(case, judge_responses)
    counted = next((unit for unit in found.counted if unit.post_id == post.id), None)
    if counted is not None:
        return Verdict(
            True, None, counted.days_late, _will_count(case, room.posts[parent_id], found, counted)
        )
    code = next((unit.code for unit in found.not_counted if unit.post_id == post.id), None)
    if code is None:
        return Verdict(False, None, 0, found.sentence)
    return Verdict(False, code, 0, _will_not_count(case, found, code))


def _unwritten(case: Case, parent_id: int, words: Mapping[str, int] | None) -> PostFacts:
    """The response as it would be published now."""
    if words is None:
        words = _long_enough(terms_since_first_post(case))
    version = Version(case.now, tuple(words.items()), total=sum(words.values()))
    if parent_id not in case.room.posts:
        raise KeyError(parent_id)
    return PostFacts(_UNWRITTEN, case.member.id, parent_id, "response", (version,))


def _long_enough(choices: Iterable[Terms]) -> dict[str, int]:
    words: dict[str, int] = {}
    for terms in choices:
        for rule in terms.response_parts:
            words[rule.key] = max(rule.minimum, words.get(rule.key, 0))
    return words


def _will_count(case: Case, parent: PostFacts, found: Finding, counted: Counted) -> str:
    name = case.room.members[parent.author_id].short_name
    have = min(found.have, found.need)
    site = different_site(case, parent)
    return case.room.speech.will_count(name, site, have, found.need, counted.days_late)


def _will_not_count(case: Case, found: Finding, code: Code) -> str:
    speech = case.room.speech
    if code == "EXTRA":
        return speech.beyond_what_is_asked(found.have, found.need)
    terms = terms_since_first_post(case)[0]
    tested = next(one for one in run_tests(case, terms) if one.post.id == _UNWRITTEN)
    if code == "TOO_LATE":
        return speech.too_late_to_count(case.second.closes_at(case.now))
    if code == "NO_OWN_SITE":
        return speech.counts_once_site_named()
    reason = reason_in_words(case, terms, tested, code)
    if code in FOR_A_PERSON:
        return speech.for_a_person(reason)
    return speech.will_not_count(reason)
