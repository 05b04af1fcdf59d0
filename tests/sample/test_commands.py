"""`flask sample`, for the operator."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.sample import sample_accounts
from tests.support.factories import make_user


def count_people(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count(User.id)))


def test_the_command_loads_the_course_and_prints_who_can_sign_in(
    app: Flask, session: Session
) -> None:
    loaded = app.test_cli_runner().invoke(args=["sample", "load"])
    assert loaded.exit_code == 0, loaded.output
    assert "26 students" in loaded.output
    assert count_people(session) == 30

    said = app.test_cli_runner().invoke(args=["sample", "sign-ins"])
    assert said.exit_code == 0, said.output
    for who, email, password in sample_accounts(session):
        assert who in said.output
        assert email in said.output
        assert password in said.output


def test_a_database_with_people_is_left_alone(app: Flask, session: Session) -> None:
    make_user(session, "Somebody")

    refused = app.test_cli_runner().invoke(args=["sample", "load"])

    assert refused.exit_code == 1
    assert "There are people in this database" in refused.output
    assert count_people(session) == 1


def test_there_are_no_sign_ins_without_a_sample_course(app: Flask) -> None:
    refused = app.test_cli_runner().invoke(args=["sample", "sign-ins"])

    assert refused.exit_code == 1
    assert "no sample course" in refused.output


def test_production_loads_nothing(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")

    refused = app.test_cli_runner().invoke(args=["sample", "load"])

    assert refused.exit_code == 1
    assert "not for production" in refused.output
    assert count_people(session) == 0


def test_without_a_sample_course_the_sign_in_page_lists_nobody(app: Flask) -> None:
    page = app.test_client().get("/sign-in")

    assert page.status_code == 200
    assert b"sample-accounts" not in page.data
