"""The lock files say exactly what is installed, and nothing about where it came from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert "#" not in text
    # Hashes are the only option a line may carry: no index, no find-links.
    assert set(re.findall(r"--[a-z-]+", text)) == {"--hash"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    for requirement in _read_requirements(lock):
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^\s;]+", requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", requirement), requirement


def test_a_pin_keeps_the_extras_by_which_others_ask_for_it() -> None:
    """Where `coverage[toml]` is asked for and only `coverage` pinned, pip of 2023 takes the newest
    `coverage[toml]` there is and refuses it for want of a hash, once there is a newer one."""
    assert "coverage[toml]" in (ROOT / "requirements-dev.txt").read_text()
    assert "psycopg[binary]" in (ROOT / "requirements.txt").read_text()


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, dev = (_read_versions(lock) for lock in LOCKS)

    assert {_name(d) for d in project["dependencies"]} <= set(runtime)
    assert {_name(d) for d in project["optional-dependencies"]["dev"]} <= set(dev)


def test_tests_run_on_the_versions_that_are_served() -> None:
    """`scripts/setup.sh` relies on it: the development lock holds all of the other one."""
    runtime, dev = (_read_versions(lock) for lock in LOCKS)

    assert runtime == {name: dev.get(name) for name in runtime}


def _read_requirements(lock: str) -> list[str]:
    """Return one string per requirement, its hashes on the same line."""
    joined = (ROOT / lock).read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def _read_versions(lock: str) -> dict[str, set[str]]:
    """Return the pins of each package; one may be pinned differently per Python version."""
    versions: dict[str, set[str]] = {}
    for requirement in _read_requirements(lock):
        pin = requirement.split(" --hash", 1)[0].strip()
        versions.setdefault(_name(pin), set()).add(pin)
    return versions


def _name(requirement: str) -> str:
    """Return the normalised name: `psycopg[binary]>=3.2` is `psycopg`."""
    written = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert written, requirement
    return re.sub(r"[-_.]+", "-", written.group()).lower()
