"""What a viewer may see and do in a discussion.

``visible`` is the one rule of visibility: everything that shows, counts, sorts, searches, mails or
exports posts selects through ``posts_visible_to``; a test fails on ``select(Post…)`` anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.courses.models import Enrollment, Group, GroupMembership
from forum.courses.policy import Viewer
from forum.discussion.models import GateOpening, Post
from forum.prompts.models import Prompt
from forum.rules.roles import Permission, Role


@dataclass(frozen=True)
class Reader:
    """A viewer in front of one prompt: whether the write-first gate is open, and who is in scope.

    ``group_id`` is the viewer's own group where the prompt uses groups; ``by_section`` says that
    the course keeps its sections apart, for students and for an instructor of one section (only
    as to private posts). ``former_name`` is what classmates read in the place of
    the name of somebody who left, in the reader's language.
    """

    viewer: Viewer
    prompt: Prompt
    gate_is_open: bool
    group_id: int | None = None
    by_section: bool = False
    former_name: str = "A former classmate"

    @cached_property
    def reads_everything(self) -> bool:
        """Staff read every post of their course but private ones (``_not_private``), except for an
        assistant with own sections, who reads what their students may come to read."""
        return self.viewer.can(Permission.READ_ALL_POSTS) and self.viewer.own_students is None

    def reads_all_of(self, author_id: int) -> bool:
        """Whether staff read what this person wrote in whatever state it is."""
        return self.viewer.can(Permission.READ_ALL_POSTS) and self.viewer.works_with(author_id)


class PostState(Protocol):
    """What the checks ask of a post: a row, or the columns of one."""

    @property
    def author_id(self) -> int: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...


def posts_visible_to(reader: Reader) -> Select[Post]:
    """Live posts the reader may see: the list filter beside ``can_see_post``.

    Withdrawn posts are seen by their author and staff; hidden ones too, others meet a placeholder
    (``outlines_visible_to``) that carries no text.
    """
    return select(Post).where(
        Post.prompt_id == reader.prompt.id, _in_reach(reader), _is_live_for(reader)
    )


def outlines_visible_to(reader: Reader) -> Select[Post]:
    """Posts whose place in the conversation the reader may know of, hidden and withdrawn ones
    included, so that answers to them stay readable; their text is not for everybody."""
    return select(Post).where(Post.prompt_id == reader.prompt.id, _in_reach(reader))


def posts_counted_for(reader: Reader) -> Select[Post]:
    """Initial posts that may be counted before the gate opens: how many, and about which sites.

    Students' live posts in scope, never private ones but the reader's own.
    """
    own = Post.author_id == reader.viewer.user_id
    return select(Post).where(
        Post.prompt_id == reader.prompt.id,
        Post.kind == "initial",
        Post.withdrawn_at.is_(None),
        Post.hidden_at.is_(None),
        or_(own, and_(Post.is_private.is_(False), _in_scope(reader))),
        Post.author_id.in_(_students(reader)),
    )


def can_read_name(reader: Reader, author_id: int, *, has_left: bool) -> bool:
    """Staff know the names of students who left; classmates read ``Reader.former_name``."""
    return not has_left or reader.viewer.is_staff or author_id == reader.viewer.user_id


def has_left(
    user_id: InstrumentedAttribute[int], course_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Whether a student of the course is in it no more."""
    member = and_(Enrollment.course_id == course_id, Enrollment.user_id == user_id)
    was_student = exists().where(member, Enrollment.role == Role.STUDENT.value)
    return and_(was_student, ~exists().where(member, Enrollment.ended_at.is_(None)))


def can_read_text(reader: Reader, post: PostState) -> bool:
    """Whether the text of a post in reach may be shown: not while it is withdrawn or hidden."""
    if post.withdrawn_at is None and post.hidden_at is None:
        return True
    return post.author_id == reader.viewer.user_id or reader.reads_all_of(post.author_id)


