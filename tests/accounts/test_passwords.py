"""What may be a password, and how it is kept."""

from __future__ import annotations

import threading

import pytest

from forum.accounts import passwords
from forum.accounts.passwords import PasswordProblem

PERSONAL = ("Amina Hassan", "amina.hassan@example.org", "SOWK 510")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("vivid otters", None),
        ("        correct     ", None),
        ("ünïcödé und mehr", None),
        ("🦦🦦🌊🌊🌙🌙⭐⭐🔥🔥🍀🍀", None),
        ("x7" * 64, None),
        ("amina walks to the river", None),
        ("elevenchars", PasswordProblem.SHORT),
        ("", PasswordProblem.SHORT),
        ("vivid otters " * 10, PasswordProblem.LONG),
        ("password1234", PasswordProblem.COMMON),
        ("P@ssword2026!!", PasswordProblem.COMMON),
        ("passwordpassword", PasswordProblem.COMMON),
        ("Sunshine Sunshine", PasswordProblem.COMMON),
        ("1234-5678-9012", PasswordProblem.COMMON),
        ("１２３４５６７８９０１２", PasswordProblem.COMMON),
        ("correct horse battery staple", PasswordProblem.COMMON),
        ("qwertyuiop12", PasswordProblem.COMMON),
        ("aaaaaaaaaaaa", PasswordProblem.COMMON),
        ("Amina.Hassan2026", PasswordProblem.PERSONAL),
        ("SOWK510 sowk510", PasswordProblem.PERSONAL),
        ("amina.hassan@example.org", PasswordProblem.PERSONAL),
    ],
)
def test_a_password_is_long_enough_and_neither_common_nor_personal(
    password: str, problem: PasswordProblem | None
) -> None:
    assert passwords.find_problem(password, PERSONAL) is problem


def test_the_bundled_list_has_at_least_3000_passwords_of_the_length_we_ask_for() -> None:
    lines = passwords.COMMON.read_text(encoding="utf-8").split("\n")
    long_enough = {line for line in lines if len(line) >= passwords.SHORTEST}
    assert len(long_enough) >= 3000
    assert all(passwords.is_common(line) for line in sorted(long_enough)[::50])


def test_a_hash_belongs_to_its_password_alone() -> None:
    hashed = passwords.hash_password("vivid otters climb")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(hashed, "vivid otters climb")
    assert not passwords.is_right(hashed, "vivid otters climb ")
    assert not passwords.is_right(hashed, "vivid otters climb" + "b" * 200)


def test_the_same_letters_typed_on_two_devices_are_the_same_password() -> None:
    hashed = passwords.hash_password("caf\u00e9 by the river")
    assert passwords.is_right(hashed, "cafe\u0301 by the river")


@pytest.mark.parametrize("broken", ["", "not a hash", "$argon2id$v=19$m=1"])
def test_a_broken_hash_opens_nothing(broken: str) -> None:
    assert not passwords.is_right(broken, "vivid otters climb")


def test_nobody_has_the_dummys_password() -> None:
    assert not passwords.is_right(None, "nobody's password")


def test_a_hash_of_older_parameters_is_outdated() -> None:
    assert passwords.is_outdated("$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g")
    assert not passwords.is_outdated(passwords.hash_password("vivid otters climb"))


def test_at_most_two_passwords_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, both, counts = threading.Lock(), threading.Barrier(2), {"now": 0, "most": 0}

    class SlowHasher:
        def hash(self, _password: bytes) -> str:
            with lock:
                counts["now"] += 1
                counts["most"] = max(counts["most"], counts["now"])
            both.wait(timeout=10)
            with lock:
                counts["now"] -= 1
            return "done"

    monkeypatch.setattr(passwords, "_HASHER", SlowHasher())
    people = [threading.Thread(target=passwords.hash_password, args=("x",)) for _ in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=30)
    assert counts == {"now": 0, "most": 2}
