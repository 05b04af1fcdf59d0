"""The verdict above the response field, before the first letter."""

from __future__ import annotations

from forum.discussion.models import Post
from forum.discussion.queries.posts import PostView
from forum.rules.verdicts import Verdict, verdict_before_writing
from forum.web.discussion.scene import Scene
from forum.web.translations import translator


def verdict_for(scene: Scene, parent: Post | PostView) -> Verdict | None:
    """Whether a response to this post would count now; None where no responses are asked for."""
    if not scene.setup.current_terms.responses or parent.author_id == scene.viewer.user_id:
        return None
    return verdict_before_writing(
        scene.evidence, scene.viewer.user_id, parent.id, scene.now, translate=translator()
    )
