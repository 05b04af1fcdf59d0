"""What a sample database shows of itself: the sign-ins, and that its people are made up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import create_app
from forum.courses.models import Course
from forum.extensions import db
from forum.sample import sample_accounts
from tests.support import databases


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def sample(request: pytest.FixtureRequest, applications: databases.Applications) -> Iterator[Flask]:
    """The application on a database that holds the sample course of today."""
    application = applications.get(request.param)
    loaded = application.test_cli_runner().invoke(args=["sample", "load"])
    assert loaded.exit_code == 0, loaded.output
    yield application
    with application.app_context():
        databases.empty(db.engine)
        db.session.remove()


def accounts(sample: Flask) -> list[tuple[str, str, str]]:
    with sample.app_context():
        return sample_accounts(db.session())


def offered(client: FlaskClient) -> list[str]:
    page = BeautifulSoup(client.get("/sign-in").data, "html.parser")
    return [code.get_text() for code in page.select(".sample-accounts code")]


def test_the_sign_ins_are_listed_and_work(sample: Flask) -> None:
    found = offered(sample.test_client())

    assert found == [text for _, *pair in accounts(sample) for text in pair]
    for email, password in zip(found[::2], found[1::2], strict=True):
        entered = sample.test_client().post("/sign-in", data={"email": email, "password": password})
        assert entered.status_code == 303


def test_a_failed_sign_in_goes_on_listing_them(sample: Flask) -> None:
    page = sample.test_client().post("/sign-in", data={"email": "a@example.org", "password": "no"})

    assert page.status_code == 422
    assert b"sample-accounts" in page.data


def test_a_page_of_the_course_says_that_it_is_a_sample(sample: Flask) -> None:
    _, email, password = accounts(sample)[0]
    client = sample.test_client()
    client.post("/sign-in", data={"email": email, "password": password})
    with sample.app_context():
        slug = db.session.scalars(select(Course.slug)).one()

    page = client.get(f"/c/{slug}/", follow_redirects=True)

    assert page.status_code == 200
    assert "The sample course" in page.get_data(as_text=True)


def test_production_never_lists_them_and_lets_none_in(sample: Flask) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLLOQUY_ENV", "production")
        environment.setenv("SECRET_KEY", "a key for this test alone, which protects nothing")
        environment.setenv("COLLOQUY_URL", "https://localhost")
        environment.setenv("DATABASE_URL", sample.config["SQLALCHEMY_DATABASE_URI"])
        production = create_app({"RATELIMIT_ENABLED": False})
    client = production.test_client()
    page = client.get("/sign-in", base_url="https://localhost")

    assert page.status_code == 200
    assert b"sample-accounts" not in page.data
    token = BeautifulSoup(page.data, "html.parser").select_one("input[name=csrf_token]")
    assert token is not None
    for _, email, password in accounts(sample):
        form = {"email": email.upper(), "password": password, "csrf_token": token["value"]}
        headers = {"Referer": "https://localhost/", "Origin": "https://localhost"}
        entered = client.post("/sign-in", base_url="https://localhost", data=form, headers=headers)
        assert entered.status_code == 403
        assert "The people of the sample course do not sign in here." in entered.text
    with production.app_context():
        db.engine.dispose()
