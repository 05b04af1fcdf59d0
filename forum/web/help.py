"""Help: what counts, in words."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.web.sessions import public

blueprint = Blueprint("help", __name__)


@blueprint.get("/help/what-counts")
@public
def counting() -> ResponseReturnValue:
    """The counting rules in plain words, for students and staff alike."""
    return render_template("help/counting.html")
