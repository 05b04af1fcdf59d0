"""Vendored files are what their packages shipped, and each comes with its licence."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("static/vendor", "tests/vendor")
# The packages whose files lie in each folder.
PACKAGES = {
    "static/vendor": json.loads((ROOT / "package.json").read_text())["dependencies"],
    "tests/vendor": json.loads((ROOT / "package.json").read_text())["devDependencies"],
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_has_its_checksum_and_no_other_is_listed(folder: str) -> None:
    files = {p.name: p for p in (ROOT / folder).iterdir() if p.name != "SHA256SUMS"}
    listed = _read_sums(ROOT / folder / "SHA256SUMS")

    actual = {name: hashlib.sha256(p.read_bytes()).hexdigest() for name, p in files.items()}

    assert actual == listed


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_package_comes_with_its_licence(folder: str) -> None:
    licences = {p.name.removesuffix(".LICENSE") for p in (ROOT / folder).glob("*.LICENSE")}

    assert licences == set(PACKAGES[folder])
    for package in licences:
        assert "copyright" in (ROOT / folder / f"{package}.LICENSE").read_text().lower()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_vendored_file_belongs_to_a_licensed_package(folder: str) -> None:
    packages = [name.removesuffix("-core") for name in PACKAGES[folder]]

    for path in (ROOT / folder).glob("*.js"):
        assert path.name.startswith(tuple(packages)), f"{path.name} belongs to no package"


def test_packages_are_locked_to_one_version_with_a_checksum_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    locked = {name.removeprefix("node_modules/"): row for name, row in lock["packages"].items()}

    for wanted in PACKAGES.values():
        for package, version in wanted.items():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version)
            assert locked[package]["version"] == version
    for name, row in locked.items():
        assert "resolved" not in row
        assert name == "" or row["integrity"].startswith("sha512-")


def _read_sums(path: Path) -> dict[str, str]:
    """Return the SHA-256 of each file named in a list as `sha256sum` writes it."""
    rows = (line.split("  ", 1) for line in path.read_text().splitlines())
    return {name: checksum for checksum, name in rows}
