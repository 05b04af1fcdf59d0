"""Reads of standings, settings and questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.policy import Viewer, among
from forum.database import UtcDateTime
from forum.discussion.queries.drafts import TRACES, DraftTrace
from forum.participation.models import Question, Setting
from forum.participation.policy import questions_readable_by
from forum.rules.facts import Discussion, Finding, Member, PostFacts
from forum.rules.grade_evidence import Evidence, evidence_of, fingerprint
from forum.rules.participation import evaluate, evaluate_class
from forum.rules.roles import Role

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Basis:
    """What the findings of one student were found of, and when."""

    discussion: Discussion
    member: Member
    posts: tuple[PostFacts, ...]
    now: datetime


@dataclass(frozen=True)
class Standing:
    """All findings of one student, in the order of the requirements.

    ``basis`` is None for somebody of whom nothing is asked.
    """

    student_id: int
    findings: tuple[Finding, ...]
    basis: Basis | None = field(default=None, repr=False, compare=False)

    @property
    def asked(self) -> tuple[Finding, ...]:
        """The findings about something that is asked."""
        return tuple(finding for finding in self.findings if finding.status != "waived")

    @property
    def done(self) -> int:
        """How many of them are done, in time or late."""
        return sum(finding.status in ("met", "late") for finding in self.asked)

    @property
    def excusable(self) -> tuple[Finding, ...]:
        """What an excuse from the whole week would cover: all that is asked and not done.

        Nothing where somebody has decided otherwise on a finding: that decision is not overruled.
        """
        if any(row.computed and row.status != "waived" for row in self.findings):
            return ()
        return tuple(row for row in self.asked if row.status not in ("met", "late"))

    def find(self, requirement: str) -> Finding | None:
        """The finding about one requirement; None where the prompt does not know it."""
        return next((row for row in self.findings if row.requirement == requirement), None)

    @cached_property
    def evidence(self) -> Evidence:
        """What a grade given now rests on, as it can be kept (``rules.grade_evidence``)."""
        if self.basis is None:
            return {}
        of = self.basis
        return evidence_of(of.discussion, of.member, of.posts, self.findings, of.now)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint of the evidence: another one means that something changed."""
        return fingerprint(self.evidence)


def get_standing(
    discussion: Discussion, student_id: int, now: datetime, translate: Translate
) -> Standing:
    """The findings of one student, in the person's language.

    Empty for somebody who is not a student of the course: nothing is asked of them.
    """
    member = next((row for row in discussion.members if row.id == student_id), None)
    if member is None or member.role != Role.STUDENT.value:
        return Standing(student_id, ())
    own = tuple(post for post in discussion.posts if post.author_id == student_id)
    findings = evaluate(discussion, student_id, now, translate)
    return Standing(student_id, findings, Basis(discussion, member, own, now))


def get_standings(
    discussion: Discussion, now: datetime, translate: Translate
) -> Mapping[int, Standing]:
    """The findings of every student, those who left included, by student id."""
    findings = evaluate_class(discussion, now, translate)
    members = {row.id: row for row in discussion.members}
    posts: dict[int, list[PostFacts]] = {}
    for post in discussion.posts:
        posts.setdefault(post.author_id, []).append(post)
    return {
        student_id: Standing(
            student_id,
            rows,
            Basis(discussion, members[student_id], tuple(posts.get(student_id, ())), now),
        )
        for student_id, rows in findings.items()
    }


_INITIAL_SETTING = (
    select(Setting.status)
    .where(
        Setting.prompt_id == bindparam("prompt_id"),
        Setting.user_id == bindparam("user_id"),
        Setting.requirement == "initial_post",
        Setting.ended_at.is_(None),
    )
    .order_by(Setting.set_at.desc(), Setting.id.desc())
    .limit(1)
)


def is_initial_waived(session: Session, prompt_id: int, user_id: int) -> bool:
    """Whether an instructor waived this person's initial post, which opens the gate."""
    latest = session.scalar(_INITIAL_SETTING, {"prompt_id": prompt_id, "user_id": user_id})
    return latest == "waived"


def list_waived(session: Session, user_id: int, prompt_ids: Sequence[int]) -> set[int]:
    """Of these prompts, those whose initial post an instructor waived for this person."""
    rows = session.execute(
        select(Setting.prompt_id, Setting.status)
        .where(
            Setting.prompt_id.in_(prompt_ids),
            Setting.user_id == user_id,
            Setting.requirement == "initial_post",
            Setting.ended_at.is_(None),
        )
        .order_by(Setting.set_at, Setting.id)
    )
    latest = {row.prompt_id: row.status for row in rows}
    return {prompt_id for prompt_id, status in latest.items() if status == "waived"}


_SETTINGS_OF = (
    select(Setting)
    .where(Setting.prompt_id == bindparam("prompt_id"), Setting.user_id == bindparam("user_id"))
    .order_by(Setting.set_at.desc(), Setting.id.desc())
)


