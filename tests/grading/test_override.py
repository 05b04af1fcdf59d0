"""A total set by hand: what is refused, kept, logged, released."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.grading.actions.override import override_total, withdraw_override
from forum.grading.actions.refusals import (
    Incomplete,
    NoRubric,
    NotAllowed,
    OutOfRange,
    ReasonMissing,
    StaleGrade,
)
from forum.grading.actions.rubrics import save_rubric
from forum.grading.content import RubricInput
from forum.grading.models import ReleasedGrade
from tests.support.factories import BEGINNING
from tests.support.marking import GRADING_TIME

LATER = GRADING_TIME + timedelta(hours=1)


def set_total(desk, student, points, reason="Carried the group.", *, user=None, version=None):
    sheet = desk.sheet(student)
    grade = override_total(
        desk.session,
        desk.viewer(user or desk.prof),
        desk.prompt,
        sheet,
        Decimal(points),
        reason,
        version=sheet.version if version is None else version,
        now=LATER,
    )
    desk.session.commit()
    return grade


def withdraw(desk, student):
    sheet, viewer = desk.sheet(student), desk.viewer(desk.prof)
    withdraw_override(desk.session, viewer, desk.prompt, sheet, version=sheet.version, now=LATER)
    desk.session.commit()


def test_a_total_set_by_hand_replaces_the_rubrics_and_can_be_emptied(desk):
    desk.grade(desk.ana, 3)
    set_total(desk, desk.ana, "76.005")
    sheet = desk.sheet(desk.ana)
    assert (sheet.total.total, sheet.total.instead_of) == (Decimal("76.01"), Decimal("90.00"))
    assert (sheet.grade.override_reason, sheet.state) == ("Carried the group.", "graded")
    withdraw(desk, desk.ana)
    sheet = desk.sheet(desk.ana)
    assert (sheet.total.total, sheet.total.instead_of) == (90, None)
    assert (sheet.grade.override_total, sheet.grade.override_reason) == (None, "")


@pytest.mark.parametrize(
    ("points", "reason", "refusal"),
    [
        ("100.01", "Why.", OutOfRange),
        ("-0.01", "Why.", OutOfRange),
        ("50", " \n ", ReasonMissing),
    ],
)
def test_what_is_refused_writes_nothing(desk, points, reason, refusal):
    desk.grade(desk.ana, 3)
    with pytest.raises(refusal):
        set_total(desk, desk.ana, points, reason)
    desk.session.rollback()
    assert desk.sheet(desk.ana).version == 1


def test_no_total_is_set_before_every_criterion_has_a_level(desk):
    with pytest.raises(Incomplete) as refusal:
        set_total(desk, desk.ana, "50")
    assert len(refusal.value.criteria) == 4


def test_a_total_is_set_by_graders_on_the_version_they_saw(desk):
    desk.grade(desk.ana, 3)
    with pytest.raises(NotAllowed):
        set_total(desk, desk.ana, "50", user=desk.bea)
    with pytest.raises(StaleGrade):
        set_total(desk, desk.ana, "50", version=0)


def test_without_a_rubric_there_is_no_total(desk):
    save_rubric(desk.session, desk.prompt, RubricInput("", ()), by=None, now=BEGINNING)
    desk.session.commit()
    with pytest.raises(NoRubric):
        set_total(desk, desk.bea, "50")


def test_it_is_logged_with_what_was_before_and_why(desk):
    desk.grade(desk.ana, 3)
    set_total(desk, desk.ana, "76")
    withdraw(desk, desk.ana)
    rows = desk.session.scalars(select(Activity).order_by(Activity.id.desc()).limit(2)).all()
    assert [row.verb for row in rows] == ["override_withdrawn", "total_overridden"]
    told = {key: rows[1].detail[key] for key in ("before", "after", "reason")}
    assert told == {"before": "90.00", "after": "76.00", "reason": "Carried the group."}


def test_it_is_released_with_its_reason_and_another_reason_waits_for_release(desk):
    desk.grade(desk.ana, 3)
    set_total(desk, desk.ana, "76")
    desk.release(now=LATER)
    row = desk.session.scalars(select(ReleasedGrade)).one()
    assert (row.raw, row.total, row.instead_of) == (90, 76, 90)
    assert row.override_reason == "Carried the group."
    assert desk.sheet(desk.ana).state == "released"
    sheet, viewer, later = desk.sheet(desk.ana), desk.viewer(desk.prof), LATER + timedelta(hours=1)
    override_total(
        desk.session,
        viewer,
        desk.prompt,
        sheet,
        Decimal(76),
        "Another.",
        version=sheet.version,
        now=later,
    )
    desk.session.commit()
    assert desk.sheet(desk.ana).waits_for_release


def test_it_holds_over_levels_that_are_set_later(desk):
    desk.grade(desk.ana, 3)
    set_total(desk, desk.ana, "76")
    desk.grade(desk.ana, 4)
    sheet = desk.sheet(desk.ana)
    assert (sheet.total.total, sheet.total.instead_of) == (76, 100)
