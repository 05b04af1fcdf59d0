"""The words of the grading pages: levels, filters, reasons, decisions."""

from __future__ import annotations

from typing import Any

from forum.grading.queue import Show
from forum.rules.facts import Code, Status
from forum.rules.gradebook import Part
from forum.web.translations import lazy_gettext as _

#: By level, 0 to 4.
LEVELS: tuple[Any, ...] = (
    _("Not shown"),
    _("Beginning"),
    _("Developing"),
    _("Proficient"),
    _("Exemplary"),
)

#: What became of a week's grade in the total.
BECAME: dict[Part, Any] = {
    "counts": _("Counts"),
    "dropped": _("Dropped, one of the lowest"),
    "excused": _("Excused, left out"),
    "weightless": _("Does not enter the total"),
}

SHOWS: dict[Show, Any] = {
    "ungraded": _("Ungraded"),
    "look": _("Needs a look"),
    "changed": _("Changed since graded"),
    "late": _("Late"),
    "met": _("All checks met"),
    "none": _("No work"),
}

#: Why a post does not count, beside it; the finding's sentence says it in full.
CODES: dict[Code, Any] = {
    "WITHDRAWN": _("Withdrawn"),
    "HIDDEN": _("Hidden"),
    "TOO_LATE": _("After the close"),
    "SELF": _("To the own post"),
    "STAFF": _("To the staff"),
    "NESTED": _("Answers a reply"),
    "NOT_ACTIVE": _("Colleague had left"),
    "OTHER_GROUP": _("Another group"),
    "EMPTY": _("A part is empty"),
    "SHORT": _("A part is short"),
    "REPEAT": _("Same colleague again"),
    "COPY": _("Nearly a copy"),
    "NO_OWN_SITE": _("No own site"),
    "NO_TARGET_SITE": _("Colleague named no site"),
    "SAME_SITE": _("Same site"),
    "EXTRA": _("Beyond what is asked"),
}

#: What an instructor can set, in the order offered.
DECISIONS: dict[Status, Any] = {
    "met": _("Done"),
    "waived": _("Excused: not asked of this student"),
    "late": _("Done late"),
    "partial": _("Partly done"),
    "unmet": _("Not done"),
    "review": _("To be looked at"),
}

#: What was done to a grade, in its history.
GRADE_EVENTS: dict[str, Any] = {
    "grade_held": _("Held"),
    "grade_saved": _("Graded"),
    "grade_kept": _("Kept, although the evidence had changed"),
    "lateness_struck": _("Lateness struck"),
    "lateness_restored": _("Lateness counts again"),
    "total_overridden": _("Total set by hand"),
    "override_withdrawn": _("The rubric's total holds again"),
    "grade_points_renewed": _("Given the points of the changed rubric"),
    "grade_released": _("Released"),
}

EXTENSIONS: dict[str, Any] = {
    "T1": _("Initial post"),
    "T2": _("Responses"),
    "close": _("Close"),
}
