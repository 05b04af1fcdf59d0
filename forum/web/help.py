"""Help: what counts, and how the checks work, in words."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.rules.citations import MAX_CHARACTERS
from forum.rules.sites import MAX_DEPTH, MAX_LENGTH
from forum.web.sessions import public

blueprint = Blueprint("help", __name__)

#: What is said of shared passages: a run of so many words is certain to be found; a passage has at
#: least so many words in common, so many of them different words that carry meaning; what so many
#: authors share is nobody's.
CERTAIN_RUN = 8
LEAST_WORDS = 8
LEAST_CONTENT_WORDS = 5
COMMON_AUTHORS = 5


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
        certain_run=CERTAIN_RUN,
        least_words=LEAST_WORDS,
        least_content_words=LEAST_CONTENT_WORDS,
        common_authors=COMMON_AUTHORS,
    )
