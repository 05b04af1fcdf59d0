"""A restored backup brings nobody back: those who were erased are erased again from a list."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.activity.models import Activity
from forum.erasure.actions import erase_person
from forum.erasure.models import Erasure
from tests.support.factories import make_user

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["erasures", *arguments])


@pytest.fixture
def kept(app: Flask, session: Session, tmp_path) -> tuple[User, Path]:
    """Ana was erased and the list kept; then a backup from before brought her back."""
    ana = make_user(session, "Ana Silva", email="ana@example.org")
    erase_person(session, ana, label="Former participant", by=None, now=NOW)
    session.commit()
    path = tmp_path / "erasures.jsonl"
    path.write_text(run(app, "list").output, encoding="utf-8")
    session.execute(delete(Erasure))
    ana.name, ana.email, ana.disabled_at = "Ana Silva", "ana@example.org", None
    session.commit()
    return ana, path


def read_again(session: Session, user: User) -> User:
    session.rollback()
    session.expire_all()
    return session.get_one(User, user.id)


def test_the_list_says_who_by_number_alone(kept):
    _ana, path = kept
    (line,) = path.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == {"user_id", "pseudonym", "account_created_at", "erased_at"}
    assert "Silva" not in line and "ana@" not in line


def test_whom_a_backup_brought_back_is_erased_again_under_the_same_pseudonym(app, session, kept):
    ana, path = kept
    pseudonym = json.loads(path.read_text(encoding="utf-8"))["pseudonym"]
    done = run(app, "replay", str(path))
    assert (done.exit_code, done.output.split()[:3]) == (0, ["1", "of", "1"])
    assert read_again(session, ana).name == pseudonym
    assert session.get_one(Erasure, ana.id).erased_at == NOW
    assert run(app, "list").output == path.read_text(encoding="utf-8")
    assert run(app, "replay", str(path)).output.startswith("0 of 1")
    rows = session.scalars(select(Activity.verb).where(Activity.subject_id == ana.id)).all()
    assert rows == ["person_erased"] * 2


def test_another_account_with_the_same_number_is_left_alone(app, session, kept):
    ana, path = kept
    ana.created_at += timedelta(seconds=1)
    session.commit()
    assert run(app, "replay", str(path)).output.startswith("0 of 1")
    assert read_again(session, ana).name == "Ana Silva"


def test_somebody_who_is_not_there_is_passed(app, session, kept, tmp_path):
    _ana, path = kept
    row = json.loads(path.read_text(encoding="utf-8")) | {"user_id": 999_999}
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(row), encoding="utf-8")
    assert run(app, "replay", str(other)).output.startswith("0 of 1")


def test_the_last_admin_is_left_and_said(app, session, kept):
    ana, path = kept
    ana.is_admin = True
    session.commit()
    done = run(app, "replay", str(path))
    assert done.exit_code == 1
    assert f"person {ana.id}" in done.output
    assert read_again(session, ana).name == "Ana Silva"


@pytest.mark.parametrize(
    "line",
    ["nonsense", "[]", "{}", '{"user_id": "x"}', "null"],
)
def test_a_file_that_is_no_list_changes_nothing(app, session, kept, tmp_path, line):
    ana, path = kept
    bad = tmp_path / "bad.jsonl"
    bad.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    done = run(app, "replay", str(bad))
    assert (done.exit_code, "Line 2" in done.output) == (1, True)
    assert read_again(session, ana).name == "Ana Silva"
