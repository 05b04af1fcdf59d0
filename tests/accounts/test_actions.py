"""Accounts, sessions and one-use links, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import argon2
import pytest
from sqlalchemy.orm import Session

from forum.accounts import actions, passwords, policy, queries
from forum.accounts.admins import search_people
from forum.accounts.identity import IdentityError, IdentityProblem
from forum.accounts.models import User, UserSession
from tests.support.factories import make_user

NOW = datetime(2025, 10, 8, 14, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOURS_12 = timedelta(hours=12)
PASSWORD = "vivid otters climb"


@pytest.fixture
def carla(session: Session) -> User:
    return make_user(
        session,
        "Carla Mendes",
        email="carla@example.org",
        password_hash=passwords.hash_password(PASSWORD),
    )


def test_an_address_is_registered_once_whatever_its_case(session: Session, carla: User) -> None:
    with pytest.raises(IdentityError) as refused:
        actions.register_person(session, email="CARLA@example.org", name="Carla", now=NOW)
    assert refused.value.problem is IdentityProblem.EMAIL_TAKEN


def test_an_invited_person_sets_a_password_once(session: Session) -> None:
    dev, token = actions.invite_person(session, email="Dev@example.org", name="Dev", now=NOW)
    assert token is not None
    ticket = queries.find_ticket(session, token, actions.INVITATION, NOW + timedelta(hours=23))
    assert ticket is not None and ticket.user is dev
    actions.use_ticket(session, ticket, passwords.hash_password(PASSWORD), NOW)
    assert actions.authenticate(session, "dev@example.org", PASSWORD) is dev
    assert queries.find_ticket(session, token, actions.INVITATION, NOW) is None
    with pytest.raises(actions.TicketUsedError):
        actions.use_ticket(session, ticket, "another", NOW)


def test_inviting_somebody_who_has_an_account_gives_no_key_to_it(
    session: Session, carla: User
) -> None:
    waiting = make_user(session, email="admin@example.org", is_admin=True)
    for person in (carla, waiting):
        invited = actions.invite_person(session, email=person.email, name="?", now=NOW)
        assert invited == (person, None)


@pytest.mark.parametrize(
    ("purpose", "works_for"),
    [(actions.RESET, timedelta(minutes=30)), (actions.INVITATION, timedelta(hours=24))],
    ids=["reset", "invitation"],
)
def test_a_link_works_for_its_time_and_purpose(
    session: Session, carla: User, purpose: str, works_for: timedelta
) -> None:
    token = actions.issue_ticket(session, carla, purpose, NOW)
    just_before = NOW + works_for - timedelta(seconds=1)
    assert queries.find_ticket(session, token, purpose, just_before)
    assert queries.find_ticket(session, token, purpose, NOW + works_for) is None
    assert queries.find_ticket(session, token, "other", NOW) is None
    assert queries.find_ticket(session, token + "x", purpose, NOW) is None


def test_a_stranger_asking_for_links_does_not_break_the_owners(
    session: Session, carla: User
) -> None:
    first = actions.issue_ticket(session, carla, actions.RESET, NOW)
    second = actions.issue_ticket(session, carla, actions.RESET, NOW)
    ticket = queries.find_ticket(session, first, actions.RESET, NOW)
    assert ticket is not None
    actions.use_ticket(session, ticket, passwords.hash_password(PASSWORD), NOW)
    assert queries.find_ticket(session, second, actions.RESET, NOW) is None


def test_a_person_signs_in_with_address_and_password(session: Session, carla: User) -> None:
    assert actions.authenticate(session, " CARLA@example.org ", PASSWORD) is carla


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("carla@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("carla@example.org", ""),
        ("carla\x00@example.org", PASSWORD),
        ("carla\ud800", PASSWORD),
        ("", ""),
    ],
    ids=["password", "address", "empty", "nul", "surrogate", "nothing"],
)
def test_a_wrong_pair_opens_nothing(
    session: Session, carla: User, email: str, password: str
) -> None:
    assert actions.authenticate(session, email, password) is None


def test_an_account_without_a_password_opens_to_nobody(session: Session) -> None:
    make_user(session, email="new@example.org")
    assert actions.authenticate(session, "new@example.org", "nobody's password") is None


def test_an_older_hash_is_renewed_at_sign_in(session: Session) -> None:
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    user = make_user(session, email="old@example.org", password_hash=older)
    assert actions.authenticate(session, user.email, PASSWORD) is user
    assert user.password_hash != older
    assert passwords.is_right(user.password_hash, PASSWORD)


def open_session(session: Session, token: str) -> UserSession | None:
    """The session of this token, as a door finds it."""
    row = queries.find_session(session, token, NOW, HOURS_12)
    return row.UserSession if row else None


def test_only_the_hash_of_a_sessions_token_is_kept(session: Session, carla: User) -> None:
    token = actions.start_session(session, carla, NOW, "2001:db8::1", "Agent\x00\ud800" * 200)
    row = open_session(session, token)
    assert row is not None and row.user is carla
    assert token not in (row.token_hash, row.agent)
    assert len(row.agent) <= 200
    assert queries.find_session(session, row.token_hash, NOW, HOURS_12) is None


def test_a_session_ends_after_its_absolute_time(session: Session, carla: User) -> None:
    token = actions.start_session(session, carla, NOW)
    last = NOW + HOURS_12 - timedelta(seconds=1)
    assert queries.find_session(session, token, last, HOURS_12)
    assert queries.find_session(session, token, NOW + HOURS_12, HOURS_12) is None


def test_that_a_session_is_used_is_written_at_most_once_a_minute(
    session: Session, carla: User
) -> None:
    token = actions.start_session(session, carla, NOW)
    row = open_session(session, token)
    assert row is not None
    for seconds, expected in ((59, 0), (60, 60), (100, 60), (121, 121)):
        actions.renew_session(session, row.id, NOW + timedelta(seconds=seconds))
        session.refresh(row)
        assert row.seen_at == NOW + timedelta(seconds=expected)


def test_a_new_password_ends_all_other_sessions_and_links(session: Session, carla: User) -> None:
    here = actions.start_session(session, carla, NOW)
    there = actions.start_session(session, carla, NOW)
    link = actions.issue_ticket(session, carla, actions.RESET, NOW)
    kept = open_session(session, here)
    assert kept is not None
    actions.change_password(session, carla, "hash", NOW, keep_id=kept.id)
    assert open_session(session, here) is kept
    assert open_session(session, there) is None
    assert queries.find_ticket(session, link, actions.RESET, NOW) is None


def test_a_disabled_person_is_out_at_once_and_back_when_enabled(
    session: Session, carla: User
) -> None:
    token = actions.start_session(session, carla, NOW)
    link = actions.issue_ticket(session, carla, actions.RESET, NOW)
    actions.disable_person(session, carla, NOW)
    assert queries.find_session(session, token, NOW, HOURS_12) is None
    assert queries.find_ticket(session, link, actions.RESET, NOW) is None
    assert actions.authenticate(session, carla.email, PASSWORD) is None
    actions.enable_person(session, carla)
    assert actions.authenticate(session, carla.email, PASSWORD) is carla
    assert queries.find_session(session, token, NOW, HOURS_12) is None


def test_everybody_ends_their_own_sessions_only(session: Session, carla: User) -> None:
    dev = make_user(session, "Dev")
    for person in (carla, dev):
        actions.start_session(session, person, NOW)
    rows = session.query(UserSession).all()
    for actor in (carla, dev):
        listed = session.scalars(policy.sessions_ended_by(actor)).all()
        assert [row for row in rows if policy.can_end_session(actor, row)] == list(listed)
        assert len(listed) == 1


def test_people_are_managed_by_admins_who_cannot_shut_themselves_out(
    session: Session, carla: User
) -> None:
    admin = make_user(session, "Ada", is_admin=True)
    former = make_user(session, "Fred", is_admin=True, disabled_at=NOW)
    people = [carla, admin, former]
    assert [policy.can_manage_people(person) for person in people] == [False, True, False]
    assert [policy.can_disable(admin, person) for person in people] == [True, False, True]
    assert not policy.can_disable(carla, admin)
    for actor in people:
        seen = set(session.scalars(policy.people_seen_by(actor)))
        assert seen == {person for person in people if policy.can_see_person(actor, person)}
    assert search_people(session, admin, "") == [admin, carla, former]
    assert search_people(session, carla, "") == [carla]


def test_a_profile_keeps_name_zone_and_look(session: Session, carla: User) -> None:
    actions.change_profile(session, carla, name=" Carla  M. ", zone="Europe/Paris", theme="dark")
    assert (carla.name, carla.zone, carla.theme) == ("Carla M.", "Europe/Paris", "dark")
    assert carla.first_name == "Carla"


def test_sessions_are_listed_newest_use_first(session: Session, carla: User) -> None:
    for hours in (1, 3, 2, 30):
        actions.start_session(session, carla, NOW - timedelta(hours=hours))
    listed = queries.list_sessions(session, carla, NOW, HOURS_12)
    assert [NOW - row.seen_at for row in listed] == [timedelta(hours=h) for h in (1, 2, 3)]
    assert queries.find_session_of(session, make_user(session), listed[0].id) is None
