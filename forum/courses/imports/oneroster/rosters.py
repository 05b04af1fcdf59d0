"""The students of one class of an archive, in the form of any roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from forum.courses.imports.cells import MOST_PROBLEMS, BadCell, read_email, read_name, shown
from forum.courses.imports.lines import Line, Passed, Roster
from forum.courses.imports.oneroster.package import STUDENT, Package, Place, Pupil
from forum.courses.imports.oneroster.tables import ENROLLMENTS, USERS
from forum.uploads.problems import BadFile, Problem


def roster_of(package: Package, class_id: str, known: Mapping[str, str], today: date) -> Roster:
    """The students of a class by their addresses; ``known`` leads from ids that an earlier file
    brought to addresses, for a delta that does not name its users again.

    Other roles are passed over, as the file makes no staff; so are users that it calls disabled
    and enrolments that ended before ``today``. Raises BadFile with the lines.
    """
    reading = _Reading(package, known, today)
    lines = tuple(reading.lines(package.classes[class_id].places))
    if reading.problems:
        raise BadFile(reading.problems[:MOST_PROBLEMS])
    if not lines and not reading.passed:
        raise BadFile([Problem("nobody")])
    passed = sorted(reading.passed, key=lambda one: one.line)
    return Roster(lines, tuple(passed), package.is_whole)


class _Reading:
    def __init__(self, package: Package, known: Mapping[str, str], today: date) -> None:
        self.package = package
        self.known = known
        self.today = today.isoformat()
        self.problems: list[Problem] = []
        self.passed: list[Passed] = []
        self.seen: dict[str, int] = {}

    def lines(self, places: list[Place]) -> Iterator[Line]:
        """The people of the class, each once: who is in it by one row and out by another is in."""
        chosen: dict[str, Place] = {}
        for place in places:
            if place.role != STUDENT:
                self._pass(place, place.role or "–", "role")
            elif place.user_id not in chosen or chosen[place.user_id].is_deleted:
                chosen[place.user_id] = place
        for place in chosen.values():
            pupil = self.package.users.get(place.user_id)
            try:
                line = self._line(place, pupil)
            except BadCell as refusal:
                at, file = (pupil.line, USERS) if pupil else (place.line, ENROLLMENTS)
                self.problems.append(refusal.at(at, file))
                continue
            if line is not None:
                yield line

    def _line(self, place: Place, pupil: Pupil | None) -> Line | None:
        """The person of a row; None where the row is passed over. Raises BadCell."""
        is_ended = place.is_deleted or (pupil is not None and pupil.is_deleted)
        if is_ended and self.package.is_whole:
            return None  # as if it were not there: a whole roster says who is in it
        if not is_ended and self._is_passed(place, pupil):
            return None
        if pupil is not None and (pupil.email or place.user_id not in self.known):
            email, name = read_email(pupil.email), read_name(pupil.given, pupil.family)
        elif place.user_id in self.known:
            email, name = self.known[place.user_id], ""
        elif is_ended:
            return None  # nobody whom a file brought here
        else:
            raise BadCell("user_unknown", place.user_id)
        if email in self.seen:
            raise BadCell("repeated", f"{self.seen[email]}/{email}")
        self.seen[email] = pupil.line if pupil else place.line
        return Line(place.line, email, name, None, is_ended, place.user_id)

    def _is_passed(self, place: Place, pupil: Pupil | None) -> bool:
        if pupil is not None and not pupil.is_enabled:
            self._pass(place, STUDENT, "disabled")
            return True
        if place.ends_on and place.ends_on[:10] < self.today:
            self._pass(place, STUDENT, "ended")
            return True
        return False

    def _pass(self, place: Place, role: str, reason: str) -> None:
        pupil = self.package.users.get(place.user_id)
        who = f"{pupil.given} {pupil.family}".strip() if pupil else ""
        self.passed.append(Passed(place.line, shown(who or place.user_id), shown(role), reason))
