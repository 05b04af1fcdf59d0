"""The requirement `responses`: distinct colleagues answered, who visited different sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.rules.case import Case, last_accepted, late_share, next_step, not_asked, status_of
from forum.rules.facts import Code, Counted, Finding, NotCounted, Status, Terms
from forum.rules.fairness import best, instants_before_t2
from forum.rules.pool import Ask, ask, lead_of
from forum.rules.response_tests import (
    Tested,
    doubtful_sites,
    failing_part,
    run_tests,
    sites_shown,
)

FOR_A_PERSON: frozenset[Code] = frozenset({"COPY", "NO_TARGET_SITE"})


def judge_responses(case: Case, terms: Terms) -> Finding:
    """n distinct colleagues, each post passing the tests; fewer where the class is too small."""
    if not terms.responses:
        return not_asked(case, "responses")
    tested = run_tests(case, terms)
    plain = _credit_in_time(_Tally(terms.responses, 0), tested)
    instants = instants_before_t2(case, lead_of(terms))
    return best(
        _finding(case, terms, tested, ask(case, terms, at, plain.credited)) for at in instants
    )


@dataclass(slots=True)
class _Tally:
    """The responses credited so far, by colleague; at most `limit`, `same_site` of one's own."""

    limit: int
    same_site: int
    credited: dict[int, Tested] = field(default_factory=dict)

    def take(self, one: Tested) -> None:
        """Credit a response that passes, unless its colleague or the limit stands against it."""
        if one.colleague.id in self.credited or len(self.credited) >= self.limit:
            return
        if one.site == "SAME_SITE" and self.same_site > 0:
            self.same_site -= 1
        elif one.site is not None:
            return
        self.credited[one.colleague.id] = one

    def holds(self, one: Tested) -> bool:
        """Whether this very response is credited."""
        return self.credited.get(one.colleague.id) is one


def _credit_in_time(tally: _Tally, tested: Sequence[Tested]) -> _Tally:
    for one in tested:
        if one.credit is not None and one.credit.days_late == 0:
            tally.take(one)
    return tally


def _credit_late(tally: _Tally, tested: Sequence[Tested]) -> _Tally:
    """What was completed late, the least late first: a late edit never displaces an earlier one."""
    late = [one for one in tested if one.credit is not None and one.credit.days_late > 0]
    for one in sorted(late, key=_credited_at):
        tally.take(one)
    return tally


def _credited_at(one: Tested) -> datetime:
    return one.credit.at if one.credit else one.post.published_at


def _finding(case: Case, terms: Terms, tested: Sequence[Tested], asked: Ask) -> Finding:
    tally = _credit_in_time(_Tally(asked.need, asked.same_site), tested)
    tally = _credit_late(tally, tested)
    counted = [one for one in tested if tally.holds(one)]
    failed = _failures(tally, tested)
    days = [one.credit.days_late for one in counted if one.credit]
    have, need = len(counted), asked.need
    if need:
        review = asked.for_instructor or any(code in FOR_A_PERSON for _, code in failed)
        status = status_of(case, case.second, have, need, late=any(days), review=review)
    else:
        status = "waived"
    shortage = _shortage(case, terms, asked)
    return Finding(
        "responses",
        status,
        have,
        need,
        counted=tuple(
            Counted(one.post.id, one.credit.at, one.credit.days_late)
            for one in counted
            if one.credit
        ),
        not_counted=tuple(NotCounted(one.post.id, code) for one, code in failed),
        late_share=late_share(case, days, max(need, 1)),
        # Once everything asked is done in time, what else was written needs no excuse.
        sentence=_sentence(
            case, terms, asked, counted, [] if status == "met" else failed, shortage
        ),
        next_step=_next_step(case, terms, asked, tally, status),
        note=" ".join(filter(None, [shortage if need else "", *_doubts(case, terms, counted)])),
    )


def _failures(tally: _Tally, tested: Sequence[Tested]) -> list[tuple[Tested, Code]]:
    """The responses that do not count, each with the first test it fails."""
    failed: list[tuple[Tested, Code]] = []
    answered: set[int] = set()
    for one in tested:
        if tally.holds(one):
            answered.add(one.colleague.id)
        else:
            failed.append((one, _first_failure(tally, one, one.colleague.id in answered)))
    return failed


