"""Zip archives that were made to hurt are refused before anything of them is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.uploads.archives import ZipLimits, open_archive
from forum.uploads.problems import BadFile

LIMITS = ZipLimits(size=100_000, members=5, member=50_000, total=60_000, ratio=100)
WANTED = ("a.csv", "b.csv")
TEXT = bytes(range(32, 127)) * 20


def zip_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in members:
            file.writestr(name, data)
    return target.getvalue()


def locked(data: bytes) -> bytes:
    """The archive with every member marked as encrypted."""
    marked = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(mark)
        while at >= 0:
            marked[at + place] |= 1
            at = marked.find(mark, at + 4)
    return bytes(marked)


def lying(data: bytes, size: int) -> bytes:
    """The archive whose directory gives another unpacked size than its member has."""
    marked = bytearray(data)
    struct.pack_into("<L", marked, marked.find(b"PK\x01\x02") + 24, size)
    return bytes(marked)


def twice(name: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zip_of((name, b"1"), (name, b"2"))


BAD = {
    "no zip": (b"PK\x03\x04 and then a story", "no_zip"),
    "cut off": (zip_of(("a.csv", TEXT))[:-30], "no_zip"),
    "too large": (b"PK\x03\x04" + bytes(LIMITS.size), "zip_too_large"),
    "too many members": (zip_of(*((f"{n}", b"") for n in range(6))), "too_many_members"),
    "a bomb": (zip_of(("a.csv", bytes(45_000))), "zip_bomb"),
    "a member too large": (zip_of(("a.csv", TEXT * 30)), "zip_bomb"),
    "two that are too large together": (
        zip_of(("a.csv", TEXT * 20), ("b.csv", TEXT * 20)),
        "zip_bomb",
    ),
    "a path upwards": (zip_of(("../a.csv", TEXT)), "member_path"),
    "a path upwards, as Windows writes it": (zip_of(("x\\..\\..\\a.csv", TEXT)), "member_path"),
    "a path from the root": (zip_of(("/etc/passwd", TEXT)), "member_path"),
    "a path on a disk": (zip_of(("C:a.csv", TEXT)), "member_path"),
    "behind a password": (locked(zip_of(("a.csv", TEXT))), "member_locked"),
    "another way of packing": (zip_of(("a.csv", TEXT), method=zipfile.ZIP_LZMA), "member_broken"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_hostile_archive_is_refused(name):
    data, code = BAD[name]
    with pytest.raises(BadFile) as refusal:
        open_archive(data, WANTED, LIMITS)
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_a_member_that_is_there_twice_is_refused():
    with pytest.raises(BadFile) as refusal:
        open_archive(twice("a.csv"), WANTED, LIMITS)
    assert [(one.code, one.file) for one in refusal.value.problems] == [("member_twice", "a.csv")]


@pytest.mark.parametrize("size", [10, 7_000])
def test_a_member_that_is_not_as_large_as_it_says_is_not_read(size):
    found = open_archive(lying(zip_of(("a.csv", TEXT * 3)), size), WANTED, LIMITS)
    with pytest.raises(BadFile) as refusal:
        found.read("a.csv")
    assert [problem.code for problem in refusal.value.problems] == ["member_broken"]


def test_what_was_not_asked_for_is_not_looked_at_however_large():
    found = open_archive(zip_of(("a.csv", TEXT), ("z.bin", bytes(10**7))), WANTED, LIMITS)
    assert found.read("a.csv") == TEXT
    assert ("z.bin" in found, "b.csv" in found) == (False, False)


@given(st.binary(max_size=300), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_any_bytes_are_an_archive_or_a_refusal(data, at, patch):
    good = zip_of(("a.csv", b"propertyName,value"), ("b.csv", TEXT))
    at %= len(good)
    for bad in (data, b"PK\x03\x04" + data, good[:at] + patch + good[at + len(patch) :]):
        try:
            found = open_archive(bad, WANTED, LIMITS)
            read = [found.read(name) for name in WANTED if name in found]
        except BadFile as refusal:
            assert refusal.problems
        else:
            assert all(len(one) <= LIMITS.member for one in read)
