"""The doors of grading: the desk, what is decided there, the release."""

from flask import Blueprint

blueprint = Blueprint("grading", __name__)

from forum.web.grading import decisions, desk, release  # noqa: E402

__all__ = ["blueprint", "decisions", "desk", "release"]
