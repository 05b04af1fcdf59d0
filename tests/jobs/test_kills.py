"""A worker that is killed at any moment loses nothing, and nobody reads a mail twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.jobs.kills import kill_again_and_again, two_in_peace

#: `make soak` kills fifty times on each database.
KILLS = int(os.environ.get("KILLS", "8"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_of_the_worker_lose_nothing_and_double_nothing(
    app: Flask, session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = kill_again_and_again(app, session, tmp_path, KILLS)
    with capsys.disabled():
        print(f"\n{app.config['SQLALCHEMY_DATABASE_URI'].partition(':')[0]}: {found}")
    assert found.told > 2 * KILLS
    assert (found.lost, found.doubled, found.failed) == ([], [], 0)


@pytest.mark.slow
def test_two_workers_at_once_send_each_mail_once(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    found = two_in_peace(app, session, tmp_path)
    assert (found.lost, found.doubled, found.again, found.failed) == ([], [], 0, 0)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_worker_that_settles_before_it_sends_is_found_out(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    """The test above can fail: this is the fault it would find."""
    found = kill_again_and_again(app, session, tmp_path, 6, fault="settle_before_sending")
    assert found.lost


@pytest.mark.slow
def test_two_workers_without_leases_are_found_out(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    """So can the one about two workers."""
    found = two_in_peace(app, session, tmp_path, fault="take_without_lease")
    assert found.again
