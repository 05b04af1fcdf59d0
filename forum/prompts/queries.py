"""Reads of prompts. ``get_setup`` is the whole of one prompt in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course
from forum.courses.policy import Viewer
from forum.courses.queries import AT_ADDRESS, Membership, membership_of
from forum.prompts.models import (
    Checkpoint,
    Extension,
    ExtensionRequest,
    Prompt,
    PromptPart,
    PromptSite,
    Site,
    TermsVersion,
)
from forum.prompts.policy import (
    can_answer_request,
    prompts_readable_by,
    requests_answerable_by,
)
from forum.prompts.terms import terms_history
from forum.rules.facts import Terms


@dataclass(frozen=True)
class PromptSetup:
    """A prompt with all that was set for it.

    ``terms`` and ``checkpoints`` are histories in the order of time; the properties give what is
    in force. ``sites`` are the listed ones in their order.
    """

    prompt: Prompt
    parts: tuple[PromptPart, ...]
    response_parts: tuple[PromptPart, ...]
    terms: tuple[Terms, ...]
    checkpoints: tuple[Checkpoint, ...]
    sites: tuple[Site, ...]

    @property
    def current_terms(self) -> Terms:
        """What is asked now."""
        return self.terms[-1]

    def checkpoint(self, kind: str) -> Checkpoint | None:
        """The due time of this kind (opens, T1, T2, close) now in force; None while unset."""
        return next((row for row in reversed(self.checkpoints) if row.kind == kind), None)

    def history(self, kind: str) -> tuple[Checkpoint, ...]:
        """Every setting of this kind in the order of setting."""
        return tuple(row for row in self.checkpoints if row.kind == kind)

    def due(self, kind: str) -> datetime | None:
        """The instant of a checkpoint: the first open instant, or the first late one."""
        row = self.checkpoint(kind)
        return row.due_at if row else None

    @property
    def is_complete(self) -> bool:
        """Whether every due time is set, so that the rules can be asked."""
        return all(self.due(kind) for kind in ("opens", "T1", "T2", "close"))


# Every page of a discussion sends these; building them each time took longer than the answers.
_OF_WEEK = select(Prompt).where(
    Prompt.course_id == bindparam("course_id"), Prompt.week == bindparam("week")
)
_AT_WEEK = AT_ADDRESS.add_columns(Prompt).outerjoin(
    Prompt, and_(Prompt.course_id == Course.id, Prompt.week == bindparam("week"))
)
_OF_PROMPT = bindparam("prompt_id", type_=Integer())


def _keys(kind: int, key: Any, position: Any, owner: Any) -> Select[Any]:
    columns = (literal(kind, Integer()).label("kind"), key.label("id"), position.label("position"))
    return select(*columns).where(owner == _OF_PROMPT)


def _setup() -> Select[PromptPart | None, TermsVersion | None, Checkpoint | None, Site | None]:
    """All that belongs to a prompt: one row for each part, version, due time and site."""
    none = literal(0, Integer())
    parts, terms, checkpoints, sites = range(4)
    keys = union_all(
        _keys(parts, PromptPart.id, PromptPart.position, PromptPart.prompt_id),
        _keys(terms, TermsVersion.id, none, TermsVersion.prompt_id),
        _keys(checkpoints, Checkpoint.id, none, Checkpoint.prompt_id),
        _keys(sites, PromptSite.site_id, PromptSite.position, PromptSite.prompt_id),
    ).subquery()

    def of(kind: int, key: Any) -> ColumnElement[bool]:
        return and_(keys.c.kind == kind, keys.c.id == key)

    return (
        select(PromptPart, TermsVersion, Checkpoint, Site)
        .select_from(keys)
        .outerjoin(PromptPart, of(parts, PromptPart.id))
        .outerjoin(TermsVersion, of(terms, TermsVersion.id))
        .outerjoin(Checkpoint, of(checkpoints, Checkpoint.id))
        .outerjoin(Site, of(sites, Site.id))
        .order_by(
            keys.c.kind,
            keys.c.position,
            TermsVersion.valid_from,
            Checkpoint.set_at,
            keys.c.id,
        )
    )


_SETUP = _setup()
_CHECKPOINTS = (
    select(Checkpoint)
    .where(Checkpoint.prompt_id.in_(bindparam("prompt_ids", expanding=True)))
    .order_by(Checkpoint.prompt_id, Checkpoint.set_at, Checkpoint.id)
)
_DUES = _CHECKPOINTS.with_only_columns(Checkpoint.prompt_id, Checkpoint.kind, Checkpoint.due_at)
_EXTENSIONS = (
    select(Extension)
    .where(Extension.prompt_id == bindparam("prompt_id"), Extension.ended_at.is_(None))
    .order_by(Extension.set_at)
)


def find_prompt(session: Session, course_id: int, week: int) -> Prompt | None:
    """The prompt of that week, published or not."""
    return session.scalars(_OF_WEEK, {"course_id": course_id, "week": week}).first()


def find_week(
    session: Session, slug: str, week: int, user: User
) -> tuple[Membership | None, Prompt | None]:
    """The course at this address with the person's place in it, as ``find_membership`` finds it,
    and its prompt of that week, published or not. One statement.

    Without a place there is no prompt either: nothing of a course is told outside of it.
    """
    row = session.execute(_AT_WEEK, {"slug": slug, "week": week, "user_id": user.id}).first()
    membership = membership_of(session, user, row.Course, row.Enrollment) if row else None
    return (membership, row.Prompt) if row and membership else (None, None)


def list_prompts(session: Session, viewer: Viewer, course_id: int) -> Sequence[Prompt]:
    """The prompts this viewer may know of, by week."""
    return session.scalars(prompts_readable_by(viewer, course_id).order_by(Prompt.week)).all()


def find_neighbours(
    session: Session, viewer: Viewer, prompt: Prompt
) -> tuple[int | None, int | None]:
    """The numbers of the published weeks before and after this one that the viewer may know of."""
    weeks = session.scalars(
        prompts_readable_by(viewer, prompt.course_id)
        .where(Prompt.published_at.is_not(None), Prompt.withdrawn_at.is_(None))
        .with_only_columns(Prompt.week)
    ).all()
    before = (week for week in weeks if week < prompt.week)
    after = (week for week in weeks if week > prompt.week)
    return max(before, default=None), min(after, default=None)


def list_weeks(session: Session, prompt_ids: Collection[int] | None = None) -> dict[int, int]:
    """The week of each of these prompts (None: of every one of the site), by the prompt's id."""
    weeks = select(Prompt.id, Prompt.week)
    if prompt_ids is not None:
        weeks = weeks.where(Prompt.id.in_(prompt_ids))
    return {row.id: row.week for row in session.execute(weeks)}


