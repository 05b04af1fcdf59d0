"""What may stand as somebody's name and address: cleaned, or refused with a reason."""

from __future__ import annotations

import unicodedata
from enum import Enum

from email_validator import EmailNotValidError, validate_email

LONGEST_NAME = 120
LONGEST_EMAIL = 254
# They turn the text around them, so that a name could pretend to be another (TRUST.md, F20).
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class IdentityProblem(Enum):
    """Why a name or an address is refused."""

    NAME_EMPTY = "name_empty"
    NAME_LONG = "name_long"
    NAME_CHARACTERS = "name_characters"
    EMAIL = "email"
    EMAIL_TAKEN = "email_taken"


class IdentityError(ValueError):
    """A name or an address cannot be taken; ``problem`` says why."""

    def __init__(self, problem: IdentityProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


def clean_name(text: str) -> str:
    """Return the name with single spaces: 1 to 120 characters, no controls.

    Raises IdentityError.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(character in _BIDI or _is_control(character) for character in name):
        raise IdentityError(IdentityProblem.NAME_CHARACTERS)
    if not any(character.isprintable() and not character.isspace() for character in name):
        raise IdentityError(IdentityProblem.NAME_EMPTY)
    if len(name) > LONGEST_NAME:
        raise IdentityError(IdentityProblem.NAME_LONG)
    return name


def clean_email(text: str) -> str:
    """Return the address in lower case; nothing is asked of the network.

    Raises IdentityError.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise IdentityError(IdentityProblem.EMAIL) from error
    address: str = found.normalized.lower()
    if len(address) > LONGEST_EMAIL:
        raise IdentityError(IdentityProblem.EMAIL)
    return address


def clean_domain(text: str) -> str:
    """Return the domain of addresses, with or without its @, as it stands in ``clean_email``'s.

    Raises IdentityError.
    """
    return clean_email(f"name@{text.strip().removeprefix('@')}").rpartition("@")[2]


def _is_control(character: str) -> bool:
    """Controls, surrogates and unassigned characters; joiners inside names and emoji are kept."""
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
