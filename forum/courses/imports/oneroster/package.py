"""What stands in the archive, before one of its classes is chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from forum.courses.imports.cells import MOST_PROBLEMS, shown
from forum.courses.imports.headings import Record
from forum.courses.imports.oneroster.manifest import ABSENT, BULK, Manifest, read_manifest
from forum.courses.imports.oneroster.tables import (
    CLASSES,
    ENROLLMENTS,
    MEMBERS,
    USERS,
    ZIP_LIMITS,
    read_table,
)
from forum.uploads.archives import Archive, open_archive
from forum.uploads.problems import BadFile, Problem

LONGEST_ID = 255
ACTIVE, DELETED = "active", "tobedeleted"
STUDENT = "student"


@dataclass(frozen=True, slots=True)
class Pupil:
    """A row of users.csv, as it stands there."""

    line: int
    email: str
    given: str
    family: str
    is_deleted: bool
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A row of enrollments.csv: a user in a class with a role."""

    line: int
    user_id: str
    role: str
    is_deleted: bool
    ends_on: str


@dataclass(slots=True)
class SchoolClass:
    """A class with its rows of enrollments.csv; its id stands for a title that is not given."""

    id: str
    title: str
    places: list[Place] = field(default_factory=list)

    @property
    def students(self) -> int:
        """How many rows speak of its students."""
        return sum(place.role == STUDENT for place in self.places)


@dataclass(frozen=True, slots=True)
class Package:
    """An archive that was understood: classes in which somebody is, users by their id."""

    manifest: Manifest
    classes: dict[str, SchoolClass]
    users: dict[str, Pupil]

    @property
    def is_whole(self) -> bool:
        """Whether it names everybody (bulk), and not only changes (delta)."""
        return self.manifest.mode("enrollments") == BULK


def read_package(data: bytes) -> Package:
    """Understand an archive. Raises BadFile with the file and line of what is wrong."""
    archive = open_archive(data, MEMBERS, ZIP_LIMITS)
    manifest = read_manifest(archive)
    titles = _titles(archive, manifest)
    classes = _classes(archive, manifest, titles)
    if not classes:
        raise BadFile([Problem("nobody")])
    return Package(manifest, classes, _users(archive, manifest))


def _titles(archive: Archive, manifest: Manifest) -> dict[str, str]:
    if manifest.mode("classes") == ABSENT:
        return {}
    return {
        record["sourcedId"]: shown(record["title"] or record["classCode"])
        for record in read_table(archive, CLASSES)
        if record["sourcedId"]
    }


def _classes(
    archive: Archive, manifest: Manifest, titles: dict[str, str]
) -> dict[str, SchoolClass]:
    checks = _Checks(ENROLLMENTS, manifest.mode("enrollments"))
    classes: dict[str, SchoolClass] = {}
    for record in read_table(archive, ENROLLMENTS):
        ids = (record["sourcedId"], record["classSourcedId"], record["userSourcedId"])
        if not checks.ids(record, ids):
            continue
        is_deleted = checks.is_deleted(record)
        _own, class_id, user_id = ids
        if class_id not in classes:
            classes[class_id] = SchoolClass(class_id, titles.get(class_id) or shown(class_id))
        classes[class_id].places.append(
            Place(record.line, user_id, record["role"].lower(), is_deleted, record["endDate"])
        )
    checks.refuse()
    return classes


def _users(archive: Archive, manifest: Manifest) -> dict[str, Pupil]:
    if manifest.mode("users") == ABSENT:
        return {}
    checks = _Checks(USERS, manifest.mode("users"))
    users: dict[str, Pupil] = {}
    for record in read_table(archive, USERS):
        user_id = record["sourcedId"]
        if not checks.ids(record, (user_id,)):
            continue
        if user_id in users:
            checks.say("id_twice", record, f"{users[user_id].line}/{shown(user_id)}")
            continue
        users[user_id] = Pupil(
            record.line,
            record["email"],
            record["preferredGivenName"] or record["givenName"],
            record["preferredFamilyName"] or record["familyName"],
            checks.is_deleted(record),
            record["enabledUser"].lower() != "false",
        )
    checks.refuse()
    return users


class _Checks:
    """What holds for the rows of every file; says it by line."""

    def __init__(self, file: str, mode: str) -> None:
        self.file = file
        self.is_bulk = mode == BULK
        self.problems: list[Problem] = []

    def say(self, code: str, record: Record, value: str = "") -> None:
        self.problems.append(Problem(code, record.line, value, self.file))

    def ids(self, record: Record, ids: Iterable[str]) -> bool:
        """Whether the row names what it is about, in ids that can be kept."""
        if all(one and len(one) <= LONGEST_ID and one.isprintable() for one in ids):
            return True
        self.say("id_missing", record)
        return False

    def is_deleted(self, record: Record) -> bool:
        """Whether the row takes out what it names; a bulk file may leave the status open."""
        status = record["status"].lower()
        if status not in (ACTIVE, DELETED) and (status or not self.is_bulk):
            self.say("status", record, shown(record["status"]))
        return status == DELETED

    def refuse(self) -> None:
        if self.problems:
            raise BadFile(self.problems[:MOST_PROBLEMS])
