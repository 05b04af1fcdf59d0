"""An entry of the outbox in the hands of its handler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.outbox import actions as outbox


class Hopeless(Exception):
    """Trying again would not help; the message is for the admins, and never logged."""


@dataclass(frozen=True)
class Job:
    """What is to be done, claimed by this worker. ``now`` is when its handler began.

    The handler calls ``settle`` once, in the transaction of what it writes.
    """

    claim: outbox.Claim
    now: datetime

    @property
    def payload(self) -> dict[str, Any]:
        """What the handler needs to know."""
        return self.claim.payload

    @property
    def recipient_id(self) -> int:
        """The person it is for. Raises Hopeless where there is none."""
        if self.claim.recipient_id is None:
            raise Hopeless("It is for nobody.")
        return self.claim.recipient_id

    def settle(self, session: Session, reason: str = "", *, forget: bool = False) -> None:
        """Mark it as done, and ``forget`` what the handler had to know where that is personal.

        Raises LeaseLost, which undoes the transaction.
        """
        outbox.settle(session, self.claim, now=self.now, reason=reason, forget=forget)

    def address_to(self, session: Session, user_id: int) -> None:
        """Note for the admins whom it turned out to be for. Raises LeaseLost."""
        outbox.address_to(session, self.claim, user_id)
