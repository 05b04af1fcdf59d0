"""The first admin is made by a command, never by a default password."""

from __future__ import annotations

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts import actions
from forum.accounts.models import User
from forum.activity.models import Activity
from tests.support.factories import make_user

PASSWORD = "vivid otters climb"


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=["admin", *arguments], input=typed)


def test_the_first_admin_is_made_with_a_password(app: Flask, session: Session) -> None:
    done = run(app, "create", "Ada@Example.org", "--name", "Ada Reyes", typed=f"{PASSWORD}\n")
    assert (done.exit_code, done.output) == (0, "Ada Reyes <ada@example.org> is a site admin.\n")
    ada = actions.authenticate(session, "ada@example.org", PASSWORD)
    assert ada is not None and ada.is_admin
    assert session.scalars(select(Activity.verb)).all() == ["admin_created"]


def test_or_by_a_link_with_which_they_choose_one(app: Flask, session: Session) -> None:
    done = run(app, "create", "ada@example.org", "--name", "Ada Reyes", "--link")
    assert done.exit_code == 0
    link = re.search(r"http://127\.0\.0\.1:5000(/invitation/\S+)", done.output)
    assert link is not None
    fields = {"new_password": PASSWORD, "repeated_password": PASSWORD}
    assert app.test_client().post(link[1], data=fields).status_code == 303
    assert actions.authenticate(session, "ada@example.org", PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (("ada@example.org", "--name", "Ada"), "short\n", "Use at least 12 characters."),
        (("ada@example.org", "--name", "Ada"), "password1234\n", "Many people use this password."),
        (("ada", "--name", "Ada"), f"{PASSWORD}\n", "That is not an e-mail address."),
        (("ada@example.org", "--name", " ", "--link"), "", "Give a name"),
        (("taken@example.org", "--name", "Ada", "--link"), "", "There is an account"),
    ],
    ids=["short", "common", "address", "name", "taken"],
)
def test_what_makes_no_sense_is_said_in_one_sentence(
    app: Flask, session: Session, arguments: tuple[str, ...], typed: str, sentence: str
) -> None:
    make_user(session, email="taken@example.org")
    refused = run(app, "create", *arguments, typed=typed)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert session.scalars(select(User.email)).all() == ["taken@example.org"]


def test_a_link_gets_somebody_in_who_has_lost_everything(app: Flask, session: Session) -> None:
    user = make_user(session, email="lost@example.org")
    session.rollback()
    done = run(app, "link", "lost@example.org")
    assert "/invitation/" in done.output
    user.disabled_at = user.created_at
    session.commit()
    for email in ("lost@example.org", "nobody@example.org"):
        assert "There is no account in use" in run(app, "link", email).output
