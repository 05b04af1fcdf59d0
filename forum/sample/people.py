"""The people of the sample course, and the sign-ins by which a newcomer becomes one of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.actions import register_person
from forum.accounts.models import User
from forum.accounts.passwords import hash_password
from forum.courses.actions import create_section, enrol_person
from forum.courses.models import Course
from forum.courses.policy import Viewer, viewer_of
from forum.rules.roles import Role
from forum.sample import files

#: The password of every account of the sample. It opens nothing outside a sample database: the
#: accounts are made by ``load_sample`` alone, which production refuses.
SHARED_PHRASE = "write-first-then-answer"
DOMAIN = "sample.colloquy.example"

#: Key, name and role of those who are not on the roster.
STAFF = (
    ("ngozi", "Ngozi Okafor", Role.INSTRUCTOR),
    ("tomas", "Tomas Lind", Role.ASSISTANT),
    ("ruth", "Ruth Amsel", Role.OBSERVER),
)
ADMIN = ("ada", "Ada Quist")

#: The sign-ins offered to a newcomer, by key, with what there is to do.
SIGN_INS = (
    ("elise", lazy_gettext("Elise Fontaine, student: has posted and still owes responses")),
    ("xime", lazy_gettext("Ximena Rojas, student: has begun a draft and may still post")),
    ("ngozi", lazy_gettext("Prof. Ngozi Okafor, instructor: week 5 to grade, questions in week 6")),
    ("tomas", lazy_gettext("Tomas Lind, assistant: reads and grades")),
    ("ada", lazy_gettext("Ada Quist, site admin: weeks 7 to 12 to finish")),
)


@dataclass(frozen=True)
class Person:
    """Somebody of the sample: the account, and the place in the course."""

    user: User
    viewer: Viewer


def create_admin(session: Session, hashed: str, now: datetime) -> User:
    """Make the account of the site admin, who is in no course."""
    key, name = ADMIN
    return register_person(
        session, email=address(key, name), name=name, now=now, password_hash=hashed, is_admin=True
    )


def enrol_everybody(
    session: Session, course: Course, hashed: str, *, by: int, now: datetime
) -> Mapping[str, Person]:
    """Make the accounts of staff and students and enrol them in one section, by their keys."""
    section = create_section(session, course, "Section A", by=by, now=now)
    students = [(row["id"], row["name"], Role.STUDENT) for row in files.roster()]
    people = {}
    for key, name, role in [*STAFF, *students]:
        email = address(key, name)
        user = register_person(session, email=email, name=name, now=now, password_hash=hashed)
        place = section if role is Role.STUDENT else None
        enrollment = enrol_person(session, course, user, role, by=by, now=now, section=place)
        viewer = viewer_of(user, enrollment)
        if viewer is None:
            raise ValueError(f"{name} has no place in the course")
        people[key] = Person(user, viewer)
    return people


def hash_sample_password() -> str:
    """The hash that all accounts share: hashing is slow on purpose, and there are thirty."""
    return hash_password(SHARED_PHRASE)


def address(key: str, name: str) -> str:
    """The e-mail address of somebody of the sample: the first name, without accents."""
    first = unicodedata.normalize("NFKD", name.split()[0]).encode("ascii", "ignore").decode()
    return f"{first.lower() or key}@{DOMAIN}"


def sample_accounts(session: Session) -> list[tuple[str, str, str]]:
    """(who it is, e-mail address, password) of the sign-ins; empty without a sample course."""
    if session.scalar(select(Course.id).where(Course.is_sample).limit(1)) is None:
        return []
    names = {key: name for key, name, _ in STAFF}
    names |= {row["id"]: row["name"] for row in files.roster()}
    names |= dict([ADMIN])
    return [(str(said), address(key, names[key]), SHARED_PHRASE) for key, said in SIGN_INS]
