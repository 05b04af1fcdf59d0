"""Builds the classes that are measured: their people, and posts as long as people write them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from flask import Flask
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.discussion.actions.writing import count_own_words
from forum.discussion.models import GateOpening, Post, Revision
from forum.extensions import db
from forum.markup import render_markdown
from forum.prompts.content import part_rules
from forum.prompts.library import get_shape
from forum.prompts.models import Prompt, PromptPart, PromptSite
from forum.sample import files
from tests.support.factories import BEGINNING, make_course, make_user, sign_in
from tests.support.marking import make_rubric
from tests.support.released import release_rows
from tests.support.weeks import at, make_prompt

#: The instant at which everything is looked at: posts are in, responses still come.
NOW = at(5, "10:00")
#: Words of a post, as in the discussions that other forums were measured with.
WORDS = 250
#: Weeks a course has; all but the first are still to come.
WEEKS = 12
_SHAPE = get_shape("alliances").content
PARTS, RESPONSE_PARTS = _SHAPE.parts, _SHAPE.response_parts


@dataclass(frozen=True)
class Room:
    """A class in its first week: an instructor, students with posts, answers among them."""

    course: Course
    prompt: Prompt
    instructor: User
    students: Sequence[User]

    @property
    def week(self) -> str:
        """The address of the week."""
        return f"/c/{self.course.slug}/w/{self.prompt.week}"


def build_room(session: Session, students: int, answers: int, *, seed: int = 1) -> Room:
    """A class whose every student has posted, with so many answers among them, committed."""
    course = make_course(session)
    prompt = _make_prompts(session, course)
    instructor = make_user(session, "Ngozi Okafor")
    people = [User(name=name, **_account(index)) for index, name in enumerate(_names(students))]
    session.add_all(people)
    session.flush()
    session.add(_enrollment(course, instructor, "instructor"))
    session.add_all(_enrollment(course, person, "student") for person in people)
    session.flush()
    _write(session, prompt, people, answers, random.Random(seed))
    session.commit()
    return Room(course, prompt, instructor, people)


def grade_weeks(session: Session, room: Room) -> None:
    """Grades of all weeks, released to nine of ten students."""
    prompts = session.scalars(
        select(Prompt).where(Prompt.course_id == room.course.id).order_by(Prompt.week)
    ).all()
    dice = random.Random(7)
    for prompt in prompts:
        if prompt.id != room.prompt.id:
            make_rubric(session, prompt)
        totals = {
            person.id: (f"{dice.randrange(200, 401) / 4:.2f}", "100")
            for index, person in enumerate(room.students)
            if index % 10 != 9
        }
        release_rows(session, prompt, totals, by=room.instructor.id, now=NOW)


def cookie_of(app: Flask, session: Session, user: User, path: str) -> str:
    """The Cookie header of a browser in which the person has signed in and opened a page."""
    client = app.test_client()
    sign_in(client, session, user)
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"


def some_text(words: int, dice: random.Random) -> str:
    """Sentences of the sample course in a new order, as many words as asked or a few more."""
    chosen: list[str] = []
    while sum(len(sentence.split()) for sentence in chosen) < words:
        chosen.append(dice.choice(_sentences()))
    return " ".join(chosen)


_kept: list[str] = []


def _sentences() -> list[str]:
    if not _kept:
        for kind in ("posts", "responses"):
            for name in files.names(6, kind):
                for part in files.text(6, kind, name).parts.values():
                    _kept.extend(re.split(r"(?<=[.?!]) ", part))
    return _kept


def _make_prompts(session: Session, course: Course) -> Prompt:
    """Twelve weeks in the shape a new week begins with, the first of them under way."""
    asked = {
        "parts": part_rules(PARTS),
        "response_parts": part_rules(RESPONSE_PARTS),
        "references": 2,
    }
    first, *_ = [make_prompt(session, course, week, terms=asked) for week in range(1, WEEKS + 1)]
    ids = select(Prompt.id).where(Prompt.course_id == course.id)
    session.execute(delete(PromptPart).where(PromptPart.prompt_id.in_(ids)))
    for prompt_id in session.scalars(ids).all():
        for kind, parts in (("initial", PARTS), ("response", RESPONSE_PARTS)):
            session.add_all(
                PromptPart(
                    prompt_id=prompt_id,
                    kind=kind,
                    key=part.key,
                    heading=part.heading,
                    guidance=part.guidance,
                    min_words=part.min_words,
                    position=position,
                )
                for position, part in enumerate(parts)
            )
    make_rubric(session, first)
    return first


def _names(number: int) -> Iterator[str]:
    pairs = (f"{first} {last}" for last in _LASTS.split() for first in _FIRSTS.split())
    yield from islice(pairs, number)


_FIRSTS = "Amina Ben Carla Dev Elise Farid Grace Hana Ivan Joy Kofi Lena Marcus Nadia Owen"
_LASTS = (
    "Abara Brandt Castillo Desai Eriksen Fofanah Grant Haddad Ionescu Jones "
    "Kim Lopez Mills Novak Okoye Perez Quist Rahman Silva Thorne"
)
_count = iter(range(1, 1_000_000))


def _account(_index: int) -> dict[str, Any]:
    return {"email": f"bench{next(_count)}@example.org", "created_at": BEGINNING}


def _enrollment(course: Course, user: User, role: str) -> Enrollment:
    return Enrollment(course_id=course.id, user_id=user.id, role=role, started_at=BEGINNING)


def _write(
    session: Session, prompt: Prompt, people: Sequence[User], answers: int, dice: random.Random
) -> None:
    """The posts as rows: what publishing would store, without doing each by itself."""
    sites = session.scalars(
        select(PromptSite.site_id).where(PromptSite.prompt_id == prompt.id)
    ).all()
    roots = [
        _row(prompt, author, None, "initial", at(2, "08:00") + timedelta(minutes=index), index + 1)
        for index, author in enumerate(people)
    ]
    root_ids = session.scalars(
        insert(Post).returning(Post.id, sort_by_parameter_order=True), roots
    ).all()
    under = []
    for index in range(answers):
        root = (index * 7 + index // len(people)) % len(people)
        author = people[(root + 1 + index // len(people) + dice.randrange(3)) % len(people)]
        moment = at(4, "08:00") + timedelta(minutes=index)
        under.append(
            _row(prompt, author, root_ids[root], "response", moment, len(people) + index + 1)
        )
    answer_ids = session.scalars(
        insert(Post).returning(Post.id, sort_by_parameter_order=True), under
    ).all()
    revisions = [
        _revision(row, PARTS, dice, post_id=post_id, site_id=sites[index % len(sites)])
        for index, (post_id, row) in enumerate(zip(root_ids, roots, strict=True))
    ]
    first_ids = session.scalars(
        insert(Revision).returning(Revision.id, sort_by_parameter_order=True), revisions
    ).all()
    session.execute(
        insert(Revision),
        [
            _revision(row, RESPONSE_PARTS, dice, post_id=post_id)
            for post_id, row in zip(answer_ids, under, strict=True)
        ],
    )
    session.add_all(
        GateOpening(prompt_id=prompt.id, user_id=person.id, opened_at=NOW, revision_id=revision_id)
        for person, revision_id in zip(people, first_ids, strict=True)
    )
    session.get_one(Course, prompt.course_id).last_post_number = len(people) + answers


def _row(
    prompt: Prompt, author: User, root: int | None, kind: str, moment: datetime, number: int
) -> dict[str, Any]:
    return {
        "course_id": prompt.course_id,
        "prompt_id": prompt.id,
        "author_id": author.id,
        "kind": kind,
        "parent_id": root,
        "root_id": root,
        "number": number,
        "submission_key": f"bench-{number}",
        "receipt": "K7F3-Q2",
        "published_at": moment,
    }


def _revision(
    post: dict[str, Any],
    parts: Sequence[Any],
    dice: random.Random,
    *,
    post_id: int,
    site_id: int | None = None,
) -> dict[str, Any]:
    texts = {part.key: some_text(WORDS // len(parts), dice) for part in parts}
    references = _REFERENCES if site_id else []
    return {
        "post_id": post_id,
        "number": 1,
        "saved_at": post["published_at"],
        "site_id": site_id,
        "parts": texts,
        "html": {key: str(render_markdown(text)) for key, text in texts.items()},
        "words": {key: count_own_words(text) for key, text in texts.items()},
        "references": references,
        "listed": len(references),
        "cited": len(references),
    }


_REFERENCES = [
    {
        "authors": "Polaris Project",
        "year": "n.d.",
        "title": "Polaris Project",
        "source": "Website",
        "link": "https://polarisproject.org",
        "raw": "",
    },
    {
        "authors": "National Association of Social Workers",
        "year": "2021",
        "title": "Code of ethics",
        "source": "NASW",
        "link": "https://www.socialworkers.org/About/Ethics",
        "raw": "",
    },
]


def forget_everything() -> None:
    """Let the session go, so that what is measured next reads its own rows."""
    db.session.rollback()
    db.session.remove()
