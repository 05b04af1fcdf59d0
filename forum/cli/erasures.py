"""``flask erasures …``: who was erased, so that a restored backup brings nobody back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import IO

import click
from flask.cli import AppGroup

from forum.accounts.admins import LastAdmin
from forum.database import transaction, utc_now
from forum.erasure.actions import Tombstone, replay_erasure
from forum.erasure.queries import list_erasures
from forum.extensions import db

erasures = AppGroup("erasures", help="Who was erased, and erasing again after a restore.")


@erasures.command("list")
def list_them() -> None:
    """Print every erasure as a line of JSON, without a name or an address.

    Keep the newest list beside the backups: a backup does not know what was erased after it.
    """
    for row in list_erasures(db.session()):
        line = {
            "user_id": row.user_id,
            "pseudonym": row.pseudonym,
            "account_created_at": row.account_created_at.isoformat(),
            "erased_at": row.erased_at.isoformat(),
        }
        click.echo(json.dumps(line, sort_keys=True))


@erasures.command("replay")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def replay(file: IO[str]) -> None:
    """Erase again those of FILE (from ``erasures list``) whom a restored backup brought back.

    Each is erased by itself. Doing it twice changes nothing. Ends with 1 where somebody could not
    be erased; all others are.
    """
    stones = [_read(number, line) for number, line in enumerate(file, 1) if line.strip()]
    done, left = 0, []
    for stone in stones:
        try:
            with transaction() as session:
                done += replay_erasure(session, stone, now=utc_now())
        except LastAdmin:
            left.append(stone.user_id)
    click.echo(f"{done} of {len(stones)} erased again; the others were erased or are not here.")
    if left:
        numbers = ", ".join(map(str, left))
        raise click.ClickException(
            f"Nobody else administers the site than person {numbers}: make another admin first."
        )


def _read(number: int, line: str) -> Tombstone:
    """A line of the list. What is no such line stops everything before anything is done."""
    try:
        row = json.loads(line)
        stone = Tombstone(
            user_id=int(row["user_id"]),
            pseudonym=str(row["pseudonym"]),
            account_created_at=datetime.fromisoformat(row["account_created_at"]),
            erased_at=datetime.fromisoformat(row["erased_at"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"Line {number} is no line of `erasures list`.") from error
    if not stone.account_created_at.tzinfo or not stone.erased_at.tzinfo:
        raise click.ClickException(f"Line {number} has a time without its zone.")
    return stone
