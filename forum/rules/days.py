"""The requirement `active_days`: posting on several days, up to T2."""

from __future__ import annotations

from datetime import date, datetime

from forum.rules.case import Case, last_in_time, next_step, not_asked, status_of
from forum.rules.facts import Code, Counted, Finding, NotCounted, PostFacts, Terms
from forum.rules.room import is_in


def judge_active_days(case: Case, terms: Terms) -> Finding:
    """Distinct dates, in course time, of first publication; a day cannot be made up afterwards."""
    need = terms.days
    if not need:
        return not_asked(case, "active_days")
    days: dict[date, Counted] = {}
    failed: list[NotCounted] = []
    for post in case.posts:
        if not case.second.is_on_time(post.published_at):
            continue
        code = _obstacle(case, terms, post)
        if code is not None:
            failed.append(NotCounted(post.id, code))
        elif len(days) < need:
            days.setdefault(_course_date(case, post.published_at), _counted(post))
    have = len(days)
    status = status_of(case, case.second, have, need, late=False, review=False)
    speech = case.room.speech
    return Finding(
        "active_days",
        status,
        have,
        need,
        counted=tuple(days.values()),
        not_counted=tuple(failed),
        sentence=speech.active_days(have, need, [unit.at for unit in days.values()]),
        next_step=next_step(case, case.second, status, speech.post_on_more_days(need - have))
        if status == "open"
        else "",
    )


def _obstacle(case: Case, terms: Terms, post: PostFacts) -> Code | None:
    if is_in(post.withdrawn, case.now):
        return "WITHDRAWN"
    if is_in(post.hidden, case.now):
        return "HIDDEN"
    version = last_in_time(post.versions, case.second)
    return "SHORT" if version and version.total < terms.day_words else None


def _course_date(case: Case, at: datetime) -> date:
    return at.astimezone(case.room.discussion.zone).date()


def _counted(post: PostFacts) -> Counted:
    return Counted(post.id, post.published_at)
