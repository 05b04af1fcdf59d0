"""What a link in a mail stops without a sign-in, and how that is undone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.accounts.turns import take_person_turn
from forum.notifications.actions import resume, stop
from forum.notifications.kinds import DIGEST, KINDS, MODES, OFF
from forum.notifications.queries import get_choices
from forum.notifications.tokens import DIGESTS, Stop

_SALT = "notifications.undo"


def find_holder(session: Session, stopped: Stop) -> User | None:
    """Whose mail a link stops; None where the account is gone."""
    return session.get(User, stopped.user_id)


def find_stopped(session: Session, user: User, kind: str) -> dict[str, str]:
    """What a link for this kind would stop now: each kind with the way its mail takes today.

    What is off already is left out; a digest's link stops whatever comes by digest.
    """
    modes = get_choices(session, user.id).modes
    if kind == DIGESTS:
        return {name: mode for name, mode in modes.items() if mode == DIGEST}
    return {kind: modes[kind]} if modes[kind] != OFF else {}


def stop_by_link(session: Session, user: User, kind: str) -> dict[str, str]:
    """Stop mail as a link says; the ways it took before, for ``resume_by_link``. Twice is once."""
    take_person_turn(session, user.id)
    before = find_stopped(session, user, kind)
    stop(session, user.id, before)
    return before


def resume_by_link(session: Session, user: User, modes: Mapping[str, str]) -> None:
    """Let mail come again as it did before ``stop_by_link``."""
    take_person_turn(session, user.id)
    resume(session, user.id, modes)


def usual_ways(kind: str) -> dict[str, str]:
    """How mail of a link's kind reaches people who chose nothing, which no digest does."""
    return {} if kind == DIGESTS else {kind: KINDS[kind].usual}


def masked(address: str) -> str:
    """An address as whoever has it knows it again, and others do not learn it."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}"


def sign_undo(keys: Sequence[str], stopped: Stop, modes: Mapping[str, str]) -> str:
    """The ways that mail took before, to be given back with the form that undoes it."""
    said = [stopped.user_id, stopped.kind, dict(modes)]
    return str(URLSafeSerializer(list(keys), salt=_SALT).dumps(said))


def read_undo(keys: Sequence[str], stopped: Stop, signed: str) -> dict[str, str] | None:
    """The ways that ``sign_undo`` wrote down for this link; None where it did not."""
    try:
        found = URLSafeSerializer(list(keys), salt=_SALT).loads(signed)
    except BadData:
        return None
    match found:
        case [stopped.user_id, stopped.kind, dict(modes)] if _are_known(modes):
            return {str(kind): str(mode) for kind, mode in modes.items()}
    return None


def _are_known(modes: Mapping[str, str]) -> bool:
    known: Collection[str] = MODES
    return modes.keys() <= KINDS.keys() and set(modes.values()) <= set(known)
