"""What the pages of a release show: whose grades wait, how they lie, who gets mail, what is
planned. ``?section=``, ``?group=`` and ``?student=`` narrow the page to a part of the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import abort, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.grading.actions.release import list_waiting
from forum.grading.policy import can_release
from forum.grading.queries.parts import Part, Scope, find_part, list_parts, parts_among, students_in
from forum.grading.queries.plans import PlanView, list_ended_plans, list_open_plans
from forum.grading.queries.sheets import Sheet
from forum.notifications.kinds import DIGEST, GRADE, NOW, OFF
from forum.notifications.queries import list_modes
from forum.rules.spread import Spread, spread_of
from forum.web.grading.scene import ClassScene


@dataclass(frozen=True)
class Mails:
    """How those whose grades wait are told: by mail at once, in a digest, or not by mail.

    ``off`` are the names of those who switched it off, ``left`` of those who left the course.
    """

    now: int
    digest: int
    off: Sequence[str]
    left: Sequence[str]


@dataclass(frozen=True)
class ReleasePage:
    """The release of a class's grades, or of a part of the class (``scope``)."""

    found: ClassScene
    parts: Sequence[Part]
    scope: Scope
    plans: Sequence[PlanView]
    ended: Sequence[PlanView]

    @property
    def may_release(self) -> bool:
        """Whether the viewer releases grades."""
        return can_release(self.found.scene.viewer)

    @property
    def offered(self) -> list[Part]:
        """The parts that are worth a page of their own: not one that holds the whole class."""
        everybody = {student.id for student in self.found.book.students}
        return [part for part in self.parts if not everybody <= part.students]

    @cached_property
    def meant(self) -> frozenset[int] | None:
        """The ids of those the page is about; None for everybody."""
        return students_in(self.parts, self.scope)

    @cached_property
    def waiting(self) -> list[Sheet]:
        """The grades of this part that wait for their release."""
        return [sheet for sheet in self._all_waiting if self.means(sheet.student.id)]

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets of the present students of this part, by name."""
        book = self.found.book
        return [book.sheet(one.id) for one in book.students if self.means(one.id)]

    @property
    def new(self) -> list[Sheet]:
        """Grades that wait for their first release."""
        return [sheet for sheet in self.waiting if sheet.released is None]

    @property
    def changed(self) -> list[Sheet]:
        """Grades that were released before and say something else now."""
        return [sheet for sheet in self.waiting if sheet.released is not None]

    @property
    def ungraded(self) -> list[Sheet]:
        """Students without a complete, saved grade."""
        return [sheet for sheet in self.sheets if not sheet.is_complete]

    @property
    def released(self) -> list[Sheet]:
        """Grades that say what their students can read."""
        return [sheet for sheet in self.sheets if sheet.state == "released"]

    @property
    def without_work(self) -> set[int]:
        """The ids of students who have published nothing."""
        return {one.student.id for one in self.sheets} - self.found.book.posts_by.keys()

    @cached_property
    def spread(self) -> Spread | None:
        """How the complete grades of this part lie."""
        return class_spread(self.sheets)

    @cached_property
    def mails(self) -> Mails:
        """How those whose grades wait learn of them; one statement."""
        names = {sheet.student.id: sheet.student.name for sheet in self.waiting}
        present = {student.id for student in self.found.book.students}
        modes = list_modes(self.found.scene.session, GRADE, names.keys() & present)
        return Mails(
            now=sum(mode == NOW for mode in modes.values()),
            digest=sum(mode == DIGEST for mode in modes.values()),
            off=[name for one, name in names.items() if modes.get(one) == OFF],
            left=[name for one, name in names.items() if one not in present],
        )

    def means(self, student_id: int) -> bool:
        """Whether the page is about this student."""
        return self.meant is None or student_id in self.meant

    def count(self, part: Part | None) -> int:
        """How many grades wait in a part of the class, or in all of it."""
        ids = {sheet.student.id for sheet in self._all_waiting}
        return len(ids if part is None else ids & part.students)

    def url(self, endpoint: str = "preview", scope: Scope | None = None, **values: int) -> str:
        """An address of the release, narrowed to a scope where one is given."""
        narrowed: dict[str, int | None] = {}
        if scope and scope.kind in ("section", "group"):
            narrowed[scope.kind] = scope.id
        elif scope and scope.kind == "students":
            narrowed["student"] = next(iter(scope.students))
        return self.found.url(endpoint, **narrowed, **values)

    def own_url(self, endpoint: str = "preview") -> str:
        """An address of the release that keeps to this page's part."""
        return self.url(endpoint, self.scope)

    @cached_property
    def _all_waiting(self) -> list[Sheet]:
        return list_waiting(self.found.book)

    def whose(self, scope: Scope) -> str:
        """Whose grades a scope means, in words: a name, a section, a number of students."""
        if scope.kind == "students":
            members = self.found.book.members
            if len(scope.students) == 1 and (one := next(iter(scope.students))) in members:
                return members[one].name
            return ngettext("%(num)d student", "%(num)d students", len(scope.students))
        part = find_part(self.parts, scope)
        return part.name if part else _("Everybody")


def class_spread(sheets: Sequence[Sheet]) -> Spread | None:
    """How the complete grades among these lie."""
    totals = (sheet.total for sheet in sheets if sheet.is_complete)
    return spread_of([(total.total, total.out_of) for total in totals if total is not None])


def load_release(found: ClassScene) -> ReleasePage:
    """The release of a class; 404 where the part named in the address does not exist."""
    session, prompt = found.scene.session, found.scene.prompt
    viewer = found.scene.viewer
    parts = parts_among(list_parts(session, prompt), viewer.own_students)
    return ReleasePage(
        found=found,
        parts=parts,
        scope=_asked(found, parts),
        plans=list_open_plans(session, viewer, prompt.id),
        ended=list_ended_plans(session, viewer, prompt.id),
    )


def _asked(found: ClassScene, parts: Sequence[Part]) -> Scope:
    """The part of the class that the address names."""
    if "student" in request.args:
        student_id = request.args.get("student", 0, type=int)
        if student_id not in found.book.members:
            abort(404)
        return Scope("students", students=frozenset({student_id}))
    for kind in ("section", "group"):
        if kind in request.args:
            part_id = request.args.get(kind, 0, type=int)
            part = next((one for one in parts if (one.kind, one.id) == (kind, part_id)), None)
            if part is None:
                abort(404)
            return part.scope
    return Scope()