def _in_reach(reader: Reader) -> ColumnElement[bool]:
    """Own posts; everything for staff; for others what gate, scope and privacy leave."""
    own = Post.author_id == reader.viewer.user_id
    if reader.reads_everything:
        return or_(own, _not_private(reader))
    if not reader.gate_is_open:
        return own
    return or_(own, and_(_in_scope(reader), _not_private(reader)))


def _not_private(reader: Reader) -> ColumnElement[bool]:
    """Private posts, and answers under them, are for author and instructor (of that section).

    An answer written before the post became private stays with its own author (``own``).
    """
    is_instructor = reader.viewer.role is Role.INSTRUCTOR
    if is_instructor and not reader.by_section:
        return true()
    root = aliased(Post)
    private_roots = select(root.id).where(
        root.prompt_id == reader.prompt.id,
        root.is_private,
        root.author_id != reader.viewer.user_id,
    )
    public = and_(
        Post.is_private.is_(False),
        or_(Post.root_id.is_(None), Post.root_id.not_in(private_roots)),
    )
    return or_(public, _by_section(reader, Post)) if is_instructor else public


def _is_live_for(reader: Reader) -> ColumnElement[bool]:
    if reader.reads_everything:
        return true()
    live = and_(Post.withdrawn_at.is_(None), Post.hidden_at.is_(None))
    return or_(live, Post.author_id == reader.viewer.user_id, _by_own_student(reader, Post))


def _in_scope(reader: Reader) -> ColumnElement[bool]:
    """Posts of the reader's circle. An answer only with the post it stands under: what was written
    to another group would tell of it, whoever wrote it."""
    is_kept_apart = reader.prompt.group_set_id is not None or reader.by_section
    is_of_no_circle = reader.reads_everything or reader.viewer.role is Role.OBSERVER
    if is_of_no_circle or not is_kept_apart:
        return true()
    root = aliased(Post)
    roots = select(root.id).where(root.prompt_id == reader.prompt.id, _in_circle(reader, root))
    return and_(_in_circle(reader, Post), or_(Post.root_id.is_(None), Post.root_id.in_(roots)))


def _in_circle(reader: Reader, post: type[Post]) -> ColumnElement[bool]:
    """Authors of the reader's own group or section, and the staff of the course."""
    by_group = reader.prompt.group_set_id is not None
    by_circle = _by_group(reader, post) if by_group else _by_section(reader, post)
    return or_(_by_staff(reader, post), by_circle, _by_own_student(reader, post))


def _by_own_student(reader: Reader, post: type[Post]) -> ColumnElement[bool]:
    """Authors whom an assistant with own sections works with; of everybody else there are none."""
    students = reader.viewer.own_students
    return false() if students is None else post.author_id.in_(students)


def _students(reader: Reader) -> Select[int]:
    return select(Enrollment.user_id).where(
        Enrollment.course_id == reader.prompt.course_id,
        Enrollment.role == Role.STUDENT.value,
        Enrollment.ended_at.is_(None),
    )


def _by_staff(reader: Reader, post: type[Post]) -> ColumnElement[bool]:
    staff = select(Enrollment.user_id).where(
        Enrollment.course_id == reader.prompt.course_id,
        Enrollment.role.in_([Role.INSTRUCTOR.value, Role.ASSISTANT.value]),
    )
    return post.author_id.in_(staff)


