"""Why a write in a discussion was refused."""

from __future__ import annotations


class Refused(Exception):
    """The base of all refusals; nothing was written."""


class NotAllowed(Refused):
    """This person may not do this here."""


class NotOpen(Refused):
    """The discussion has not opened yet."""


class Closed(Refused):
    """The discussion has closed for this person."""


class AlreadyPosted(Refused):
    """There is an initial post already; ``number`` is its short number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NothingWritten(Refused):
    """Every part is empty."""


class SiteMissing(Refused):
    """The prompt asks for a site and none was chosen."""


class SiteFull(Refused):
    """Others took the last place at this site."""


class SiteLocked(Refused):
    """A colleague has responded to the post, so its site can no longer be changed freely."""


class Answered(Refused):
    """Somebody has answered, so the post can no longer become private freely."""


class StaleVersion(Refused):
    """The text was changed elsewhere since it was loaded; ``number`` is the revision now."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class DraftTooLarge(Refused):
    """A draft holds no more fields, or no more text, than a form can send."""


class ReasonTooLong(Refused):
    """A reason is longer than can be stored."""


class ReasonMissing(Refused):
    """Hiding a post takes a reason, which its author will read."""
