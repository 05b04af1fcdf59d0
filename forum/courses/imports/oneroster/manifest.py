"""What the archive says of itself: its version, and which of its files hold what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forum.courses.imports.cells import shown
from forum.courses.imports.oneroster.tables import MANIFEST, read_table
from forum.uploads.archives import Archive
from forum.uploads.problems import BadFile, Problem

VERSIONS = ("1.1", "1.2")
BULK, DELTA, ABSENT = "bulk", "delta", "absent"
_MODES = (BULK, DELTA, ABSENT)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The version, and the mode of each file by its name without ".csv"."""

    version: str
    modes: Mapping[str, str]

    def mode(self, file: str) -> str:
        """``BULK`` (everything), ``DELTA`` (changes) or ``ABSENT``."""
        return self.modes.get(file, ABSENT)


def read_manifest(archive: Archive) -> Manifest:
    """Read ``manifest.csv``. Raises BadFile: another version, a mode that does not exist, a file
    that is promised and not there.
    """
    if MANIFEST not in archive:
        raise BadFile([Problem("no_manifest")])
    said: dict[str, str] = {}
    lines: dict[str, int] = {}
    for record in read_table(archive, MANIFEST):
        name = record["propertyName"].lower()
        said[name], lines[name] = record["value"].lower(), record.line
    version = said.get("oneroster.version", "")
    if version not in VERSIONS:
        line = lines.get("oneroster.version", 0)
        raise BadFile([Problem("version", line, shown(version) or "–", MANIFEST)])
    modes = {name[5:]: mode for name, mode in said.items() if name.startswith("file.")}
    for name, mode in modes.items():
        if mode not in _MODES:
            line = lines[f"file.{name}"]
            raise BadFile([Problem("mode", line, shown(mode), MANIFEST)])
    for name in ("enrollments", "users", "classes"):
        if modes.get(name, ABSENT) != ABSENT and f"{name}.csv" not in archive:
            raise BadFile([Problem("member_missing", lines[f"file.{name}"], name, MANIFEST)])
    if modes.get("enrollments", ABSENT) == ABSENT:
        raise BadFile([Problem("no_enrollments", file=MANIFEST)])
    return Manifest(version, modes)
