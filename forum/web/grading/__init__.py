"""The doors of grading: the desk, the way through the class, what is decided, the release."""

from forum.web.grading import (
    bank,
    comments,
    decisions,
    desk,
    passing,
    plans,
    reading,
    release,
    totals,
)
from forum.web.grading.door import blueprint

__all__ = [
    "bank",
    "blueprint",
    "comments",
    "decisions",
    "desk",
    "no_work",
    "passing",
    "plans",
    "reading",
    "release",
    "totals",
]