def list_places(session: Session, prompt_ids: Collection[int]) -> dict[int, tuple[str, int, str]]:
    """By prompt: the code of its course, its week, its title. One statement."""
    rows = session.execute(
        select(Prompt.id, Course.code, Prompt.week, Prompt.title)
        .join(Course, Course.id == Prompt.course_id)
        .where(Prompt.id.in_(prompt_ids))
    )
    return {row.id: (row.code, row.week, row.title) for row in rows}


def get_setup(session: Session, prompt: Prompt) -> PromptSetup:
    """Parts, terms, due times and sites of a prompt; one statement."""
    rows = session.execute(_SETUP, {"prompt_id": prompt.id}).all()
    parts = [row.PromptPart for row in rows if row.PromptPart]
    return PromptSetup(
        prompt=prompt,
        parts=tuple(part for part in parts if part.kind == "initial"),
        response_parts=tuple(part for part in parts if part.kind == "response"),
        terms=terms_history([row.TermsVersion for row in rows if row.TermsVersion]),
        checkpoints=tuple(row.Checkpoint for row in rows if row.Checkpoint),
        sites=tuple(row.Site for row in rows if row.Site),
    )


def list_checkpoints(
    session: Session, prompt_ids: Sequence[int]
) -> Mapping[int, tuple[Checkpoint, ...]]:
    """The history of due times of several prompts, each in the order in which it was set."""
    rows = session.scalars(_CHECKPOINTS, {"prompt_ids": list(prompt_ids)}).all()
    return {key: tuple(group) for key, group in groupby(rows, lambda row: row.prompt_id)}


