"""Passwords: what may be one, and how they are hashed and compared.

Hashing is slow on purpose and needs no database, so doors do it before they begin to write.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128
COMMON = Path(__file__).with_name("common_passwords.txt")

# The second set of the OWASP password storage cheat sheet: 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# More at once would let a burst of sign-ins take every processor from the people who read.
_TURN = threading.BoundedSemaphore(2)
_SWAPPED = str.maketrans("0134578@$!", "oleastbasi")
_REST = 8


class PasswordProblem(Enum):
    """Why a password is refused."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    PERSONAL = "personal"


def find_problem(password: str, personal: Iterable[str] = ()) -> PasswordProblem | None:
    """Return why ``password`` is refused, or None: any 12 to 128 characters will do, unless many
    people use them (ASVS 6.2.4) or they are the person's own data.

    ``personal`` holds the name, the e-mail address, course codes.
    """
    if len(password) < SHORTEST:
        return PasswordProblem.SHORT
    if len(password) > LONGEST:
        return PasswordProblem.LONG
    if is_common(password):
        return PasswordProblem.COMMON
    return PasswordProblem.PERSONAL if _is_personal(password, personal) else None


def is_common(password: str) -> bool:
    """Whether the password, or the word it is made of, is in the bundled list.

    "P@ssword2026!!" is the word "password"; so is a word written several times over.
    """
    lower = unicodedata.normalize("NFKC", password).casefold()
    compact = "".join(character for character in lower if character.isalnum())
    swapped = lower.translate(_SWAPPED)
    variants = {lower, compact, _core(lower), _core(compact), _core(swapped)}
    variants |= {_core(lower).translate(_SWAPPED)}
    common = _common()
    return any(variant in common or _unit(variant) in common for variant in variants if variant)


def hash_password(password: str) -> str:
    """Return the argon2id hash to keep. Waits while two others are being made."""
    with _TURN:
        return _HASHER.hash(_bytes(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash. Without a hash the answer takes as long and is no,
    so that nobody learns from the clock which accounts exist.
    """
    with _TURN:
        try:
            _HASHER.verify(password_hash or _dummy(), _bytes(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    """The same keys give the same bytes on every device (NFC)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _dummy() -> str:
    return _HASHER.hash(b"nobody's password")


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split("\n")) - {""}


def _core(password: str) -> str:
    """The password without what is put around a word: digits, spaces, punctuation."""
    letters = [place for place, character in enumerate(password) if character.isalpha()]
    return password[letters[0] : letters[-1] + 1] if letters else ""


def _unit(password: str) -> str:
    """The shortest piece that, repeated, makes the password."""
    size = (password + password).find(password, 1)
    return password[:size]


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    """Whether little is left of the password when the person's own words are taken out of it."""
    rest = password.casefold()
    for word in sorted(_words(personal), key=len, reverse=True):
        rest = rest.replace(word, "")
    left = sum(character.isalnum() for character in rest)
    return len(rest) < len(password) and left < _REST


def _words(personal: Iterable[str]) -> set[str]:
    words: set[str] = set()
    for text in personal:
        lower = text.casefold()
        whole = "".join(character for character in lower if character.isalnum())
        parts = "".join(c if c.isalnum() else " " for c in lower).split()
        words.update(word for word in (whole, lower, *parts) if len(word) >= 3)
    return words
