"""The roles of a course, as people call them."""

from __future__ import annotations

from forum.web.translations import lazy_gettext as _l

_WORDS = {
    "student": _l("Student"),
    "assistant": _l("Teaching assistant"),
    "instructor": _l("Instructor"),
    "observer": _l("Observer"),
    "admin": _l("Administrator"),
}


def role_word(role: str) -> str:
    """The word for a role as it is stored."""
    return str(_WORDS.get(role, role))
