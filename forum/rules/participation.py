"""What a discussion asks of a student, and whether it was done. The door to the rules.

`evaluate` feeds the composer's check, the checklist, the grading desk, the class matrix,
reminders and exports alike: facts in, findings out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from forum.rules.answer_back import TIME_TO_ANSWER, judge_answer_back
from forum.rules.case import Case, has_left, open_case
from forum.rules.days import judge_active_days
from forum.rules.facts import REQUIREMENTS, Discussion, Finding, Member, Requirement, Terms
from forum.rules.fairness import best_by_terms
from forum.rules.initial import judge_choice, judge_initial_post
from forum.rules.parts import judge_parts
from forum.rules.pool import lead_of
from forum.rules.references import judge_references
from forum.rules.responses import judge_responses
from forum.rules.room import Room, look
from forum.rules.schedule import JOINING_TIME
from forum.rules.sentences import Translate, as_written

Judge = Callable[[Case, Terms], Finding]

JUDGES: dict[Requirement, Judge] = {
    "initial_post": judge_initial_post,
    "choice": judge_choice,
    "parts": judge_parts,
    "references": judge_references,
    "responses": judge_responses,
    "active_days": judge_active_days,
    "answer_back": judge_answer_back,
}


def evaluate(
    discussion: Discussion, student_id: int, now: datetime, translate: Translate = as_written
) -> tuple[Finding, ...]:
    """One finding per requirement type, in the order of `facts.REQUIREMENTS`.

    What the prompt does not ask for is `waived` with a need of 0. Raises KeyError for somebody who
    is not a member, ValueError where a checkpoint has no due time.
    """
    room = look(discussion, now, translate)
    return _findings(room, room.members[student_id])


def evaluate_class(
    discussion: Discussion, now: datetime, translate: Translate = as_written
) -> Mapping[int, tuple[Finding, ...]]:
    """`evaluate` for every student the discussion is about, those who left included, by id."""
    room = look(discussion, now, translate)
    students = (
        member
        for member in discussion.members
        if member.role == "student" and discussion.is_about(member.id)
    )
    return {student.id: _findings(room, student) for student in students}


def holds_until(discussion: Discussion, now: datetime) -> datetime | None:
    """The next instant at which a finding may change although no new fact comes in.

    Findings kept together with the version of the evidence stay true until then; None: for good.
    """
    later = (instant for instant in _turning_points(discussion) if instant > now)
    return min(later, default=None)


def _turning_points(discussion: Discussion) -> Iterator[datetime]:
    """Every instant at which time alone changes something."""
    dues = [change.due_at for change in discussion.dues]
    dues += [extension.due_at for extension in discussion.extensions]
    leads = {lead_of(terms) for terms in discussion.terms} | {TIME_TO_ANSWER}
    intervals = [
        interval
        for post in discussion.posts
        for interval in (*post.withdrawn, *post.hidden, *post.private)
    ]
    for member in discussion.members:
        intervals += [*member.active, *(scope.during for scope in member.scopes)]
        dues += [span.start + JOINING_TIME for span in member.active if span.start is not None]
    for due in dues:
        yield due
        yield due + discussion.policy.grace
        yield from (due - lead for lead in leads)
    for interval in intervals:
        yield from (end for end in (interval.start, interval.end) if end is not None)
    yield from (version.saved_at for post in discussion.posts for version in post.versions)
    yield from (change.set_at for change in discussion.dues)
    yield from (terms.valid_from for terms in discussion.terms)
    yield from (merge.at for merge in discussion.merges)
    yield from (merge.until for merge in discussion.merges if merge.until is not None)
    yield from (setting.at for setting in discussion.settings)


def _findings(room: Room, member: Member) -> tuple[Finding, ...]:
    case = open_case(room, member)
    return tuple(_settled(case, best_by_terms(case, JUDGES[name])) for name in REQUIREMENTS)


def _settled(case: Case, found: Finding) -> Finding:
    """The finding after what stands above the rules: having left, an instructor's setting."""
    speech = case.room.speech
    if has_left(case.member, case.now):
        found = replace(found, status="waived", sentence=speech.left(), next_step="", note="")
    setting = case.room.settings.get((case.member.id, found.requirement))
    if setting is None:
        return found
    return replace(
        found,
        status=setting.status,
        sentence=speech.setting(found.sentence, setting.status, setting.reason),
        next_step="",
        computed=found,
    )
