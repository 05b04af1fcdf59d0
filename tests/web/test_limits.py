"""How much is too much (TRUST.md, F10 and F26)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config
from forum.accounts import passwords
from forum.accounts.models import User
from forum.extensions import limiter
from tests.support.factories import make_user, sign_in
from tests.support.machine import unavailable
from tests.web.trial import trial_app

PASSWORD = "vivid otters climb"
HASH = passwords.hash_password(PASSWORD)


@pytest.fixture
def carla(session: Session) -> User:
    return make_user(session, "Carla Mendes", email="carla@example.org", password_hash=HASH)


@pytest.fixture
def trial(app: Flask) -> Iterator[Flask]:
    with trial_app(app, RATELIMIT_ENABLED=True) as made:
        yield made


def enter(browser: FlaskClient, password: str = PASSWORD, email: str = "carla@example.org") -> int:
    answer = browser.post("/sign-in", data={"email": email, "password": password})
    return answer.status_code


@pytest.fixture
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare without the slow hash: these tests count, and count up to hundreds."""
    monkeypatch.setattr(
        passwords, "is_right", lambda kept, given: kept is not None and given == PASSWORD
    )


def test_the_eleventh_wrong_password_has_to_wait(
    trial: Flask, carla: User, quick_hash: None
) -> None:
    stranger = trial.test_client()
    assert [enter(stranger, "wrong") for _ in range(10)] == [422] * 10
    answer = stranger.post("/sign-in", data={"email": "CARLA@example.org", "password": "wrong"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60 + 1
    assert enter(stranger, PASSWORD) == 429
    assert enter(stranger, "wrong", "dev@example.org") == 422


def test_a_stranger_cannot_lock_out_somebody_who_has_signed_in_here_before(
    trial: Flask, carla: User, quick_hash: None
) -> None:
    own, stranger = trial.test_client(), trial.test_client()
    assert enter(own) == 303
    own.post("/sign-out")
    for _ in range(12):
        enter(stranger, "wrong")
    assert enter(stranger) == 429
    assert enter(own) == 303
    own.post("/sign-out")
    assert [enter(own, "wrong") for _ in range(11)] == [422] * 10 + [429]


def test_the_mark_of_a_known_browser_cannot_be_made_by_hand(
    trial: Flask, carla: User, quick_hash: None
) -> None:
    stranger = trial.test_client()
    for number in range(12):
        stranger.set_cookie("forum-known", f'{{"browser":"{number}","accounts":["x"]}}')
        code = enter(stranger, "wrong")
    assert code == 429


def test_a_class_behind_one_address_signs_in_at_once(
    trial: Flask, session: Session, quick_hash: None
) -> None:
    emails = [make_user(session, password_hash=HASH).email for _ in range(60)]
    codes = {enter(trial.test_client(), email=email) for email in emails for _ in range(5)}
    assert codes == {303}


def test_right_passwords_are_not_counted(trial: Flask, carla: User, quick_hash: None) -> None:
    browser = trial.test_client()
    assert {enter(browser) for _ in range(30)} == {303}


def test_guessing_by_way_of_the_account_pages_is_counted_too(
    trial: Flask, session: Session, carla: User, quick_hash: None
) -> None:
    browser = trial.test_client()
    sign_in(browser, session, carla)
    codes = [
        browser.post("/account/confirmation", data={"password": "wrong"}).status_code
        for _ in range(11)
    ]
    assert codes == [422] * 10 + [429]


def test_links_are_sent_five_an_hour(trial: Flask, carla: User) -> None:
    browser = trial.test_client()
    codes = [
        browser.post("/password/reset", data={"email": carla.email}).status_code for _ in range(6)
    ]
    assert codes == [200] * 5 + [429]


def test_each_person_has_their_own_count(trial: Flask, session: Session, carla: User) -> None:
    first, second = trial.test_client(), trial.test_client()
    sign_in(first, session, carla)
    sign_in(second, session, make_user(session))
    assert [first.post("/trial/post").status_code for _ in range(21)] == [200] * 20 + [429]
    assert second.post("/trial/post").status_code == 200


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_without_redis_everything_works_and_is_counted_in_the_process(
    app: Flask, session: Session, carla: User, quick_hash: None
) -> None:
    address = f"redis://127.0.0.1:{unused_port()}/0"
    with trial_app(app, RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI=address) as trial:
        stranger, own = trial.test_client(), trial.test_client()
        assert [enter(stranger, "wrong") for _ in range(11)] == [422] * 10 + [429]
        sign_in(own, session, carla)
        assert own.get("/account").status_code == 200
        assert own.post("/trial/post").status_code == 200


def test_a_redis_that_does_not_answer_keeps_nobody_waiting(
    app: Flask, carla: User, quick_hash: None
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        patience = config.load({"REDIS_URL": address})["RATELIMIT_STORAGE_OPTIONS"]
        settings = {"RATELIMIT_STORAGE_URI": address, "RATELIMIT_STORAGE_OPTIONS": patience}
        with trial_app(app, RATELIMIT_ENABLED=True, **settings) as trial:
            began = monotonic()
            assert enter(trial.test_client()) == 303
            assert monotonic() - began < 5


def wait_until_redis_is_used(trial: Flask, server: redis.Redis) -> None:
    """The limiter of this process looks for a lost Redis again after a second or two."""
    for attempt in range(100):
        enter(trial.test_client(), "wrong", f"nobody{attempt}@example.org")
        if server.dbsize():
            server.flushdb()
            return
        sleep(0.1)
    pytest.fail("Redis was never used")


@pytest.mark.redis
def test_with_redis_a_count_is_shared_by_all_processes(
    app: Flask, carla: User, quick_hash: None
) -> None:
    address = "redis://127.0.0.1:6379/14"
    server = redis.Redis.from_url(address)
    try:
        server.ping()
    except redis.ConnectionError:
        unavailable("no Redis answers on its standard local port")
    server.flushdb()
    with trial_app(app, RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI=address) as trial:
        wait_until_redis_is_used(trial, server)
        assert [enter(trial.test_client(), "wrong") for _ in range(10)] == [422] * 10
        assert not [key for key in server.scan_iter() if b"carla" in key], "no address in clear"
        with trial_app(app, RATELIMIT_ENABLED=True, RATELIMIT_STORAGE_URI=address) as another:
            assert enter(another.test_client(), "wrong") == 429
        limiter.enabled = True
        server.flushdb()
        assert enter(trial.test_client(), "wrong") == 422
    server.close()


DOORS_OF_GRADING = (
    "grade/1",
    "grade/1/unmarking",
    "grade/1/settings",
    "grade/1/extensions",
    "grade/1/lateness",
    "grade/1/answers",
    "grade/1/posts/1/hiding",
    "release",
    "release/plans/1",
    "release/plans/1/cancellation",
)


def test_a_whole_class_is_graded_within_the_limit_and_a_flood_is_not(
    trial: Flask, session: Session, carla: User
) -> None:
    browser = trial.test_client()
    sign_in(browser, session, carla)
    paths = [f"/c/none/w/1/{door}" for door in DOORS_OF_GRADING]
    statuses = {browser.post(paths[turn % len(paths)]).status_code for turn in range(240)}
    assert statuses == {404}
    assert {browser.post(path).status_code for path in paths} == {429}
    assert browser.get(paths[0]).status_code == 404