def list_dues(session: Session, prompt_ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """The due instants in force by prompt and kind, for lists of weeks."""
    dues: dict[int, dict[str, datetime]] = {}
    for prompt_id, kind, due_at in session.execute(_DUES, {"prompt_ids": list(prompt_ids)}):
        dues.setdefault(prompt_id, {})[kind] = due_at
    return dues


def list_extensions(session: Session, prompt_id: int) -> Sequence[Extension]:
    """The extensions in force for a prompt."""
    return session.scalars(_EXTENSIONS, {"prompt_id": prompt_id}).all()


def list_open_requests(
    session: Session, viewer: Viewer, prompt_id: int
) -> Sequence[ExtensionRequest]:
    """The requests for more time that wait for this person's answer, the oldest first."""
    return session.scalars(
        requests_answerable_by(viewer, prompt_id)
        .where(ExtensionRequest.ended_at.is_(None))
        .order_by(ExtensionRequest.asked_at, ExtensionRequest.id)
    ).all()


def list_times_of(
    session: Session, viewer: Viewer, prompt_id: int, user_id: int
) -> tuple[list[Extension], ExtensionRequest | None]:
    """A student's extensions in force, and the request that waits for this person's answer; one
    statement.
    """
    of_student = {"prompt_id": prompt_id, "user_id": user_id}
    rows = session.execute(_TIMES_OF, of_student).unique().all()
    asked = rows[0].ExtensionRequest if rows else None
    may_answer = asked is not None and can_answer_request(viewer, asked)
    extensions = [row.Extension for row in rows if row.Extension is not None]
    return extensions, asked if may_answer else None


_TIMES_OF = (
    select(Extension, ExtensionRequest)
    .select_from(User)
    .outerjoin(
        Extension,
        and_(
            Extension.user_id == User.id,
            Extension.prompt_id == bindparam("prompt_id"),
            Extension.ended_at.is_(None),
        ),
    )
    .outerjoin(
        ExtensionRequest,
        and_(
            ExtensionRequest.user_id == User.id,
            ExtensionRequest.prompt_id == bindparam("prompt_id"),
            ExtensionRequest.ended_at.is_(None),
        ),
    )
    .where(User.id == bindparam("user_id"))
    .order_by(Extension.set_at, Extension.id)
)


def find_request(
    session: Session, viewer: Viewer, prompt_id: int, request_id: int
) -> ExtensionRequest | None:
    """A request that this person may answer, or might have answered."""
    wanted = requests_answerable_by(viewer, prompt_id).where(ExtensionRequest.id == request_id)
    return session.scalars(wanted).first()


def find_own_request(session: Session, prompt_id: int, user_id: int) -> ExtensionRequest | None:
    """The last request that somebody made under a prompt, whatever came of it."""
    return session.scalars(
        select(ExtensionRequest)
        .where(ExtensionRequest.prompt_id == prompt_id, ExtensionRequest.user_id == user_id)
        .order_by(ExtensionRequest.asked_at.desc(), ExtensionRequest.id.desc())
        .limit(1)
    ).first()


def list_own_requests(session: Session, user_id: int) -> Sequence[ExtensionRequest]:
    """Every request a person made, for that person, in the order of time."""
    return session.scalars(
        select(ExtensionRequest)
        .where(ExtensionRequest.user_id == user_id)
        .order_by(ExtensionRequest.asked_at, ExtensionRequest.id)
    ).all()


def extensions_given_at(prompt_id: int, by: int, set_at: datetime) -> Select[Extension]:
    """The own due times a person gave at one instant, and which nobody has changed since."""
    return (
        select(Extension)
        .where(
            Extension.prompt_id == prompt_id,
            Extension.set_by_id == by,
            Extension.set_at == set_at,
            Extension.ended_at.is_(None),
        )
        .order_by(Extension.id)
    )


def count_extensions_given_at(session: Session, prompt_id: int, by: int, set_at: datetime) -> int:
    """How many of a person's extensions of one instant are still in force."""
    given = extensions_given_at(prompt_id, by, set_at).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(given)) or 0


def list_sites_by_id(session: Session, site_ids: Collection[int]) -> Sequence[Site]:
    """These sites by name; no statement where there are none."""
    if not site_ids:
        return ()
    return session.scalars(
        select(Site).where(Site.id.in_(site_ids)).order_by(func.lower(Site.name))
    ).all()
