"""Why a change to a prompt, its sites or its extensions was refused. Nothing was written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forum.prompts.own_sites import SiteQuestion
    from forum.prompts.problems import Problem


class Refused(Exception):
    """The base of all refusals of set-up."""


class StaleVersion(Refused):
    """Somebody else saved the prompt since it was loaded; ``version`` is the one now."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class WeekTaken(Refused):
    """The week has a prompt already."""


class WeekOutside(Refused):
    """The course has no such week."""


class NotPublishable(Refused):
    """Settings that no student could meet; ``problems`` says which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([problem.code for problem in problems])
        self.problems = tuple(problems)


class DueTooSoon(Refused):
    """A published week's due time (``kind``) may not move to less than a day from now.

    ``relied_on`` is the one that students count on, ``earliest`` the first that may be set.
    """

    def __init__(self, kind: str, relied_on: datetime, earliest: datetime) -> None:
        super().__init__(kind)
        self.kind = kind
        self.relied_on = relied_on
        self.earliest = earliest


class MovesChanged(Refused):
    """What would move is no longer what was shown."""


class MovesRefused(Refused):
    """Published weeks would be due too soon, or in an order that nobody can meet."""

    def __init__(self, weeks: Collection[int]) -> None:
        super().__init__(weeks)
        self.weeks = tuple(weeks)


class NotAStudent(Refused):
    """An extension is for a current student of the course; ``user_ids`` are none."""

    def __init__(self, user_ids: Collection[int] = ()) -> None:
        super().__init__(user_ids)
        self.user_ids = frozenset(user_ids)


class ExtensionTooEarly(Refused):
    """An extension must end after the due time that holds for everybody.

    ``user_ids``: for these people a later one, or this very one, holds already.
    """

    def __init__(self, user_ids: Collection[int] = ()) -> None:
        super().__init__(user_ids)
        self.user_ids = frozenset(user_ids)


class NameMissing(Refused):
    """A site needs a name people can read."""


class SiteUnsure(Refused):
    """What was typed may be a site of the course; ``question`` is to be answered first."""

    def __init__(self, question: SiteQuestion) -> None:
        super().__init__(question.typed)
        self.question = question


class SiteExists(Refused):
    """The course knows this site already; ``site_id`` says as which."""

    def __init__(self, site_id: int) -> None:
        super().__init__(site_id)
        self.site_id = site_id


class NotMergeable(Refused):
    """A site cannot be merged with itself, with one of another course, or twice."""


class NotMerged(Refused):
    """The site is no other one (any more)."""


class NotAllowed(Refused):
    """This person may not ask for an extension, or not answer who asks."""


class NothingWritten(Refused):
    """A request and its refusal take words."""


class AlreadyAsked(Refused):
    """Another request of the student waits for an answer."""


class RequestEnded(Refused):
    """The request was answered in the meantime, or taken back."""
