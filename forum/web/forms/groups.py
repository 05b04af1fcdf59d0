"""The forms that divide a course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from forum.courses.actions import Move
from forum.courses.groupings import Grouping
from forum.courses.models import Enrollment
from forum.web.forms.fields import Choice, Line, Prose
from forum.web.translations import lazy_gettext as _l

_MOST_GROUPS = 60
_LONGEST_NAME = 80
NO_GROUP = "0"
#: The choice of no week: groups by lot alone.
BY_LOT = 0


class GroupSetForm(FlaskForm):
    """A new way of dividing the course, with its groups."""

    name = Line(_l("Name"), most=_LONGEST_NAME, needs=_l("Give these groups a name together."))
    groups = Prose(_l("Groups"), most=_MOST_GROUPS * _LONGEST_NAME)

    @property
    def names(self) -> list[str]:
        """The names of the groups in order."""
        lines = (" ".join(line.split()) for line in (self.groups.data or "").splitlines())
        return [line for line in lines if line]

    def validate_groups(self, _field: Prose) -> None:
        """At least one, each with a name of its own."""
        names = self.names
        if not names:
            raise ValidationError(gettext("Name at least one group."))
        if len(names) > _MOST_GROUPS:
            raise ValidationError(gettext("Make at most %(most)s groups.", most=_MOST_GROUPS))
        if any(len(name) > _LONGEST_NAME for name in names):
            raise ValidationError(
                gettext("Use at most %(most)s characters a line.", most=_LONGEST_NAME)
            )
        if len(set(names)) < len(names):
            raise ValidationError(gettext("Give each group a name of its own."))


class ProposalForm(FlaskForm):
    """What is proposed: places of one set, by lot or with as many sites in each group of a week as
    can be, for everybody or only for those in no group. Sent by GET; nothing is saved by it.
    """

    class Meta:
        csrf = False

    set = Choice(_l("Which groups"), coerce=int)
    week = Choice(_l("How"), coerce=int, default=BY_LOT)
    who = Choice(
        _l("For whom"), (("all", _l("Everybody")), ("loose", _l("Only those in no group")))
    )
    seed = Line(_l("Lot"), most=20)

    def offer(self, sets: Iterable[tuple[int, str]], weeks: Iterable[tuple[int, str]]) -> None:
        """Say which sets of groups there are, and the weeks in which sites were chosen."""
        self.set.offer(sets)
        self.week.offer([(BY_LOT, gettext("By lot")), *weeks])


class GroupForm(FlaskForm):
    """One more group of a set."""

    name = Line(_l("Name of the group"), most=_LONGEST_NAME, needs=_l("Give the group a name."))


@dataclass
class PlacesForm:
    """The table of students with a select for each set, as it stands or as it was sent.

    Each cell sends two values: the group chosen, and the one it began with. So a save touches
    nothing but what was changed in it.
    """

    groupings: Sequence[Grouping]
    students: Sequence[Enrollment]
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)

    @staticmethod
    def key(group_set_id: int, user_id: int) -> str:
        """The name of a cell's field."""
        return f"place-{group_set_id}-{user_id}"

    def chosen(self, grouping: Grouping, user_id: int) -> str:
        """The value a cell shows: the one that was sent, else the present group."""
        return self.sent.get(
            self.key(grouping.group_set.id, user_id), self.present(grouping, user_id)
        )

    @staticmethod
    def present(grouping: Grouping, user_id: int) -> str:
        """The present group as a value."""
        return str(grouping.places.get(user_id, NO_GROUP))

    def moves(self) -> list[Move]:
        """What was changed in the table; ``errors`` say which cells make no sense."""
        self.errors = []
        moves = []
        for grouping in self.groupings:
            offered = {NO_GROUP, *(str(group.id) for group in grouping.groups)}
            for student in self.students:
                key = self.key(grouping.group_set.id, student.user_id)
                chosen = self.sent.get(key)
                before = self.sent.get(f"was-{key}", self.present(grouping, student.user_id))
                if chosen is None or chosen == before:
                    continue
                if not {chosen, before} <= offered:
                    name = student.user.name
                    sentence = gettext("%(name)s: choose a group from the list.", name=name)
                    self.errors.append((key, sentence))
                    continue
                ends = (int(value) or None for value in (before, chosen))
                moves.append(Move(student.user_id, grouping.group_set.id, *ends))
        return moves
