"""Who stands in front of a discussion, and whether its gate is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from forum.courses.models import Course, Group, GroupMembership
from forum.courses.policy import Viewer
from forum.discussion.models import GateOpening, Post, Revision
from forum.discussion.policy import Reader, has_gate, is_gate_open
from forum.prompts.models import Prompt
from forum.prompts.queries import PromptSetup

_OWN_OPENING = select(GateOpening).where(
    GateOpening.prompt_id == bindparam("prompt_id"), GateOpening.user_id == bindparam("user_id")
)


def get_reader(
    session: Session,
    viewer: Viewer,
    course: Course,
    setup: PromptSetup,
    *,
    excused: bool,
    now: datetime,
    former_name: str = Reader.former_name,
) -> Reader:
    """The viewer as a reader of this prompt; ``excused``: the initial post was waived.

    ``former_name`` is what a classmate who left is called. One statement where there is a gate for
    the viewer, one more where the prompt uses groups.
    """
    prompt = setup.prompt
    own = {"prompt_id": prompt.id, "user_id": viewer.user_id}
    is_kept_out = has_gate(viewer, prompt)
    opening = session.scalars(_OWN_OPENING, own).first() if is_kept_out else None
    return Reader(
        viewer=viewer,
        prompt=prompt,
        gate_is_open=is_gate_open(
            viewer, prompt, opening=opening, excused=excused, close_at=setup.due("close"), now=now
        ),
        group_id=_groups_of(session, viewer.user_id, [prompt.group_set_id]).get(
            prompt.group_set_id
        ),
        by_section=_reads_by_section(viewer, course),
        former_name=former_name,
    )


@dataclass(frozen=True)
class OpenedGate:
    """When a student's own post opened the discussion, and with which version of it."""

    opened_at: datetime
    number: int
    revision: int


def with_opened_gate(
    statement: Select[Any], prompt_id: BindParameter[int], user_id: BindParameter[int]
) -> Select[Any]:
    """The statement with columns for ``opened_gate_in``: the opening of write-first for one person
    is read together with what else is asked; for those who grade. It gives no row more or less.
    """
    opened = and_(GateOpening.prompt_id == prompt_id, GateOpening.user_id == user_id)
    return (
        statement.outerjoin(GateOpening, opened)
        .outerjoin(Revision, Revision.id == GateOpening.revision_id)
        .outerjoin(Post, Post.id == Revision.post_id)
        .add_columns(
            GateOpening.opened_at,
            Post.number.label("opened_post"),
            Revision.number.label("opened_revision"),
        )
    )


def opened_gate_in(row: Any) -> OpenedGate | None:
    """The opening that a row of ``with_opened_gate`` says; None while the gate is shut."""
    if row.opened_at is None:
        return None
    return OpenedGate(row.opened_at, row.opened_post, row.opened_revision)


def list_opened(session: Session, prompt: Prompt) -> set[int] | None:
    """The students (ids) whose own post opened the discussion; None where it needs no opening."""
    if not prompt.write_first:
        return None
    opened = select(GateOpening.user_id).where(GateOpening.prompt_id == prompt.id)
    return set(session.scalars(opened))


def list_open_gates(
    session: Session,
    viewer: Viewer,
    prompts: Sequence[Prompt],
    *,
    excused: Collection[int],
    closes: Mapping[int, datetime],
    now: datetime,
) -> set[int]:
    """Of these prompts, the ids of those whose gate is open for this viewer; one statement.

    ``excused`` are ids of prompts whose initial post was waived, ``closes`` the class's close.
    """
    rows = session.scalars(select(GateOpening).where(GateOpening.user_id == viewer.user_id))
    openings = {row.prompt_id: row for row in rows}
    return {
        prompt.id
        for prompt in prompts
        if is_gate_open(
            viewer,
            prompt,
            opening=openings.get(prompt.id),
            excused=prompt.id in excused,
            close_at=closes.get(prompt.id),
            now=now,
        )
    }


def list_readers(
    session: Session,
    viewers: Mapping[int, Viewer],
    courses: Mapping[int, Course],
    prompts: Sequence[Prompt],
    *,
    excused: Collection[int],
    closes: Mapping[int, datetime],
    now: datetime,
    former_name: str = Reader.former_name,
) -> dict[int, Reader]:
    """One person in front of several prompts, by the prompt's id; two statements.

    ``viewers`` and ``courses`` are by the course's id: prompts of other courses are left out.
    """
    ours = [prompt for prompt in prompts if prompt.course_id in viewers]
    if not ours:
        return {}
    user_id = next(iter(viewers.values())).user_id
    openings = _openings_of(session, user_id, [prompt.id for prompt in ours])
    groups = _groups_of(session, user_id, {prompt.group_set_id for prompt in ours})
    readers = {}
    for prompt in ours:
        viewer = viewers[prompt.course_id]
        readers[prompt.id] = Reader(
            viewer=viewer,
            prompt=prompt,
            gate_is_open=is_gate_open(
                viewer,
                prompt,
                opening=openings.get(prompt.id),
                excused=prompt.id in excused,
                close_at=closes.get(prompt.id),
                now=now,
            ),
            group_id=groups.get(prompt.group_set_id),
            by_section=_reads_by_section(viewer, courses[prompt.course_id]),
            former_name=former_name,
        )
    return readers


def _reads_by_section(viewer: Viewer, course: Course) -> bool:
    """Students read their section, and so does staff of some, unless the course is one class."""
    is_of_section = viewer.is_student or viewer.section_id is not None
    is_of_section = is_of_section or viewer.own_sections is not None
    return is_of_section and not course.sections_are_one_class


def _openings_of(
    session: Session, user_id: int, prompt_ids: Collection[int]
) -> dict[int, GateOpening]:
    rows = session.scalars(
        select(GateOpening).where(
            GateOpening.user_id == user_id, GateOpening.prompt_id.in_(prompt_ids)
        )
    )
    return {row.prompt_id: row for row in rows}


def _groups_of(
    session: Session, user_id: int, group_set_ids: Collection[int | None]
) -> dict[int | None, int]:
    """By way of dividing the course: the person's present group."""
    sets = [set_id for set_id in group_set_ids if set_id is not None]
    if not sets:
        return {}
    rows = session.execute(
        select(Group.group_set_id, Group.id)
        .join(GroupMembership, GroupMembership.group_id == Group.id)
        .where(
            Group.group_set_id.in_(sets),
            GroupMembership.user_id == user_id,
            GroupMembership.ended_at.is_(None),
        )
    )
    return {row.group_set_id: row.id for row in rows}
