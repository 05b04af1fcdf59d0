"""Why an import was not carried out. Nothing was written."""

from __future__ import annotations


class ImportRefused(Exception):
    """The base of all refusals; nothing was written."""


class ImportOver(ImportRefused):
    """It was carried out or cancelled before, or is in the worker's hands."""


class RosterChanged(ImportRefused):
    """The course is not as it was when the preview was made: look at it again."""


class NotConfirmed(ImportRefused):
    """Many memberships would end, and their number was not typed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NoSuchClass(ImportRefused):
    """The archive has no class of this id."""
