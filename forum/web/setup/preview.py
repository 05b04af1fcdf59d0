"""A week as its students will see it: nothing can be written, nothing is kept."""

from __future__ import annotations

from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from forum.prompts.text import render_prompt_text
from forum.web.presentation import clock, last_minute
from forum.web.setup.desk import load_desk
from forum.web.setup.door import blueprint
from forum.web.setup.edit import WEEK


@blueprint.get(f"{WEEK}/preview")
def preview(slug: str, week: int) -> ResponseReturnValue:
    """Prompt, requirements in words, rubric, sites and parts, by the students' own templates."""
    desk = load_desk(slug, week)

    def said(due_at: datetime) -> str:
        return clock(last_minute(due_at), desk.course.zone, desk.now)

    return render_template(
        "setup/preview.html",
        desk=desk,
        text=render_prompt_text(desk.setup, said),
        rubric=desk.rubric,
    )
