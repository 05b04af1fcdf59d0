"""``flask log …``: whether the log of the installation still says what was written."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from forum.activity.chain import Break, Chain, find_head, verify_chain
from forum.database import utc_now
from forum.extensions import db
from forum.jobs.work import seal_log

log = AppGroup("log", help="The log of who did what, and the chain over it.")

_SAID = {
    Break.ALTERED: "Row {row} is not as it was when link {position} was made.",
    Break.MISSING: "Row {row}, which link {position} covers, is gone.",
    Break.GAP: "The links before {position} are not all there.",
    Break.CUT: "No link has the hash you gave: the end was cut off, or the chain was made anew.",
}


@log.command("verify")
@click.option("--kept", default="", metavar="HASH", help="A last hash written down earlier.")
def verify(kept: str) -> None:
    """Walk the chain from its first link; ends with 1 where it does not hold.

    Prints the number of links and the last hash. Write it down somewhere else, and give it with
    --kept the next time: a log whose end was cut off is found by that alone.
    """
    found = verify_chain(db.session(), utc_now(), kept.strip().lower())
    click.echo(f"{found.links} links hold. Last hash: {found.hash}")
    if not found.holds:
        raise click.ClickException(_problem(found))


@log.command("seal")
def seal() -> None:
    """Link now what the worker would link within a minute."""
    seal_log()
    head = find_head(db.session())
    click.echo(f"{head.position} links. Last hash: {head.hash}" if head else "The log is empty.")


def _problem(found: Chain) -> str:
    if found.broken is None:
        return f"{found.unsealed} rows older than an hour have no link. Does the worker run?"
    return _SAID[found.broken].format(row=found.activity_id, position=found.position)
