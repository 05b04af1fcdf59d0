"""Who holds what, by role."""

from __future__ import annotations

import pytest

from forum.rules.roles import Permission, Role, holds

STAFF_ONLY = set(Permission) - {
    Permission.READ_PROMPT,
    Permission.READ_PEOPLE,
    Permission.WRITE_POST,
}


def test_a_student_reads_and_writes_and_no_more():
    assert {one for one in Permission if holds(Role.STUDENT, one)} == set(Permission) - STAFF_ONLY
    assert not any(
        holds(Role.STUDENT, one, may_release=True, may_manage=True) for one in STAFF_ONLY
    )


def test_an_observer_only_reads():
    assert not holds(Role.OBSERVER, Permission.WRITE_POST)
    assert holds(Role.OBSERVER, Permission.READ_PROMPT)


@pytest.mark.parametrize(
    ("permission", "trust"),
    [
        (Permission.RELEASE_GRADES, {"may_release": True}),
        (Permission.EXTEND, {"may_manage": True}),
        (Permission.SET_FINDING, {"may_manage": True}),
        (Permission.MANAGE_PEOPLE, {"may_manage": True}),
    ],
)
def test_an_assistant_does_what_was_entrusted(permission, trust):
    assert holds(Role.INSTRUCTOR, permission)
    assert not holds(Role.ASSISTANT, permission)
    assert holds(Role.ASSISTANT, permission, **trust)


def test_an_admin_sets_up_and_does_not_grade():
    assert holds(Role.ADMIN, Permission.EDIT_PROMPT)
    assert not holds(Role.ADMIN, Permission.GRADE)
    assert Role.ADMIN.is_staff and not Role.OBSERVER.is_staff
