"""Puts a week's discussion into the database: a published prompt, posts and responses.

Days and times are those of the case tables: day 1 is Monday 6 October 2025 in New York; posts are
due on day 3, responses on day 6, the discussion closes on day 9, each at 23:59.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.courses.models import Course, Enrollment
from forum.courses.queries import get_viewers
from forum.discussion.actions.posts import publish_answer, publish_initial
from forum.discussion.actions.writing import Writing
from forum.discussion.models import Post
from forum.discussion.policy import Reader
from forum.discussion.queries.readers import get_reader
from forum.prompts.models import Checkpoint, Prompt, PromptPart, PromptSite, Site, TermsVersion
from forum.prompts.queries import PromptSetup, get_setup
from forum.prompts.schedule import PersonalSchedule, get_personal_schedule
from forum.prompts.terms import data_from
from forum.rules.citations import Reference
from forum.rules.facts import PartRule, Terms
from tests.support.factories import BEGINNING, WEEK_STARTS

ZONE = ZoneInfo("America/New_York")
DUES = {"opens": (1, "00:00"), "T1": (3, "23:59"), "T2": (6, "23:59"), "close": (9, "23:59")}
PARTS = (("overview", "The organisation", 10), ("ally", "Ways in", 5))
RESPONSE_PARTS = (("common", "Common ground", 5), ("changed", "What changed", 5))


def at(day: int, clock: str) -> datetime:
    """The instant of a day of the course week and a local time: ``at(3, "10:00")``."""
    local = datetime.combine(WEEK_STARTS + timedelta(days=day - 1), time.fromisoformat(clock), ZONE)
    return local.astimezone(UTC)


def make_prompt(
    session: Session,
    course: Course,
    week: int = 1,
    *,
    terms: dict[str, Any] | None = None,
    **values: Any,
) -> Prompt:
    """A published prompt with two parts, two response parts, and three listed sites.

    ``terms`` overrides what is asked (``rules.facts.Terms``); ``values`` the prompt's columns;
    ``published_at=None`` leaves it a draft. Its dates lie in week ``week`` of the course.
    """
    values.setdefault("published_at", BEGINNING)
    values.setdefault("title", "Developing alliances")
    values.setdefault("body", "Choose one organisation and write about it by {{post_due}}.")
    prompt = Prompt(
        course_id=course.id, week=week, created_at=BEGINNING, updated_at=BEGINNING, **values
    )
    session.add(prompt)
    session.flush()
    for kind, parts in (("initial", PARTS), ("response", RESPONSE_PARTS)):
        for position, (key, heading, words) in enumerate(parts, start=1):
            session.add(
                PromptPart(
                    prompt_id=prompt.id,
                    kind=kind,
                    key=key,
                    heading=heading,
                    min_words=words,
                    position=position,
                )
            )
    _add_terms(session, prompt, terms or {})
    _add_dues(session, prompt, week)
    for position, name in enumerate(("Polaris Project", "La Strada International", "Love146")):
        site = find_or_make_site(session, course, name)
        session.add(PromptSite(prompt_id=prompt.id, site_id=site.id, position=position))
    session.commit()
    return prompt


def find_or_make_site(session: Session, course: Course, name: str) -> Site:
    """The course's site of this name."""
    identity = name.lower().replace(" ", "") + ".org"
    site = session.scalars(
        select(Site).where(Site.course_id == course.id, Site.identity == identity)
    ).first()
    if site is None:
        site = Site(
            course_id=course.id,
            name=name,
            address=f"https://{identity}",
            identity=identity,
            approved_at=BEGINNING,
            created_at=BEGINNING,
        )
        session.add(site)
        session.flush()
    return site


def scene_of(
    session: Session, user: User, prompt: Prompt, now: datetime
) -> tuple[Reader, PromptSetup, PersonalSchedule]:
    """What the doors load for a person in front of a prompt."""
    course = session.get_one(Course, prompt.course_id)
    enrollment = session.scalars(
        select(Enrollment).where(
            Enrollment.course_id == course.id,
            Enrollment.user_id == user.id,
            Enrollment.ended_at.is_(None),
        )
    ).first()
    viewer = get_viewers(session, [(user, enrollment)])[0]
    assert viewer is not None
    setup = get_setup(session, prompt)
    reader = get_reader(session, viewer, course, setup, excused=False, now=now)
    return reader, setup, get_personal_schedule(session, setup, user.id, now)


def words(number: int, stem: str = "word") -> str:
    """A text of so many words."""
    return " ".join(f"{stem}{index}" for index in range(number))


def post_initial(
    session: Session,
    user: User,
    prompt: Prompt,
    site: str | None = "Polaris Project",
    *,
    now: datetime,
    length: int = 20,
    stem: str = "word",
    **writing: Any,
) -> Post:
    """Publish a person's initial post through the product's own action."""
    reader, setup, schedule = scene_of(session, user, prompt, now)
    course = session.get_one(Course, prompt.course_id)
    writing.setdefault("parts", {part.key: words(length, stem) for part in setup.parts})
    writing.setdefault("site_id", find_or_make_site(session, course, site).id if site else None)
    writing.setdefault("references", ())
    post = publish_initial(
        session, reader, setup, schedule, Writing(**writing), key=uuid4().hex, now=now
    )
    session.commit()
    return post


def respond(
    session: Session,
    user: User,
    parent: Post,
    *,
    now: datetime,
    length: int = 10,
    stem: str = "",
    kind: str = "response",
    **writing: Any,
) -> Post:
    """Answer a post through the product's own action; the text differs from call to call."""
    prompt = session.get_one(Prompt, parent.prompt_id)
    reader, setup, schedule = scene_of(session, user, prompt, now)
    stem = stem or f"w{uuid4().hex[:6]}x"
    keys = [part.key for part in setup.response_parts] if kind == "response" else ["text"]
    writing.setdefault("parts", {key: words(length, stem + key) for key in keys})
    post = publish_answer(
        session,
        reader,
        schedule,
        parent,
        Writing(**writing),
        kind=kind,
        key=uuid4().hex,
        now=now,
    )
    session.commit()
    return post


def reference(author: str = "Polaris Project", year: str = "n.d.") -> Reference:
    """A reference row that ``(Polaris Project, n.d.)`` in the text cites."""
    return Reference(authors=author, year=year, title="Website", source="", link="")


def _add_terms(session: Session, prompt: Prompt, terms: dict[str, Any]) -> None:
    asked = {
        "references": 0,
        "responses": 2,
        "parts": tuple(PartRule(key, heading, number) for key, heading, number in PARTS),
        "response_parts": tuple(
            PartRule(key, heading, number) for key, heading, number in RESPONSE_PARTS
        ),
        **terms,
    }
    data = data_from(Terms(valid_from=BEGINNING, **asked))
    session.add(TermsVersion(prompt_id=prompt.id, valid_from=BEGINNING, data=data))


def _add_dues(session: Session, prompt: Prompt, week: int) -> None:
    for kind, (day, clock) in DUES.items():
        shifted = day + 7 * (week - 1)
        minute = timedelta(0) if kind == "opens" else timedelta(minutes=1)
        session.add(
            Checkpoint(
                prompt_id=prompt.id,
                kind=kind,
                week=week,
                day=day,
                local_time=clock,
                due_at=at(shifted, clock) + minute,
                set_at=BEGINNING,
            )
        )
