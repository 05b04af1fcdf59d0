"""Rows of people, their sessions and the one-use links sent to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.database import Json, Model

#: The address of somebody erased: under a top-level name that is never given to anybody (RFC 2606).
_ERASED = "@erased.invalid"


class User(Model):
    """A person. The e-mail address is stored in lower case and is the sign-in name."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_admin: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64), default="")
    theme: Mapped[str] = mapped_column(String(8), default="")

    # What flask-login asks of a person. The session of this request is set by the door that loads
    # it; its token is the identity in the cookie, so that a session can be ended by itself.
    is_authenticated = True
    is_anonymous = False
    session_token = ""

    def get_id(self) -> str:
        """The token of the browser's session, for the cookie."""
        return self.session_token

    @property
    def is_active(self) -> bool:
        """Whether the account may be used at all."""
        return self.disabled_at is None

    @property
    def erased_email(self) -> str:
        """The address this account has once it is erased: its own, and of use to nobody."""
        return f"former-{self.id}{_ERASED}"

    @property
    def is_erased(self) -> bool:
        """Whether who this was is gone; such an account is never opened again."""
        return self.email.endswith(_ERASED)

    @property
    def first_name(self) -> str:
        """The name used in labels such as "Respond to Carla"."""
        return self.name.split()[0] if self.name.split() else self.name


class UserSession(Model):
    """One signed-in browser. Its token is in the cookie; here only the hash is kept."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class Ticket(Model):
    """A one-use link to set a password: a reset (30 min) or an invitation (24 h)."""

    __tablename__ = "user_ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class SignInMethods(Model):
    """The one row that says which ways lead to an account, once an admin has set something."""

    __tablename__ = "sign_in_methods"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    codes_make_accounts: Mapped[bool]
    code_domains: Mapped[list[Any]] = mapped_column(Json)
