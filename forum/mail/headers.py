"""Headers that are written as they are meant: nothing is decoded, quoted or folded by guess.

The standard library parses a value when it is set and folds it when it is sent. On the way it
decodes "=?…?=" that somebody typed, loses the quotes of long names and encodes long addresses of
pages, after which no mail program can follow them. These classes keep the value and fold at blanks.
"""

from __future__ import annotations

import re
from email._header_value_parser import TokenList
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueAddressHeader
from email.policy import SMTP, Policy
from email.utils import quote
from typing import Any, ClassVar, Literal, cast

from email_validator import EmailNotValidError, validate_email

from forum.mail.text import cut, one_line

LONGEST_NAME = 120
#: Longer words are encoded, so that no line of words is over 76 characters (RFC 2047).
_LONGEST_WORD = 56
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


class AddressUnusable(ValueError):
    """No mail can go to (or come from) this address; the message does not repeat it."""


def address_of(address: str, name: str) -> Address:
    """Return an address with a clean name; a domain beyond ASCII in its ASCII form.

    Nothing is asked of the network. Raises AddressUnusable.
    """
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise AddressUnusable("This is no address to which mail can be sent.") from error
    user, _at, domain = (found.ascii_email or found.normalized).rpartition("@")
    if not found.ascii_email:
        domain = found.ascii_domain
    return Address(cut(one_line(name), LONGEST_NAME), username=user, domain=domain)


def phrase(text: str) -> list[str]:
    """Return a name as the words of a header: as they are, in quotes, or encoded."""
    if not text.isascii() or "=?" in text or len(quote(text)) > _LONGEST_WORD:
        return _encoded(text)
    return [text] if _ATOMS.fullmatch(text) else [f'"{quote(text)}"']


class _AsGiven(BaseHeader):
    """A header whose value is kept to the letter and folded at its blanks."""

    max_count: ClassVar[Literal[1]] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Keep the value; the standard library would decode what looks encoded."""
        kwds["decoded"] = str(value)
        kwds["parse_tree"] = TokenList()

    def fold(self, *, policy: Policy) -> str:
        """Return the header as lines."""
        return _folded(self.name, self.words(), policy)

    def words(self) -> list[str]:
        """Return what must not be broken, in order."""
        return str(self).split(" ")


class _Text(_AsGiven):
    """A sentence: encoded where it is not plain ASCII."""

    def words(self) -> list[str]:
        words = str(self).split(" ")
        plain = str(self).isascii() and "=?" not in str(self)
        return words if plain and max(map(len, words)) <= _LONGEST_WORD else _encoded(str(self))


class _OneAddress(UniqueAddressHeader):
    """One address with its name."""

    name: str  # of the header; it comes from `BaseHeader`, which the registry mixes in

    @classmethod
    def parse(cls, value: Any, kwds: dict[str, Any]) -> None:
        """Take an `Address` without parsing again what it says."""
        if isinstance(value, Address):
            kwds["parse_tree"] = TokenList()
        super().parse(value, kwds)

    def fold(self, *, policy: Policy) -> str:
        """Return the header as lines."""
        (one,) = self.addresses
        words = [*phrase(one.display_name), f"<{one.addr_spec}>"]
        return _folded(self.name, words if one.display_name else [one.addr_spec], policy)


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in ("from", "to"):
        registry.map_to_type(name, cast(type[BaseHeader], _OneAddress))
    for name in ("subject", "x-colloquy-reason"):
        registry.map_to_type(name, _Text)
    for name in ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe"):
        registry.map_to_type(name, _AsGiven)
    return registry


#: 76 characters a line is what quoted-printable bodies are allowed; headers do with it too.
POLICY = SMTP.clone(max_line_length=76, header_factory=_registry())


def _encoded(text: str) -> list[str]:
    return Header(text, "utf-8", maxlinelen=_LONGEST_WORD).encode().split("\n ")


def _folded(name: str, words: list[str], policy: Policy) -> str:
    """Lay the words out; a line is longer than wished only where one word is."""
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= (policy.max_line_length or 76):
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return policy.linesep.join(lines) + policy.linesep
