"""Somebody is always left to administer the site, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import disable_person
from forum.accounts.admins import LastAdmin, dismiss_admin
from forum.accounts.models import User
from forum.database import transaction
from forum.extensions import db
from tests.support.factories import make_user

NOW = datetime(2025, 10, 6, 12, 0, tzinfo=UTC)
Way = Callable[[Session, User], None]


def disable(session: Session, user: User) -> None:
    disable_person(session, user, NOW)


def active_admins(session: Session) -> list[str]:
    session.rollback()
    active = select(User.name).where(User.is_admin, User.disabled_at.is_(None))
    return list(session.scalars(active))


@pytest.mark.parametrize("send_away", [dismiss_admin, disable])
def test_the_only_active_admin_stays(session: Session, send_away: Way) -> None:
    ada = make_user(session, "Ada", is_admin=True)
    make_user(session, "Olga Off", is_admin=True, disabled_at=NOW)
    with pytest.raises(LastAdmin):
        send_away(session, ada)
    assert active_admins(session) == ["Ada"]


@pytest.mark.parametrize("send_away", [dismiss_admin, disable])
def test_with_another_one_an_admin_may_go(session: Session, send_away: Way) -> None:
    ada, _ines = (make_user(session, name, is_admin=True) for name in ("Ada", "Ines"))
    send_away(session, ada)
    session.commit()
    assert active_admins(session) == ["Ines"]


def test_people_who_are_no_admins_are_disabled_whoever_is_left(session: Session) -> None:
    ana = make_user(session, "Ana")
    disable(session, ana)
    assert ana.disabled_at == NOW


@pytest.mark.parametrize("ways", [(dismiss_admin, dismiss_admin), (disable, disable),
                                  (dismiss_admin, disable)])  # fmt: skip
def test_two_admins_who_send_each_other_away_at_once_leave_one(
    app: Flask, session: Session, ways: tuple[Way, Way]
) -> None:
    people = [make_user(session, name, is_admin=True).id for name in ("Ada", "Ines")]
    session.rollback()
    outcomes: list[str] = []
    at_once = threading.Barrier(2)

    def send_away(way: Way, user_id: int) -> None:
        with app.app_context():
            person = db.session().get_one(User, user_id)
            at_once.wait(10)
            try:
                with transaction() as mine:
                    way(mine, person)
                outcomes.append("gone")
            except LastAdmin:
                outcomes.append("stays")

    both = [
        threading.Thread(target=send_away, args=pair) for pair in zip(ways, people, strict=True)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(outcomes) == ["gone", "stays"]
    assert len(active_admins(session)) == 1
