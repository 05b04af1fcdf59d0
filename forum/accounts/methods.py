"""Which ways lead to an account: what admins set of them, and what that lets people do."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from forum.accounts.models import SignInMethods
from forum.database import insert_new

_THE_ONE = 1


class MethodsChanged(Exception):
    """Another admin set something a moment before. Nothing was written."""


@dataclass(frozen=True)
class Methods:
    """Whether a code to enrol with makes accounts for people who have none, and for addresses of
    which domains alone (in small letters; none: of any).
    """

    codes_make_accounts: bool = True
    code_domains: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """A short text that differs where these do: a form says by it what it began with."""
        return sha256(repr(self).encode()).hexdigest()[:16]

    def is_domain_taken(self, email: str) -> bool:
        """Whether somebody of this address may have an account by a code, as far as its domain
        goes: exactly one of those named, not one below it.
        """
        return not self.code_domains or email.lower().rpartition("@")[2] in self.code_domains

    def makes_account(self, email: str) -> bool:
        """Whether a code makes an account for somebody new of this address."""
        return self.codes_make_accounts and self.is_domain_taken(email)


def get_methods(session: Session) -> Methods:
    """What holds now; what an installation begins with where nobody has set anything."""
    return _methods_of(session.get(SignInMethods, _THE_ONE))


def change_methods(session: Session, given: Methods, *, seen: str) -> Methods:
    """Set the ways; ``seen`` is the mark of those the person began with. Returns what held before.

    Raises MethodsChanged where that is no longer what was seen.
    """
    usual = {"id": _THE_ONE, "codes_make_accounts": True, "code_domains": []}
    insert_new(session, SignInMethods, [usual])
    row = session.get_one(SignInMethods, _THE_ONE, with_for_update=True)
    before = _methods_of(row)
    if before == given:
        return before
    if before.mark != seen:
        raise MethodsChanged
    row.codes_make_accounts = given.codes_make_accounts
    row.code_domains = list(given.code_domains)
    session.flush()
    return before


def _methods_of(row: SignInMethods | None) -> Methods:
    return Methods(row.codes_make_accounts, tuple(row.code_domains)) if row else Methods()
