"""One course with a week under way, another course, and somebody of every kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User, UserSession
from forum.copies.models import CourseCopy
from forum.courses.actions import make_code
from forum.courses.imports.actions import bring_file
from forum.courses.models import Course, Enrollment
from forum.database import utc_now
from forum.discussion.models import Post
from forum.grading.bank.models import BankComment
from forum.grading.models import PlannedRelease
from forum.notifications.actions import Announcement, tell
from forum.notifications.kinds import RESPONSE
from forum.notifications.models import Notification
from forum.outbox.models import OutboxEntry
from forum.prompts.history.documents import version_document
from forum.prompts.history.models import PromptVersion
from forum.prompts.models import Extension, ExtensionRequest, Prompt, Site, SiteAnswer
from forum.prompts.queries import get_setup
from forum.prompts.readings.actions import add_readings
from forum.prompts.readings.queries import list_readings
from forum.prompts.templates.models import PromptTemplate
from forum.rules.citations import Reference
from tests.support.factories import (
    enrol,
    make_course,
    make_group_set,
    make_section,
    make_user,
    sign_in,
)
from tests.support.weeks import at, make_prompt, post_initial, respond

#: Posts are due, responses not yet.
NOW = at(4, "10:00")


@dataclass
class World:
    """The people by actor, their browsers, and what the variables of an address are filled with."""

    people: dict[str, User] = field(default_factory=dict)
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    #: Other values for a route, or for one actor on it: (endpoint, actor or "") -> values.
    exceptions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


def build_world(app: Flask, session: Session) -> World:
    """Make everything the permission table speaks of, at ``NOW``."""
    world = World(people={"ADM": make_user(session, "Ada Admin", is_admin=True)})
    course, elsewhere = make_course(session, "SOWK 510"), make_course(session, "SOWK 520")
    section = make_section(session, course, "A")
    roles = {"S0": "student", "S1": "student", "OWN": "student", "OFF": "student"}
    roles |= {"T": "instructor", "AS": "assistant", "OB": "observer"}
    for actor, role in roles.items():
        _add(world, session, actor, course, role, section=section)
    other = make_section(session, course, "B")
    _add(world, session, "AB", course, "assistant", own_sections=[other.id])
    _add(world, session, "SX", elsewhere, "student")
    _add(world, session, "TX", elsewhere, "instructor")
    _add(world, session, "GONE", course, "student", section=section, ended_at=at(2, "12:00"))
    prompt = make_prompt(session, course)
    make_prompt(session, elsewhere)
    own = post_initial(session, world.people["OWN"], prompt, now=at(2, "10:00"), stem="owl")
    post_initial(session, world.people["S1"], prompt, "Love146", now=at(2, "11:00"), stem="lark")
    answer = respond(session, world.people["S1"], own, now=at(3, "10:00"))
    extension = Extension(
        prompt_id=prompt.id,
        user_id=world.people["S0"].id,
        kind="T1",
        due_at=at(8, "23:59"),
        set_at=at(3, "09:00"),
        set_by_id=world.people["T"].id,
    )
    session.add(extension)
    _say_copied(session, course, elsewhere, world.people["ADM"])
    for actor, person in world.people.items():
        world.browsers[actor] = app.test_client()
        sign_in(world.browsers[actor], session, person)
    world.browsers["A0"] = app.test_client()
    world.people["OFF"].disabled_at = utc_now()
    session.commit()
    world.values = {
        "slug": course.slug,
        "week": prompt.week,
        "number": own.number,
        "user_id": world.people["OWN"].id,
        "term_id": course.term_id,
        "session_id": session.scalar(
            select(UserSession.id).where(UserSession.user_id == world.people["OWN"].id)
        ),
        "notification_id": _told(session, world.people["OWN"], answer),
        "extension_id": extension.id,
        "request_id": _ask(session, world.people["S0"], prompt),
        "site_id": session.scalar(select(Site.id).where(Site.course_id == course.id)),
        "answer_id": _claim(session, course, world.people["S0"]),
        "enrollment_id": _place(session, world, "S0"),
        "section_id": section.id,
        "group_set_id": make_group_set(session, course, "Halves").id,
        "token": "nobodys",
        "slot": "initial",
        "comment_id": _kept(session, course, world.people["AS"]),
        "field": "part-overview",
        "template_id": _template(session, course, world.people["T"]),
        "name": "network",  # one of the figures of the class
        "check": "citations",
        "reading_id": _reading(session, course, world.people["T"]),
        "plan_id": _plan(session, world.people["T"], prompt),
        "import_id": _bring(session, course, world.people["T"]),
        "entry_id": _give_up(session, world.people["OWN"]),
        "version_id": _version(session, prompt),
        **_code(session, course, world.people["T"]),
    }
    world.exceptions = {
        # Once the instructor has ended it, there is nothing left for the admin to end.
        ("people.end", "ADM"): {"enrollment_id": _place(session, world, "S1")},
        # What the instructor has deleted is gone for the assistant.
        ("grading.delete_kept", "AS"): {"comment_id": _kept(session, course, world.people["AS"])},
        # Only whoever keeps a comment, and instructors, change it.
        **{
            (f"grading.{verb}_kept", "AB"): {
                "comment_id": _kept(session, course, world.people["AB"])
            }
            for verb in ("edit", "share", "unshare", "delete")
        },
        # What the instructor has deleted is gone for the admin.
        ("readings.remove", "ADM"): {"reading_id": _reading(session, course, world.people["ADM"])},
        ("setup.delete_kept", "ADM"): {
            "template_id": _template(session, course, world.people["T"], "Another")
        },
        # Only assistants are entrusted with something.
        ("people.trust", ""): {"enrollment_id": _place(session, world, "AS")},
    }
    session.rollback()
    return world


def address(app: Flask, world: World, endpoint: str, actor: str = "") -> str:
    """The address of a route in the world; fails where a variable of the address is unknown."""
    known = {**world.values, **world.exceptions.get((endpoint, ""), {})}
    known |= world.exceptions.get((endpoint, actor), {})
    rule = next(app.url_map.iter_rules(endpoint))
    unknown = rule.arguments - known.keys() - (rule.defaults or {}).keys()
    if unknown:
        pytest.fail(f"Tell permission_world what {sorted(unknown)} is in {rule.rule}.")
    values = {name: known[name] for name in rule.arguments & known.keys()}
    with app.test_request_context():
        return app.url_for(endpoint, **values)


def _reading(session: Session, course: Course, person: User) -> int:
    """An entry of the reading list; each person's is another one."""
    add_readings(
        session,
        course,
        [Reference("Lee, S.", "2018", f"Told by {person.name}")],
        by=person.id,
        now=at(2, "09:00"),
    )
    return max(row.id for row in list_readings(session, course.id))


