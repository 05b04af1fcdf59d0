"""The chain over the log: each link's hash covers its row and the link before.

Source: TRUST.md, "Audit log". Links are made by the worker within a minute and not where the row is
written: a chain has one end, and everybody who posts would wait there for everybody else. A row
that is altered, removed or put in between after its link was made is found by ``verify_chain``.
Rows cut off the end are found by whoever kept an earlier last hash, so exports and pages say it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from forum.activity.models import Activity, ActivitySeal
from forum.database import hold_transaction

#: What the first link takes for the hash before it.
BEGINNING = "0" * 64
#: Links made in one transaction.
BATCH = 1000
#: How far behind the newest linked row an unlinked one is looked for: more than are ever written
#: while one transaction is open. ``verify_chain`` looks at them all.
LOOK_BACK = 100_000
#: How long a row may wait for its link before that is a finding: the worker was away.
PATIENCE = timedelta(hours=1)


class Break(Enum):
    """How a chain can fail to hold."""

    ALTERED = "altered"
    MISSING = "missing"
    GAP = "gap"
    CUT = "cut"


@dataclass(frozen=True)
class Chain:
    """What a walk along the chain found: ``links`` that hold, the last one's ``hash``, what broke
    it (None where it holds) at which position and row, and rows that wait for a link too long.
    """

    links: int
    hash: str
    broken: Break | None = None
    position: int | None = None
    activity_id: int | None = None
    unsealed: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was altered, removed, put in between or left out."""
        return self.broken is None and not self.unsealed


def row_fields(row: Activity) -> dict[str, Any]:
    """What is hashed of a row, as JSON can say it: instants in UTC."""
    return {
        "id": row.id,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": row.actor_id,
        "verb": row.verb,
        "course_id": row.course_id,
        "prompt_id": row.prompt_id,
        "object_kind": row.object_kind,
        "object_id": row.object_id,
        "subject_id": row.subject_id,
        "detail": row.detail,
    }


def link_hash(before: str, row: Activity) -> str:
    """SHA-256 (hex) over the hash before, a line feed, and the row's fields as JSON in ASCII with
    sorted keys and no spaces.
    """
    written = json.dumps(row_fields(row), sort_keys=True, separators=(",", ":"))
    return sha256(f"{before}\n{written}".encode("ascii")).hexdigest()


def seal_activity(session: Session, most: int = BATCH) -> int:
    """Link the rows that have none, at most ``most``; the number of new links.

    Two that seal at once want the same position: the second one's transaction fails whole.
    """
    head = find_head(session)
    newest = session.scalar(select(func.max(ActivitySeal.activity_id))) or 0
    rows = session.scalars(
        select(Activity)
        .outerjoin(ActivitySeal, ActivitySeal.activity_id == Activity.id)
        .where(ActivitySeal.activity_id.is_(None), Activity.id > newest - LOOK_BACK)
        .order_by(Activity.id)
        .limit(most)
    ).all()
    position, before = (head.position, head.hash) if head else (0, BEGINNING)
    links = []
    for row in rows:
        position, before = position + 1, link_hash(before, row)
        links.append({"position": position, "activity_id": row.id, "hash": before})
    if links:
        session.execute(insert(ActivitySeal), links)
    return len(links)


def find_head(session: Session) -> ActivitySeal | None:
    """The last link; None before the first row was sealed."""
    newest = select(ActivitySeal).order_by(ActivitySeal.position.desc()).limit(1)
    return session.scalars(newest).first()


def verify_chain(session: Session, now: datetime, kept: str = "") -> Chain:
    """Walk the whole chain and say where it breaks first.

    ``kept`` is a last hash that somebody wrote down earlier: where no link has it, the end was cut
    off or the chain was made anew (``Break.CUT``). Rows are read in batches.
    """
    pairs = (
        select(ActivitySeal, Activity)
        .outerjoin(Activity, Activity.id == ActivitySeal.activity_id)
        .order_by(ActivitySeal.position)
        .execution_options(yield_per=BATCH)
    )
    before, number, is_known = BEGINNING, 0, kept in ("", BEGINNING)
    hold_transaction(session)
    with session.execute(pairs) as found:  # closed early where it breaks
        for seal, row in found:
            broken = _break_at(seal, row, number, before)
            if broken is not None:
                return Chain(number, before, broken, seal.position, seal.activity_id)
            number, before = seal.position, seal.hash
            is_known = is_known or before == kept
    if not is_known:
        return Chain(number, before, Break.CUT, number)
    return Chain(number, before, unsealed=_count_unsealed(session, now))


def _break_at(seal: ActivitySeal, row: Activity | None, number: int, before: str) -> Break | None:
    if seal.position != number + 1:
        return Break.GAP
    if row is None:
        return Break.MISSING
    return None if link_hash(before, row) == seal.hash else Break.ALTERED


def _count_unsealed(session: Session, now: datetime) -> int:
    waiting = (
        select(func.count())
        .select_from(Activity)
        .outerjoin(ActivitySeal, ActivitySeal.activity_id == Activity.id)
        .where(ActivitySeal.activity_id.is_(None), Activity.at < now - PATIENCE)
    )
    return session.scalar(waiting) or 0
