"""Reads of planned releases, for those who grade. Students learn of a release when it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.policy import Viewer
from forum.grading.models import PlannedRelease
from forum.grading.policy import plans_seen_by
from forum.grading.queries.parts import Scope

#: How many releases that are over a page remembers.
REMEMBERED = 5


@dataclass(frozen=True)
class PlanView:
    """A planned release and the name of who set it last."""

    row: PlannedRelease
    planned_by: str

    @property
    def scope(self) -> Scope:
        """Whose grades it is for."""
        return scope_of(self.row)


def scope_of(plan: PlannedRelease) -> Scope:
    """Whose grades a planned release is for."""
    return Scope(plan.part, plan.section_id or plan.group_id, frozenset(plan.students))


def list_open_plans(session: Session, viewer: Viewer, prompt_id: int) -> list[PlanView]:
    """The releases that are still to come under a prompt, the next first; one statement."""
    plans = _OPEN if viewer.own_sections is None else _OPEN.where(plans_seen_by(viewer))
    rows = session.execute(plans, {"prompt_id": prompt_id})
    return [PlanView(row.PlannedRelease, row.planned_by) for row in rows]


def list_ended_plans(session: Session, viewer: Viewer, prompt_id: int) -> list[PlanView]:
    """The last planned releases that happened or were cancelled, the latest first."""
    rows = _plans(prompt_id).where(PlannedRelease.ended_at.is_not(None), plans_seen_by(viewer))
    latest = rows.order_by(PlannedRelease.ended_at.desc(), PlannedRelease.id.desc())
    return _views(session, latest.limit(REMEMBERED))


def find_plan(session: Session, viewer: Viewer, prompt_id: int, plan_id: int) -> PlanView | None:
    """A planned release of this prompt, over or still to come."""
    rows = _plans(prompt_id).where(PlannedRelease.id == plan_id, plans_seen_by(viewer))
    found = _views(session, rows)
    return found[0] if found else None


def list_next_planned(
    session: Session, viewer: Viewer, prompt_ids: Sequence[int]
) -> dict[int, datetime]:
    """By prompt: when the next planned release is, where there is one; one statement."""
    rows = session.execute(
        select(PlannedRelease.prompt_id, func.min(PlannedRelease.release_at).label("at"))
        .where(
            PlannedRelease.prompt_id.in_(prompt_ids),
            PlannedRelease.ended_at.is_(None),
            plans_seen_by(viewer),
        )
        .group_by(PlannedRelease.prompt_id)
    )
    return {row.prompt_id: row.at for row in rows}


def _plans(prompt_id: int | BindParameter[int]) -> Select[PlannedRelease, str]:
    return (
        select(PlannedRelease, User.name.label("planned_by"))
        .join(User, User.id == PlannedRelease.planned_by_id)
        .where(PlannedRelease.prompt_id == prompt_id)
        .execution_options(populate_existing=True)
    )


def _views(session: Session, rows: Select[PlannedRelease, str]) -> list[PlanView]:
    return [PlanView(row.PlannedRelease, row.planned_by) for row in session.execute(rows)]


# Built once, as the desk sends it for every student.
_OPEN = (
    _plans(bindparam("prompt_id"))
    .where(PlannedRelease.ended_at.is_(None))
    .order_by(PlannedRelease.release_at, PlannedRelease.id)
)
