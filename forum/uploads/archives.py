"""Zip archives opened with care: never written to disk, never more read than was said."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from forum.uploads.problems import BadFile, Problem

#: How a zip begins; the ending of a file's name says nothing.
ZIP_MARK = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What ``zipfile`` lets out of a file that is none, or was made to hurt.
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much is read of an archive: its bytes, its members, the bytes of one member and of all,
    and how many times larger than packed a member may be (deflate reaches 1,032; text about 20).
    """

    size: int
    members: int
    member: int
    total: int
    ratio: int


class Archive:
    """The members that were asked for, unpacked one at a time."""

    def __init__(self, file: zipfile.ZipFile, found: dict[str, zipfile.ZipInfo]) -> None:
        self._file = file
        self._found = found

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises BadFile where they are not what the archive says."""
        info = self._found[name]
        try:
            with self._file.open(info) as member:
                data = member.read(info.file_size + 1)
        except _BROKEN as error:
            raise BadFile([Problem("member_broken", file=name)]) from error
        if len(data) != info.file_size:
            raise BadFile([Problem("member_broken", file=name)])
        return data


def open_archive(data: bytes, wanted: Collection[str], limits: ZipLimits) -> Archive:
    """Open a zip of which the members ``wanted`` (by their whole name) will be read.

    Others are never unpacked. Raises BadFile: no zip, too many or too large members, one that
    would unpack to far more than it is (a zip bomb), paths that lead out of a folder, a member
    twice, one behind a password.
    """
    if len(data) > limits.size:
        raise BadFile([Problem("zip_too_large")])
    if data.count(_ENTRY) > limits.members:  # before a list of them is made
        raise BadFile([Problem("too_many_members", value=str(limits.members))])
    try:
        file = zipfile.ZipFile(BytesIO(data))
        members = file.infolist()
    except _BROKEN as error:
        raise BadFile([Problem("no_zip")]) from error
    found: dict[str, zipfile.ZipInfo] = {}
    for info in members:
        if _leads_out(info.orig_filename):
            raise BadFile([Problem("member_path", value=info.filename[:80])])
        if info.filename in wanted:
            _check(info, found, limits)
            found[info.filename] = info
    if sum(info.file_size for info in found.values()) > limits.total:
        raise BadFile([Problem("zip_bomb")])
    return Archive(file, found)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts or "\x00" in name


def _check(info: zipfile.ZipInfo, found: Collection[str], limits: ZipLimits) -> None:
    name = info.filename
    if name in found:
        raise BadFile([Problem("member_twice", file=name)])
    if info.flag_bits & _ENCRYPTED:
        raise BadFile([Problem("member_locked", file=name)])
    if info.compress_type not in _METHODS:
        raise BadFile([Problem("member_broken", file=name)])
    packed = max(info.compress_size, 1)
    if info.file_size > limits.member or info.file_size > limits.ratio * packed + 4096:
        raise BadFile([Problem("zip_bomb", file=name)])
