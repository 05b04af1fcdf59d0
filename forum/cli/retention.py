"""``flask retention``: who people were in courses that are over long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click
from flask import current_app

from forum.database import transaction, utc_now
from forum.erasure.actions import erase_if_due
from forum.erasure.queries import PastCourse, plan_retention
from forum.extensions import db
from forum.rules.retention import first_day_kept

#: What pseudonyms begin with; those that an admin gives are in the admin's language.
LABEL = "Former participant"


@click.command("retention")
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
def retention(is_dry: bool, is_sure: bool) -> None:
    """Erase who people were whose courses all ended more than RETENTION_YEARS years ago.

    Posts and grades stay under pseudonyms, as where an admin erases a person. Nobody is erased who
    is or was in a younger course, or who administers the site. Without RETENTION_YEARS it is off.
    """
    years = current_app.config["RETENTION_YEARS"]
    if not years:
        raise click.ClickException("Set RETENTION_YEARS first: without it everything is kept.")
    since = first_day_kept(utc_now().date(), years)
    past, people = plan_retention(db.session(), since)
    _say(past, people, since)
    if is_dry or not people:
        return
    if not is_sure:
        click.confirm("This cannot be taken back. Go on?", abort=True)
    done = 0
    for user_id in people:
        with transaction() as session:
            done += erase_if_due(session, user_id, kept_since=since, label=LABEL, now=utc_now())
    click.echo(f"{done} erased.")


def _say(past: Sequence[PastCourse], people: Sequence[int], since: date) -> None:
    click.echo(f"Courses of terms that ended before {since.isoformat()}: {len(past)}")
    for row in past:
        course = row.course
        state = "in the archive" if course.archived_at else "not in the archive"
        click.echo(
            f"  {course.slug} ({course.code}, {course.term.name}, ended "
            f"{course.term.ends_on.isoformat()}, {state}): "
            f"{row.due} of {row.people} people would be erased"
        )
    click.echo(f"People who would be erased: {len(people)}. Posts and grades stay.")
