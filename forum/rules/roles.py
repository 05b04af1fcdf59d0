"""Who holds which permission in a course: one enum, one short table.

Source: the product's matrix of actors and actions. What depends on an object's state (a closed
prompt, a hidden post, the write-first gate) is decided by the feature's own policy; this table
only says what a role may do at all.
"""

from __future__ import annotations

from enum import Enum, auto


class Role(Enum):
    """A person's place in a course; ADMIN is site-wide."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"
    OBSERVER = "observer"
    ADMIN = "admin"

    @property
    def is_staff(self) -> bool:
        """Whether the person teaches or administers: their posts never count."""
        return self in (Role.ASSISTANT, Role.INSTRUCTOR, Role.ADMIN)


class Permission(Enum):
    """What can be done in a course."""

    READ_PROMPT = auto()
    READ_ANY_PROMPT = auto()
    READ_ALL_POSTS = auto()
    READ_VERSIONS = auto()
    WRITE_POST = auto()
    HIDE_POST = auto()
    READ_PARTICIPATION = auto()
    GRADE = auto()
    RELEASE_GRADES = auto()
    SET_FINDING = auto()
    EXTEND = auto()
    EDIT_PROMPT = auto()
    MANAGE_SITES = auto()
    READ_PEOPLE = auto()
    MANAGE_PEOPLE = auto()
    READ_LOG = auto()
    EXPORT_COURSE = auto()


_READER = frozenset({Permission.READ_PROMPT, Permission.READ_PEOPLE})
_GRADER = _READER | {
    Permission.READ_ANY_PROMPT,
    Permission.READ_ALL_POSTS,
    Permission.READ_VERSIONS,
    Permission.WRITE_POST,
    Permission.HIDE_POST,
    Permission.READ_PARTICIPATION,
    Permission.GRADE,
    Permission.READ_LOG,
}
# What an instructor may or may not entrust to an assistant.
_RELEASES = frozenset({Permission.RELEASE_GRADES})
_MANAGES = frozenset(
    {
        Permission.SET_FINDING,
        Permission.EXTEND,
        Permission.EDIT_PROMPT,
        Permission.MANAGE_SITES,
        Permission.MANAGE_PEOPLE,
        Permission.EXPORT_COURSE,
    }
)
# What touches students of every section at once: for nobody who has sections of their own.
_COURSE_WIDE = frozenset(
    {Permission.EDIT_PROMPT, Permission.MANAGE_SITES, Permission.MANAGE_PEOPLE}
)

_HELD: dict[Role, frozenset[Permission]] = {
    Role.STUDENT: _READER | {Permission.WRITE_POST},
    Role.OBSERVER: _READER,
    Role.ASSISTANT: _GRADER,
    Role.INSTRUCTOR: _GRADER | _RELEASES | _MANAGES,
    # An admin sets courses up and sees them, but does not teach: no posts, no grades.
    Role.ADMIN: _READER
    | {
        Permission.READ_ANY_PROMPT,
        Permission.READ_ALL_POSTS,
        Permission.HIDE_POST,
        Permission.READ_PARTICIPATION,
        Permission.EDIT_PROMPT,
        Permission.MANAGE_SITES,
        Permission.MANAGE_PEOPLE,
        Permission.READ_LOG,
        Permission.EXPORT_COURSE,
    },
}


def holds(
    role: Role,
    permission: Permission,
    *,
    may_release: bool = False,
    may_manage: bool = False,
    has_own_sections: bool = False,
) -> bool:
    """Whether a role holds a permission; the flags are what an assistant was entrusted with.

    An assistant with sections of their own manages nothing that is the whole course's.
    """
    if permission in _HELD[role]:
        return True
    if role is not Role.ASSISTANT or (has_own_sections and permission in _COURSE_WIDE):
        return False
    return (may_release and permission in _RELEASES) or (may_manage and permission in _MANAGES)
