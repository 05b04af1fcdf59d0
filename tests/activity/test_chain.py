"""The chain over the log: what was written cannot be altered, removed or slipped in unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from forum.activity import chain
from forum.activity.actions import record
from forum.activity.chain import BEGINNING, Break, find_head, seal_activity, verify_chain
from forum.activity.models import Activity, ActivitySeal
from forum.jobs.work import seal_log
from tests.support.weeks import at

NOW = at(1, "09:00")


@pytest.fixture
def rows(session: Session) -> list[int]:
    """Ids of five rows with links."""
    written = _write(session, 5)
    seal_activity(session)
    session.commit()
    return written


def _write(session: Session, number: int) -> list[int]:
    made = [
        record(session, "site_renamed", now=NOW, actor_id=None, before="Pólaris", after=f"Site {n}")
        for n in range(number)
    ]
    session.flush()
    return [row.id for row in made]


def test_every_row_gets_one_link_in_the_order_of_the_log(session: Session) -> None:
    written = _write(session, 5)
    assert seal_activity(session, most=3) == 3
    assert seal_activity(session, most=3) == 2
    assert seal_activity(session, most=3) == 0
    links = session.execute(
        select(ActivitySeal.position, ActivitySeal.activity_id).order_by(ActivitySeal.position)
    ).all()
    assert links == list(enumerate(written, 1))
    found = verify_chain(session, NOW)
    assert (found.holds, found.links, found.hash) == (True, 5, find_head(session).hash)


def test_an_empty_log_holds(session: Session) -> None:
    assert verify_chain(session, NOW) == chain.Chain(0, BEGINNING)
    assert find_head(session) is None


def test_a_row_that_committed_late_is_linked_after_those_that_overtook_it(session: Session) -> None:
    first, second = _write(session, 2)
    session.execute(
        insert(ActivitySeal).values(position=1, activity_id=second, hash=_hash(session, second))
    )
    assert seal_activity(session) == 1
    assert find_head(session).activity_id == first
    assert verify_chain(session, NOW).holds


def _hash(session: Session, activity_id: int) -> str:
    return chain.link_hash(BEGINNING, session.get(Activity, activity_id))


TAMPERINGS: dict[str, Callable[[list[int]], list[object]]] = {
    "who": lambda rows: [
        update(Activity).where(Activity.id == rows[2]).values(actor_id=None, verb="post_hidden")
    ],
    "when": lambda rows: [
        update(Activity).where(Activity.id == rows[2]).values(at=NOW + timedelta(microseconds=1))
    ],
    "what": lambda rows: [
        update(Activity)
        .where(Activity.id == rows[2])
        .values(detail={"before": "Pólaris", "after": "Site 3"})
    ],
    "whom": lambda rows: [update(Activity).where(Activity.id == rows[2]).values(object_id=7)],
}


@pytest.mark.parametrize("field", TAMPERINGS)
def test_an_altered_row_is_found(session: Session, rows: list[int], field: str) -> None:
    for statement in TAMPERINGS[field](rows):
        session.execute(statement)
    found = verify_chain(session, NOW)
    assert (found.broken, found.position, found.activity_id) == (Break.ALTERED, 3, rows[2])
    assert found.links == 2


def test_a_link_made_anew_for_an_altered_row_breaks_the_next_one(
    session: Session, rows: list[int]
) -> None:
    session.execute(update(Activity).where(Activity.id == rows[2]).values(verb="post_hidden"))
    before = session.get(ActivitySeal, 2).hash
    session.expire_all()
    forged = chain.link_hash(before, session.get(Activity, rows[2]))
    session.execute(update(ActivitySeal).where(ActivitySeal.position == 3).values(hash=forged))
    session.expire_all()
    found = verify_chain(session, NOW)
    assert (found.broken, found.position) == (Break.ALTERED, 4)


def test_a_row_removed_with_its_link_leaves_a_gap(session: Session, rows: list[int]) -> None:
    session.execute(delete(ActivitySeal).where(ActivitySeal.position == 3))
    session.execute(delete(Activity).where(Activity.id == rows[2]))
    found = verify_chain(session, NOW)
    assert (found.broken, found.position) == (Break.GAP, 4)


def test_the_database_keeps_a_row_that_has_a_link(session: Session, rows: list[int]) -> None:
    with pytest.raises(IntegrityError):
        session.execute(delete(Activity).where(Activity.id == rows[2]))


def test_a_row_removed_past_the_database_s_guard_is_missed(
    session: Session, rows: list[int], app: Flask
) -> None:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.commit()
    with session.get_bind().connect() as connection:
        off = "PRAGMA foreign_keys=OFF" if is_sqlite else "SET session_replication_role = replica"
        on = "PRAGMA foreign_keys=ON" if is_sqlite else "SET session_replication_role = origin"
        raw = connection.connection.cursor()
        raw.execute(off)
        raw.execute(f"DELETE FROM activity WHERE id = {rows[2]}")
        raw.execute(on)
        connection.connection.commit()
    found = verify_chain(session, NOW)
    assert (found.broken, found.position, found.activity_id) == (Break.MISSING, 3, rows[2])


def test_a_log_whose_end_was_cut_off_is_found_by_who_kept_its_last_hash(
    session: Session, rows: list[int]
) -> None:
    kept = find_head(session).hash
    assert verify_chain(session, NOW, kept).holds
    session.execute(delete(ActivitySeal).where(ActivitySeal.position > 3))
    session.execute(delete(Activity).where(Activity.id.in_(rows[3:])))
    assert verify_chain(session, NOW).holds
    assert verify_chain(session, NOW, kept).broken is Break.CUT


def test_rows_that_wait_an_hour_for_their_link_are_told(session: Session) -> None:
    _write(session, 2)
    assert verify_chain(session, NOW + timedelta(minutes=59)).holds
    found = verify_chain(session, NOW + timedelta(minutes=61))
    assert (found.holds, found.broken, found.unsealed) == (False, None, 2)


def test_the_worker_links_what_was_logged_batch_by_batch(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.jobs.work.BATCH", 2)
    monkeypatch.setattr("forum.jobs.work.seal_activity", lambda s: seal_activity(s, most=2))
    _write(session, 5)
    session.commit()
    seal_log()
    assert verify_chain(session, NOW).links == 5


def test_of_two_that_link_at_once_one_leaves_it_to_the_other(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(session, 2)
    session.commit()

    def overtaken(late: Session) -> int:
        position = seal_activity(late)
        late.execute(insert(ActivitySeal).values(position=1, activity_id=1, hash=BEGINNING))
        return position

    monkeypatch.setattr("forum.jobs.work.seal_activity", overtaken)
    seal_log()
    assert find_head(session) is None
    monkeypatch.undo()
    seal_log()
    assert verify_chain(session, NOW).links == 2


def test_the_command_says_what_it_found(app: Flask, session: Session, rows: list[int]) -> None:
    run = app.test_cli_runner().invoke
    session.commit()
    head = find_head(session).hash
    session.commit()
    said = run(args=["log", "verify", "--kept", head.upper()])
    assert said.exit_code == 0
    assert said.output == f"5 links hold. Last hash: {head}\n"
    session.execute(text("UPDATE activity SET verb = 'nothing' WHERE id = :id"), {"id": rows[1]})
    session.commit()
    said = run(args=["log", "verify"])
    assert said.exit_code == 1
    assert f"Row {rows[1]} is not as it was when link 2 was made." in said.output
