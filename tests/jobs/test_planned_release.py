"""A planned release in the worker's hands: at its instant, once, and nothing is seen before."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.database import utc_now
from forum.extensions import db
from forum.grading.actions.plans import PlanInput, cancel_plan, change_plan, plan_release
from forum.grading.models import GradeRelease, PlannedRelease, ReleasedGrade
from forum.grading.queries.parts import Scope
from forum.jobs import release as release_job
from forum.jobs.work import work_off
from forum.notifications.models import Notification
from forum.outbox.models import OutboxEntry
from tests.support.factories import make_user
from tests.support.marking import GRADING_TIME, Marking
from tests.support.postbox import Postbox, text_of

FRIDAY = GRADING_TIME + timedelta(days=2)
SECOND = timedelta(seconds=1)
CANARIES = ("canary", "90 of 100", "is released", "planned", ">90<")


class Killed(BaseException):
    """The process ends in the middle of it: nothing catches this."""


@pytest.fixture
def desk(app, session, clock) -> Marking:
    made = Marking(app, session, clock)
    made.write()
    made.grade(made.ana, 3, comment="canary comment")
    made.hold(made.bea)
    return made


def plan(desk, *students) -> PlannedRelease:
    """A release for Friday of everybody, or of these students."""
    ids = frozenset(student.id for student in students)
    scope = Scope("students", students=ids) if students else Scope()
    viewer, given = desk.viewer(desk.prof), PlanInput(FRIDAY, scope)
    made = plan_release(desk.session, viewer, desk.prompt, given, now=GRADING_TIME)
    desk.session.commit()
    return made


def work(desk, now) -> int:
    """Let the worker do what is due at this instant."""
    desk.clock(now)
    desk.session.rollback()
    done = work_off()
    db.session.rollback()
    return done


def acts(desk) -> tuple[int, int]:
    """How many acts of releasing there were, and how many grades they let out."""
    desk.session.rollback()
    counts = (select(func.count(model.id)) for model in (GradeRelease, ReleasedGrade))
    return tuple(desk.session.scalar(count) for count in counts)


def sources(desk, student) -> str:
    """Everything the student's pages say, as source, and the own record as JSON."""
    browser = desk.browser(student)
    pages = ("", "w/1", "w/1/all", "my-grades", "my-work", "people")
    answers = [browser.get(desk.path(path)) for path in pages]
    answers += [browser.get("/"), browser.get("/notifications")]
    answers.append(browser.post(desk.path("my-work/copies"), data={}))
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.get_data(as_text=True) for answer in answers)


def test_a_student_sees_nothing_until_the_instant_and_everything_from_it_on(desk, postbox: Postbox):
    plan(desk)
    work(desk, FRIDAY - SECOND)
    before = sources(desk, desk.ana)
    assert [word for word in CANARIES if word in before] == []
    assert [mail for mail in postbox.take() if "grade" in mail["Subject"].lower()] == []
    work(desk, FRIDAY)
    after = sources(desk, desk.ana)
    assert "canary comment" in after
    assert "90 of 100" in after
    assert "canary" not in sources(desk, desk.bea)
    mails = {parseaddr(mail["To"])[1]: mail for mail in postbox.take()}
    assert {desk.ana.email, desk.prof.email, desk.tomas.email} <= mails.keys()
    assert desk.bea.email not in mails
    assert "Left out, no complete grade: 3." in text_of(mails[desk.prof.email])
    assert "canary" not in text_of(mails[desk.ana.email])


def test_those_who_grade_are_told_once_what_came_of_it(desk):
    plan(desk)
    work(desk, FRIDAY)
    rows = desk.session.scalars(select(Notification).where(Notification.kind == "planned")).all()
    assert {row.user_id for row in rows} == {desk.prof.id, desk.tomas.id}
    assert rows[0].detail == {
        "outcome": "released",
        "released": 1,
        "incomplete": 3,
        "without_note": 0,
    }
    page = desk.browser(desk.tomas).get("/notifications").get_data(as_text=True)
    assert "Grades released: 1. Left out, no complete grade: 3." in page
    shown = desk.see(desk.prof, "w/1/release")
    assert "3 students without a complete grade were left out." in shown.get_text(" ")


def test_a_worker_killed_in_between_releases_once(desk, monkeypatch):
    plan(desk)

    def die(*_arguments, **_named):
        raise Killed

    with monkeypatch.context() as planted:
        planted.setattr(release_job, "say_planned", die)
        with pytest.raises(Killed):
            work(desk, FRIDAY)
    db.session.rollback()
    assert acts(desk) == (0, 0)
    work(desk, FRIDAY + SECOND)  # the dead worker's lease still runs
    assert acts(desk) == (0, 0)
    work(desk, FRIDAY + timedelta(hours=1))
    assert acts(desk) == (1, 1)
    work(desk, FRIDAY + timedelta(hours=2))
    assert acts(desk) == (1, 1)


def test_a_worker_whose_lease_ran_out_undoes_what_it_did(desk, monkeypatch):
    """Another one has done it in the meantime: the grades are released once."""
    made = plan(desk)
    told = release_job.say_planned

    def slow(session, *arguments, **named):
        taken_over = select(OutboxEntry).where(OutboxEntry.key == f"release:{made.id}:1")
        session.scalars(taken_over).one().lease = "another"
        session.flush()
        return told(session, *arguments, **named)

    with monkeypatch.context() as planted:
        planted.setattr(release_job, "say_planned", slow)
        work(desk, FRIDAY)
    assert acts(desk) == (0, 0)
    work(desk, FRIDAY + timedelta(hours=1))
    assert acts(desk) == (1, 1)


def test_a_plan_that_was_moved_or_cancelled_finds_nothing_at_the_old_time(desk):
    moved, cancelled = plan(desk), plan(desk, desk.ana)
    arguments = (desk.session, desk.viewer(desk.prof), desk.prompt)
    later = PlanInput(FRIDAY + timedelta(days=1), Scope())
    change_plan(*arguments, later, plan_id=moved.id, version=1, now=utc_now())
    cancel_plan(*arguments, cancelled.id, now=utc_now())
    desk.session.commit()
    work(desk, FRIDAY)
    assert acts(desk) == (0, 0)
    reasons = select(OutboxEntry.reason).where(
        OutboxEntry.kind == "release", OutboxEntry.done_at.is_not(None)
    )
    assert set(desk.session.scalars(reasons)) == {"It was changed, cancelled, or done before."}
    work(desk, FRIDAY + timedelta(days=1))
    assert acts(desk) == (1, 1)


def test_two_plans_of_one_instant_release_each_grade_once(desk):
    plan(desk)
    plan(desk, desk.ana)
    work(desk, FRIDAY)
    assert acts(desk) == (1, 1)
    desk.session.rollback()
    outcomes = desk.session.scalars(select(PlannedRelease.outcome))
    assert sorted(outcomes) == ["nothing", "released"]


def test_admins_see_what_waits_in_words(app: Flask, desk):
    plan(desk)
    admin = make_user(desk.session, "Ada Admin", is_admin=True)
    browser = desk.browser(admin)
    page = browser.get("/admin/deliveries").get_data(as_text=True)
    assert "Releasing grades at a set time" in page