def list_settings(session: Session, prompt_id: int, user_id: int) -> Sequence[Setting]:
    """Every setting ever made on this student's findings, the newest first."""
    return session.scalars(_SETTINGS_OF, {"prompt_id": prompt_id, "user_id": user_id}).all()


def settings_made_at(prompt_id: int, by: int, set_at: datetime) -> Select[Setting]:
    """What a person decided at one instant, and what nobody has changed since."""
    return (
        select(Setting)
        .where(
            Setting.prompt_id == prompt_id,
            Setting.set_by_id == by,
            Setting.set_at == set_at,
            Setting.ended_at.is_(None),
        )
        .order_by(Setting.id)
    )


def excuses_made_at(prompt_id: int, user_id: int, set_at: datetime) -> Select[Setting]:
    """What a student was excused from at one instant, and still is."""
    return (
        select(Setting)
        .where(
            Setting.prompt_id == prompt_id,
            Setting.user_id == user_id,
            Setting.status == "waived",
            Setting.set_at == set_at,
            Setting.ended_at.is_(None),
        )
        .order_by(Setting.id)
    )


def count_settings_made_at(session: Session, prompt_id: int, by: int, set_at: datetime) -> int:
    """How many of a person's decisions of one instant still stand."""
    made = settings_made_at(prompt_id, by, set_at).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(made)) or 0


def list_questions(
    session: Session, viewer: Viewer, prompt_id: int, user_id: int | None = None
) -> Sequence[Question]:
    """Questions about findings and checks of a prompt (of one student), those unanswered first."""
    questions = questions_readable_by(viewer, prompt_id)
    if user_id is not None:
        questions = questions.where(Question.user_id == user_id)
    return session.scalars(
        questions.order_by(Question.answered_at.is_not(None), Question.asked_at)
    ).all()


@dataclass(frozen=True)
class Signs:
    """What a class says beside its posts: who has begun to write, and the questions that wait for
    an answer, the oldest first.
    """

    traces: Mapping[int, DraftTrace]
    questions: Sequence[Question]


def get_signs(session: Session, viewer: Viewer, prompt_id: int) -> Signs:
    """Under a prompt, by person the traces of drafts (``list_traces``), and those questions which
    the viewer may read and nobody has answered. One statement.
    """
    traces: dict[int, DraftTrace] = {}
    questions = []
    for writer_id, begun_at, saved_at, _, question in session.execute(
        _signs(viewer), {"prompt_id": prompt_id}
    ):
        if question is None:
            traces[writer_id] = DraftTrace(writer_id, begun_at, saved_at)
        else:
            questions.append(question)
    return Signs(traces, questions)


@lru_cache(maxsize=64)
def _signs(viewer: Viewer) -> Select[Any]:
    """Traces with no question, then questions with no trace; to build it takes longer than to
    answer it.
    """
    waiting = questions_readable_by(viewer, bindparam("prompt_id", type_=Integer()))
    rows = union_all(
        TRACES.add_columns(cast(null(), Integer).label("question_id")),
        waiting.where(Question.answered_at.is_(None)).with_only_columns(
            cast(null(), Integer),
            cast(null(), UtcDateTime),
            cast(null(), UtcDateTime),
            Question.id,
        ),
    ).subquery()
    return (
        select(rows, Question)
        .outerjoin(Question, Question.id == rows.c.question_id)
        .order_by(Question.asked_at, Question.id)
    )


def list_own_questions(session: Session, user_id: int) -> Sequence[Question]:
    """Every question a person asked, for that person, in the order of time."""
    return session.scalars(
        select(Question).where(Question.user_id == user_id).order_by(Question.asked_at, Question.id)
    ).all()


def count_open_questions(
    session: Session, prompt_ids: Sequence[int], students: frozenset[int] | None = None
) -> dict[int, int]:
    """By prompt: how many questions (of students ``among`` these) wait for an answer."""
    rows = session.execute(
        select(Question.prompt_id, func.count().label("number"))
        .where(
            Question.prompt_id.in_(prompt_ids),
            Question.answered_at.is_(None),
            among(students, Question.user_id),
        )
        .group_by(Question.prompt_id)
    )
    return {row.prompt_id: row.number for row in rows}


@dataclass(frozen=True)
class SettingView:
    """An instructor's decision that stands, and whose it is."""

    status: str
    reason: str
    set_at: datetime
    set_by: str


def list_settings_in_force(
    session: Session, prompt_id: int
) -> Mapping[tuple[int, str], SettingView]:
    """By student and requirement: the decision that stands, with the name of who made it.

    One statement for the whole class.
    """
    rows = session.execute(
        select(
            Setting.user_id,
            Setting.requirement,
            Setting.status,
            Setting.reason,
            Setting.set_at,
            User.name.label("set_by"),
        )
        .join(User, User.id == Setting.set_by_id)
        .where(Setting.prompt_id == prompt_id, Setting.ended_at.is_(None))
        .order_by(Setting.set_at, Setting.id)
    )
    return {
        (row.user_id, row.requirement): SettingView(row.status, row.reason, row.set_at, row.set_by)
        for row in rows
    }