def _by_group(reader: Reader, post: type[Post]) -> ColumnElement[bool]:
    """Who is in the reader's group now; of who has left it, what they wrote while they were in it.
    People in no group stand together (``rules.room``). The groups of an assistant with own sections
    are those in which their students are or were."""
    row = aliased(GroupMembership)
    is_now = row.ended_at.is_(None)
    was_then = and_(
        row.started_at <= post.published_at, or_(is_now, post.published_at < row.ended_at)
    )
    if reader.group_id is not None:
        mine = and_(row.user_id == post.author_id, row.group_id == reader.group_id)
        return exists().where(mine, or_(is_now, was_then))
    groups = select(Group.id).where(Group.group_set_id == reader.prompt.group_set_id)
    if reader.viewer.own_students is not None:
        theirs = aliased(GroupMembership)
        own_groups = select(theirs.group_id).where(
            theirs.group_id.in_(groups), theirs.user_id.in_(reader.viewer.own_students)
        )
        mine = and_(row.user_id == post.author_id, row.group_id.in_(own_groups))
        return exists().where(mine, or_(is_now, was_then))
    some = and_(row.user_id == post.author_id, row.group_id.in_(groups))
    return or_(~exists().where(some, is_now), ~exists().where(some, was_then))


def _by_section(reader: Reader, post: type[Post]) -> ColumnElement[bool]:
    """Who is in the reader's section now, or was when they left the course; of who has changed to
    another, what they wrote before. People in no section stand together."""
    row, later = aliased(Enrollment), aliased(Enrollment)
    went_on = exists().where(
        later.course_id == row.course_id,
        later.user_id == row.user_id,
        later.started_at >= row.ended_at,
    )
    was_then = and_(row.started_at <= post.published_at, post.published_at < row.ended_at)
    return exists().where(
        row.course_id == reader.prompt.course_id,
        row.user_id == post.author_id,
        _is_own_section(reader.viewer, row.section_id),
        or_(~went_on, was_then),
    )


def _is_own_section(
    viewer: Viewer, section_id: InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    if viewer.own_sections is not None:
        return section_id.in_(viewer.own_sections)
    return section_id.is_not_distinct_from(viewer.section_id)


def has_gate(viewer: Viewer, prompt: Prompt) -> bool:
    """Whether write-first keeps this viewer out at all: students, where the prompt asks for it."""
    return prompt.write_first and viewer.is_student


def is_gate_open(
    viewer: Viewer,
    prompt: Prompt,
    *,
    opening: GateOpening | None,
    excused: bool,
    close_at: datetime | None,
    now: datetime,
) -> bool:
    """Whether write-first lets this viewer read colleagues.

    Open for staff and observers, where the prompt does not ask to write first, once the own post
    had substance (``opening``; it stays open), where the initial post was waived (``excused``), and
    for everybody at the class's close. A personal extension does not open it earlier or later.
    """
    if not has_gate(viewer, prompt):
        return True
    if opening is not None or excused:
        return True
    return close_at is not None and now >= close_at


def can_write_initial(reader: Reader) -> bool:
    """Students write initial posts; an instructor may post one as an example (it never counts)."""
    return reader.viewer.can(Permission.WRITE_POST)


def can_answer(reader: Reader, post: Post) -> bool:
    """Whoever may read a live post may answer it, one level deep under a response."""
    readable = post.withdrawn_at is None and post.hidden_at is None
    return reader.viewer.can(Permission.WRITE_POST) and reader.gate_is_open and readable


def can_edit_post(reader: Reader, post: Post) -> bool:
    """Authors edit their own live posts; a hidden one too, for the instructor to look at again."""
    return post.author_id == reader.viewer.user_id and post.withdrawn_at is None


def can_withdraw_post(reader: Reader, post: Post) -> bool:
    """Authors take back and restore their own posts."""
    return post.author_id == reader.viewer.user_id


def can_hide_post(reader: Reader, post: Post) -> bool:
    """Staff hide and show posts of their course, with a reason; not their own. An assistant with
    own sections does so with posts of their students."""
    is_own = post.author_id == reader.viewer.user_id
    may = reader.viewer.can(Permission.HIDE_POST) and reader.viewer.works_with(post.author_id)
    return may and not is_own


def can_read_versions(reader: Reader, post: Post) -> bool:
    """Earlier versions are for the author and those who grade."""
    viewer = reader.viewer
    reads_others = viewer.can(Permission.READ_VERSIONS) and viewer.works_with(post.author_id)
    return post.author_id == viewer.user_id or reads_others
