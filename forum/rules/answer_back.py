"""The requirement `answer_back`: answering colleagues who wrote under one's own post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from forum.rules.case import Case, late_share, next_step, not_asked, status_of
from forum.rules.facts import Counted, Finding, NotCounted, PostFacts, Terms
from forum.rules.fairness import best, instants_before_t2
from forum.rules.room import is_in, is_visible

# Who writes later than this before T2 need not be answered (RULES.md, "The seven types").
TIME_TO_ANSWER = timedelta(hours=24)


def judge_answer_back(case: Case, terms: Terms) -> Finding:
    """Distinct colleagues answered; no more than those who wrote at least 24 hours before T2.

    The time before T2 is the class's own: an extension never asks for more.
    """
    if not terms.answer_back:
        return not_asked(case, "answer_back")
    written = _written_to(case)
    answers, failed = _answers(case, written)
    instants = instants_before_t2(case, TIME_TO_ANSWER)
    return best(_finding(case, terms, written, answers, failed, at) for at in instants)


def _written_to(case: Case) -> dict[int, list[PostFacts]]:
    """What each fellow student wrote in answer to this student, or else in this one's thread."""
    written: dict[int, list[PostFacts]] = {}
    for post in case.room.written_under(case.posts):
        author = case.room.members[post.author_id]
        if author.role == "student" and author.id != case.member.id:
            written.setdefault(author.id, []).append(post)
    return written


def _answers(
    case: Case, written: Mapping[int, list[PostFacts]]
) -> tuple[dict[int, Counted], list[NotCounted]]:
    """For each colleague the first answer that counts, and the answers that do not."""
    addressee = {post.id: author for author, posts in written.items() for post in posts}
    answers: dict[int, Counted] = {}
    failed = []
    for post in case.posts:
        if post.parent_id not in addressee:
            continue
        code = case.obstacle(post, case.second)
        if code is not None:
            failed.append(NotCounted(post.id, code))
            continue
        days = case.second.days_late(post.published_at)
        answers.setdefault(addressee[post.parent_id], Counted(post.id, post.published_at, days))
    return answers, failed


def _finding(
    case: Case,
    terms: Terms,
    written: Mapping[int, list[PostFacts]],
    answers: Mapping[int, Counted],
    failed: list[NotCounted],
    at: datetime,
) -> Finding:
    """The finding with one instant as the last at which writing asks for an answer."""
    in_time = {author for author, posts in written.items() if _wrote_by(case, author, posts, at)}
    asking = in_time | {author for author, unit in answers.items() if not unit.days_late}
    need = min(terms.answer_back, len(asking))
    speech = case.room.speech
    if not need:
        sentence = speech.nobody_wrote(final=at <= case.now)
        return Finding("answer_back", "waived", 0, 0, sentence=sentence)
    answered = [(author, unit) for author, unit in answers.items() if author in asking]
    answered = sorted(answered, key=lambda one: (one[1].days_late > 0, one[1].at))[:need]
    days = [unit.days_late for _, unit in answered]
    have = len(answered)
    status = status_of(case, case.second, have, need, late=any(days), review=False)
    names = [(case.room.members[author].short_name, unit.days_late) for author, unit in answered]
    return Finding(
        "answer_back",
        status,
        have,
        need,
        counted=tuple(unit for _, unit in answered),
        not_counted=tuple(failed),
        late_share=late_share(case, days, need),
        sentence=speech.answers(have, need, names),
        next_step=next_step(case, case.second, status, speech.answer(need - have)),
    )


def _wrote_by(case: Case, author_id: int, posts: list[PostFacts], at: datetime) -> bool:
    """Whether the colleague was there at the instant, or is now, having answered this student."""
    looked_at = min(at, case.now)
    if not is_in(case.room.members[author_id].active, looked_at):
        return False
    own = {post.id for post in case.posts}
    return any(
        post.parent_id in own and post.published_at < at and is_visible(post, looked_at)
        for post in posts
    )
