"""The files of the archive and the columns that are read of them, by name.

Versions 1.1 and 1.2 differ in columns that are not asked for (``users.role`` moved into roles.csv)
and in the preferred names of 1.2; what is needed is called the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forum.courses.imports.cells import LARGEST_FILE, MOST_PROBLEMS
from forum.courses.imports.headings import Record, plain, read_records
from forum.uploads.archives import Archive, ZipLimits
from forum.uploads.problems import BadFile, Problem
from forum.uploads.separated import Limits

MANIFEST, CLASSES, USERS, ENROLLMENTS = (
    "manifest.csv",
    "classes.csv",
    "users.csv",
    "enrollments.csv",
)
MEMBERS = (MANIFEST, CLASSES, USERS, ENROLLMENTS)

#: A whole institution's file may be larger than a course: so much of it is looked at.
ZIP_LIMITS = ZipLimits(
    size=LARGEST_FILE,
    members=60,
    member=8 * 1024 * 1024,
    total=20 * 1024 * 1024,
    ratio=100,
)
LIMITS = Limits(size=ZIP_LIMITS.member, rows=40_001, columns=100, cells=1_200_000, cell=4_000)

#: Of each file the columns that must be there, and those that may.
COLUMNS = {
    MANIFEST: (("propertyName", "value"), ()),
    CLASSES: (("sourcedId", "title"), ("status", "classCode")),
    USERS: (
        ("sourcedId", "givenName", "familyName", "email"),
        ("status", "enabledUser", "preferredGivenName", "preferredFamilyName"),
    ),
    ENROLLMENTS: (
        ("sourcedId", "classSourcedId", "userSourcedId", "role"),
        ("status", "endDate"),
    ),
}


def read_table(archive: Archive, name: str) -> Iterator[Record]:
    """The rows of one file. Raises BadFile, the problems naming the file."""
    needed, others = COLUMNS[name]
    names = {plain(column): column for column in (*needed, *others)}
    problems: list[Problem] = []
    try:
        for record in read_records(archive.read(name), names, needed, LIMITS, problems):
            if len(problems) >= MOST_PROBLEMS:
                break
            yield record
        if problems:
            raise BadFile(problems[:MOST_PROBLEMS])
    except BadFile as refusal:
        raise BadFile([replace(one, file=name) for one in refusal.problems]) from refusal
