"""Help: what counts, and how the checks work, in words."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.rules.citations import MAX_CHARACTERS
from forum.rules.overlap import CERTAIN, EVERYBODYS, FEWEST_CONTENT, FEWEST_SHARED
from forum.rules.sites import MAX_DEPTH, MAX_LENGTH
from forum.web.sessions import public

blueprint = Blueprint("help", __name__)


@blueprint.get("/help/what-counts")
@public
def counting() -> ResponseReturnValue:
    """The counting rules in plain words, for students and staff alike."""
    return render_template("help/counting.html")


@blueprint.get("/help/checks")
@public
def checks() -> ResponseReturnValue:
    """What the checks compare, what they cannot see, and who sees what they find."""
    return render_template(
        "help/checks.html",
        depth=MAX_DEPTH,
        length=MAX_LENGTH,
        most_characters=MAX_CHARACTERS,
        certain_run=CERTAIN,
        least_words=FEWEST_SHARED,
        least_content_words=FEWEST_CONTENT,
        common_authors=EVERYBODYS,
    )
