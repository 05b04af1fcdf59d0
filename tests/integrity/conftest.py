"""What the tests of this folder begin with: a class in which Ana and Bea can write alike."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.database import transaction
from forum.discussion.models import Post, Revision
from forum.integrity.actions import check_revision
from tests.support.classroom import TUESDAY, Classroom
from tests.support.weeks import words

LOST = (
    "Survivors often wait years before they tell anyone what happened, because shame and fear keep "
    "them silent long after the danger has passed."
)
SHELTER = (
    "A shelter that answers the phone at night, speaks the caller's language and asks for no "
    "papers can be the difference between staying and leaving."
)


@pytest.fixture
def room(app: Flask, session: Session, clock) -> Classroom:
    """Ana, Bea, Cy and their teacher in a published week. It is Tuesday."""
    clock(TUESDAY)
    made = Classroom(app, session)
    made.cy = made.person("Cy Ng")
    return made


def parts(text: str, more: str = "own") -> dict[str, str]:
    """An initial post with this text in its first part, and enough words of its own."""
    return {"overview": f"{text} {words(12, more)}", "ally": words(8, f"{more}ally")}


def latest(session: Session, post: Post) -> Revision:
    """The version of a post that is shown."""
    session.expire_all()
    return session.scalars(
        select(Revision).where(Revision.post_id == post.id).order_by(Revision.number.desc())
    ).first()


def check(session: Session, post: Post) -> int:
    """Compare a post as the worker does."""
    revision = latest(session, post)
    revision_id = revision.id
    session.rollback()
    with transaction() as writing:
        return check_revision(writing, revision_id, now=TUESDAY)
