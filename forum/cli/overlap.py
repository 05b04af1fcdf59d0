"""``flask overlap``: posts compared with each other once more."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from forum.courses.models import Course
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.integrity.actions import check_revision
from forum.integrity.queries import list_lineages, list_versions_of

overlap = AppGroup("overlap", help="Passages that also stand in other posts.")


@overlap.command("rerun")
@click.option(
    "--course", "slug", help="Only the prompts of this course (its address), with their copies."
)
def rerun(slug: str | None) -> None:
    """Compare every published version with those before it, as after publishing.

    What was found before is replaced, version by version, so that it can be stopped and begun anew
    at any time. Each lineage is gone through whole: a prompt with its copies in other courses.
    """
    session = db.session()
    course_id = None
    if slug is not None:
        course_id = session.scalar(select(Course.id).where(Course.slug == slug))
        if course_id is None:
            raise click.ClickException(f"There is no course at {slug}.")
    versions = [
        revision_id
        for lineage in list_lineages(session, course_id)
        for revision_id in list_versions_of(session, lineage)
    ]
    session.rollback()
    found = _check(versions, utc_now())
    click.echo(f"{len(versions)} versions compared, {found} passages found.")


def _check(versions: list[int], now: datetime) -> int:
    found = 0
    with click.progressbar(versions, label="Comparing") as each:
        for revision_id in each:
            with transaction() as session:
                found += check_revision(session, revision_id, now=now)
    return found