def _first_failure(tally: _Tally, one: Tested, is_repeat: bool) -> Code:
    """`is_repeat`: an earlier response to the same colleague counts."""
    if one.obstacle is not None:
        return one.obstacle
    if one.text in ("EMPTY", "SHORT"):
        return one.text
    if is_repeat:
        return "REPEAT"
    if one.text is not None or one.site is not None:
        return one.text or one.site or "EXTRA"
    return "REPEAT" if one.colleague.id in tally.credited else "EXTRA"


# -- What is said ---------------------------------------------------------------------------------


def _sentence(
    case: Case,
    terms: Terms,
    asked: Ask,
    counted: Sequence[Tested],
    failed: Sequence[tuple[Tested, Code]],
    shortage: str,
) -> str:
    if not asked.need:
        return shortage
    return case.room.speech.responses(
        len(counted),
        asked.need,
        [_describe(case, terms, one) for one in counted],
        [
            case.room.speech.response_failed(
                one.post.published_at, reason_in_words(case, terms, one, code)
            )
            for one, code in failed
            if code != "EXTRA"
        ],
        shortage,
    )


def _doubts(case: Case, terms: Terms, counted: Sequence[Tested]) -> list[str]:
    """For staff: which credited responses lie between two sites that may be one."""
    pairs = [doubtful_sites(case, one) for one in counted] if terms.different_site else []
    names = {tuple(map(case.room.site_name, pair)): None for pair in pairs if pair}
    return [case.room.speech.sites_in_doubt(own, other) for own, other in names]


def _describe(case: Case, terms: Terms, one: Tested) -> str:
    site, is_new = sites_shown(case, one) if terms.different_site else (None, False)
    name = None if site is None else case.room.site_name(site)
    days = one.credit.days_late if one.credit else 0
    return case.room.speech.response_counted(
        one.colleague.short_name, name, is_new, _credited_at(one), days
    )


def reason_in_words(case: Case, terms: Terms, one: Tested, code: Code) -> str:
    """Why a response does not count, as the end of "the post, which …"."""
    speech, post, name = case.room.speech, one.post, one.colleague.short_name
    if code in ("WITHDRAWN", "HIDDEN", "TOO_LATE"):
        at = case.obstacle_at(post, code, case.second)
        says = {"WITHDRAWN": speech.withdrawn, "HIDDEN": speech.hidden, "TOO_LATE": speech.too_late}
        return says[code](at)
    version = last_accepted(post.versions, case.second) or post.versions[-1]
    rule = failing_part(terms, version)
    if code in ("EMPTY", "SHORT") and rule is not None:
        return speech.part_reason(rule.name, version.words_in(rule.key), rule.minimum)
    if code == "SAME_SITE":
        site, _ = sites_shown(case, one)
        return speech.same_site(name, case.room.site_name(site) if site is not None else "")
    if code == "COPY" and version.copies is not None:
        name = case.room.members[version.copies].short_name
    return speech.person_reason(code, name)


def _shortage(case: Case, terms: Terms, asked: Ask) -> str:
    """What the class was too small for, once that is final."""
    found, speech = asked.reach, case.room.speech
    if found is None or not found.final:
        return ""
    if not found.people and not asked.for_instructor:
        return speech.nobody_there()
    people = speech.people_there(found.reach, terms.different_site, found.at)
    if asked.for_instructor:
        return speech.shortage_for_instructor(people)
    same_site = min(asked.same_site, found.people - found.reach)
    return speech.shortage(people, same_site, asked.need, terms.responses)


def _next_step(case: Case, terms: Terms, asked: Ask, tally: _Tally, status: Status) -> str:
    speech = case.room.speech
    missing = asked.need - len(tally.credited)
    different = terms.different_site and tally.same_site == 0
    step = next_step(case, case.second, status, speech.respond(missing, different))
    found = asked.reach
    if status != "open" or found is None or found.final:
        return step
    outlook = speech.outlook(found.reach, terms.different_site, found.at, terms.fallback)
    return f"{step} {outlook}"
