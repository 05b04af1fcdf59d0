"""``flask sample …``: the course that a newcomer meets."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.sample import PeopleExist, load_sample, sample_accounts

sample = AppGroup("sample", help="The sample course, for a new database.")


@sample.command("load")
def load() -> None:
    """Load the sample course so that today lies in its sixth week.

    It brings accounts whose password everybody may know, so production refuses it, and so does a
    database in which anybody has an account.
    """
    if current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("The sample course is not for production.")
    try:
        with transaction() as session:
            report = load_sample(session, utc_now())
    except PeopleExist as error:
        raise click.ClickException(
            "There are people in this database; the sample course is for a new one."
        ) from error
    click.echo(
        f"{report.course.title}: {report.students} students, {report.posts} posts; "
        "what is dated later has not happened yet."
    )


@sample.command("sign-ins")
def sign_ins() -> None:
    """Print with which addresses and password one signs in to the sample course."""
    accounts = sample_accounts(db.session())
    if not accounts or current_app.config["ENVIRONMENT"] == "production":
        raise click.ClickException("There is no sample course in this database.")
    width = max(len(email) for _, email, _ in accounts)
    for who, email, _ in accounts:
        click.echo(f"  {email:{width}}  {who}")
    click.echo(f"The password of each, here alone: {accounts[0][2]}")
