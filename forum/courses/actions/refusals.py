"""Why a change to a course or its people was refused. Nothing was written."""

from __future__ import annotations


class CourseRefused(Exception):
    """The base of all refusals; nothing was written."""


class AddressTaken(CourseRefused):
    """Another course has this address already."""


class TermTaken(CourseRefused):
    """Another term has this name already."""


class TermGone(CourseRefused):
    """The term was deleted a moment before."""


class TermInUse(CourseRefused):
    """A course is in the term."""


class NameTaken(CourseRefused):
    """The course has a section or group set of this name already."""


class ChangedMeanwhile(CourseRefused):
    """Somebody else changed the same a moment before; what is there now is to be looked at."""


class UnknownZone(CourseRefused):
    """There is no such time zone."""


class AlreadyEnrolled(CourseRefused):
    """The person is in the course already; change the row instead."""


class NotInCourse(CourseRefused):
    """The section or the person belongs to another course, or the membership has ended."""


class NewcomersRefused(CourseRefused):
    """A code makes no account for this address: admins of the site have set it so."""


class TakenOut(CourseRefused):
    """The person was in the course before, and does not come back by themselves."""