def _say_copied(session: Session, course: Course, source: Course, person: User) -> None:
    """As if the course had been made from the other one."""
    session.add(
        CourseCopy(
            course_id=course.id,
            source_id=source.id,
            key="0" * 32,
            made_at=at(1, "08:00"),
            made_by_id=person.id,
            brought={"weeks": 1, "rubrics": 0, "sites": 3, "comments": 0},
        )
    )


def _claim(session: Session, course: Course, person: User) -> int:
    """What a student said of an address that the course does not know."""
    site = session.scalars(select(Site).where(Site.course_id == course.id)).first()
    answer = SiteAnswer(
        course_id=course.id,
        user_id=person.id,
        identity="alike.example.com",
        site_id=site.id,
        is_same=True,
        answered_at=at(2, "10:00"),
    )
    session.add(answer)
    session.commit()
    return answer.id


def _code(session: Session, course: Course, person: User) -> dict[str, Any]:
    """A code with which people enrol themselves."""
    made = make_code(session, course, section=None, ends_at=None, by=person.id, now=at(2, "10:00"))
    session.commit()
    return {"code": made.code, "code_id": made.id}


def _template(session: Session, course: Course, person: User, name: str = "Allies") -> int:
    """A week of the course that was kept as a template."""
    row = PromptTemplate(
        course_id=course.id, owner_id=person.id, name=name, document={}, saved_at=at(2, "10:00")
    )
    session.add(row)
    session.commit()
    return row.id


def _kept(session: Session, course: Course, person: User) -> int:
    """A comment of the person's that the course has as well."""
    kept_at = at(2, "10:00")
    comment = BankComment(
        course_id=course.id, owner_id=person.id, text="Good.", saved_at=kept_at, shared_at=kept_at
    )
    session.add(comment)
    session.commit()
    return comment.id


def _bring(session: Session, course: Course, teacher: User) -> int:
    """A roster file that was looked at."""
    file = b"email,first name,last name\nnew@example.org,Nia,New\n"
    made = bring_file(session, course, file, "roster.csv", by=teacher.id, now=NOW)
    session.commit()
    return made.id


def _ask(session: Session, student: User, prompt: Prompt) -> int:
    """A request for more time that waits for an answer."""
    row = ExtensionRequest(
        prompt_id=prompt.id, user_id=student.id, note="I was ill.", asked_at=at(3, "10:00")
    )
    session.add(row)
    session.commit()
    return row.id


def _give_up(session: Session, person: User) -> int:
    """Something in the outbox that could not be delivered."""
    entry = OutboxEntry(
        kind="reset",
        key="reset:world",
        recipient_id=person.id,
        created_at=at(2, "10:00"),
        not_before=at(2, "10:00"),
        failed_at=at(3, "10:00"),
    )
    session.add(entry)
    session.commit()
    return entry.id


def _version(session: Session, prompt: Prompt) -> int:
    """A version of the week's set-up."""
    document = version_document(get_setup(session, prompt), None)
    row = PromptVersion(prompt_id=prompt.id, saved_at=NOW, document=document)
    session.add(row)
    session.commit()
    return row.id


def _plan(session: Session, teacher: User, prompt: Prompt) -> int:
    """A release that is planned."""
    plan = PlannedRelease(
        prompt_id=prompt.id,
        part="all",
        release_at=at(10, "09:00"),
        planned_at=NOW,
        planned_by_id=teacher.id,
    )
    session.add(plan)
    session.commit()
    return plan.id


def _place(session: Session, world: World, actor: str) -> int | None:
    """The id of the person's enrollment."""
    person = world.people[actor]
    return session.scalar(select(Enrollment.id).where(Enrollment.user_id == person.id))


def _told(session: Session, user: User, answer: Post) -> int | None:
    """The id of a notification of the person's: that they were answered."""
    about = {"course_id": answer.course_id, "prompt_id": answer.prompt_id, "post_id": answer.id}
    tell(session, [Announcement(user.id, RESPONSE, f"told:{answer.id}", **about)], now=NOW)
    session.commit()
    return session.scalar(select(Notification.id).where(Notification.user_id == user.id))


def _add(world: World, session: Session, actor: str, course: Any, role: str, **values: Any) -> None:
    world.people[actor] = make_user(session, f"Person {actor}")
    enrol(session, course, world.people[actor], role, **values)
