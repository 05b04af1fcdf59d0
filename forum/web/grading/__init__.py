"""The doors of grading: the desk, what is decided there, the release."""

from forum.web.grading import decisions, desk, release
from forum.web.grading.door import blueprint

__all__ = ["blueprint", "decisions", "desk", "release"]
