"""What of a class's posts also stands in other posts of the prompt, for those who grade."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from forum.integrity.policy import can_compare
from forum.integrity.queries import list_passages_of, list_passages_under
from forum.web.discussion.scene import Scene, load_scene
from forum.web.integrity.passages import compared_passages

blueprint = Blueprint("integrity", __name__)


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/overlap")
def overlap(slug: str, week: int) -> ResponseReturnValue:
    """Every passage of the week, by post, each with where it stands too."""
    scene = _staff_scene(slug, week)
    found = list_passages_under(scene.session, scene.prompt.id)
    passages = compared_passages(scene.session, scene.reader, found)
    return render_template("integrity/overlap.html", scene=scene, passages=passages)


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/overlap/<int(max=2147483647):user_id>")
def student(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """The passages of one student, side by side with the posts in which they stand too."""
    scene = _staff_scene(slug, week)
    name = next((row.name for row in scene.evidence.members if row.id == user_id), None)
    if name is None or not can_compare(scene.viewer, user_id):
        abort(404)
    found = list_passages_of(scene.session, scene.prompt.id, user_id, for_author=False)
    return render_template(
        "integrity/student.html",
        scene=scene,
        name=name,
        user_id=user_id,
        passages=compared_passages(scene.session, scene.reader, found),
    )


def _staff_scene(slug: str, week: int) -> Scene:
    scene = load_scene(slug, week)
    if not scene.compares:
        abort(403)
    return scene
