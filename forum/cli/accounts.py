"""``flask admin …``: people who run this installation."""

from __future__ import annotations

import sys

import click
from flask import current_app, url_for
from flask.cli import AppGroup

from forum.accounts import actions, passwords
from forum.accounts.identity import IdentityError
from forum.accounts.models import User
from forum.accounts.queries import find_person
from forum.activity.actions import record
from forum.database import transaction, utc_now
from forum.extensions import db

admin = AppGroup("admin", help="People who run this installation.")

_REFUSED = {
    "name_empty": "Give a name: --name 'Ada Lovelace'.",
    "name_long": "The name is longer than 120 characters.",
    "name_characters": "The name has hidden characters; type it anew.",
    "email": "That is not an e-mail address.",
    "email_taken": "There is an account with this address already.",
}
_WEAK = {
    passwords.PasswordProblem.SHORT: "Use at least 12 characters.",
    passwords.PasswordProblem.LONG: "Use at most 128 characters.",
    passwords.PasswordProblem.COMMON: "Many people use this password. Choose another.",
    passwords.PasswordProblem.PERSONAL: "It is made of the name or the address. Choose another.",
}


@admin.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name people see.")
@click.option("--link", is_flag=True, help="Print a one-use link instead of asking for a password.")
def create(email: str, name: str, link: bool) -> None:
    """Make a site admin with the address EMAIL.

    The password is asked for (or read from standard input where that is no terminal).
    """
    hashed = None if link else passwords.hash_password(_ask_password(email, name))
    now = utc_now()
    try:
        with transaction() as session:
            user = actions.register_person(
                session, email=email, name=name, now=now, password_hash=hashed, is_admin=True
            )
            record(session, "admin_created", now=now, actor_id=None, subject_id=user.id)
            token = actions.issue_ticket(session, user, actions.INVITATION, now) if link else ""
    except IdentityError as error:
        raise click.ClickException(_REFUSED[error.problem.value]) from error
    click.echo(f"{user.name} <{user.email}> is a site admin.")
    if link:
        click.echo(f"Set the password within 24 hours, once: {_address(token)}")


@admin.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a one-use link with which EMAIL sets a new password within 24 hours."""
    user: User | None = find_person(db.session(), email)
    if user is None or not user.is_active:
        raise click.ClickException("There is no account in use with this address.")
    with transaction() as session:
        token = actions.issue_ticket(session, user, actions.INVITATION, utc_now())
    click.echo(_address(token))


def _ask_password(email: str, name: str) -> str:
    """Read a password from the terminal, twice, or one line from standard input."""
    if sys.stdin.isatty():
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    problem = passwords.find_problem(given, [email, name, "Colloquy"])
    if problem is not None:
        raise click.ClickException(_WEAK[problem])
    return given


def _address(token: str) -> str:
    """The link on the installation's own host (the first of TRUSTED_HOSTS), or on the local one."""
    hosts = current_app.config["TRUSTED_HOSTS"] or ["127.0.0.1:5000"]
    host = hosts[0].removeprefix(".")
    scheme = "https" if current_app.config["HTTPS"] else "http"
    with current_app.test_request_context(base_url=f"{scheme}://{host}/"):
        return url_for("links.invitation", token=token, _external=True)
