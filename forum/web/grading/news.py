"""What a student published while the desk was open: told, and shown only when the grader asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from forum.discussion.queries.posts import find_last_published
from forum.prompts.models import Prompt
from forum.web.access import Place
from forum.web.discussion.scene import scene_at
from forum.web.presentation import distance
from forum.web.translations import lazy_gettext as _l

#: By kind of post. The page puts in what it calls the student.
_SENTENCES: dict[str, Any] = {
    "initial": _l("{name} published an initial post {ago}."),
    "response": _l("{name} published a response {ago}."),
    "reply": _l("{name} published a reply {ago}."),
}


def news_since(place: Place, prompt: Prompt, student_id: int, since: datetime) -> str:
    """The sentence about the student's last post since an instant, with ``{name}`` in it; "" where
    there is none that this viewer may see.
    """
    scene = scene_at(place, prompt)
    post = find_last_published(scene.session, scene.reader, student_id, since)
    if post is None:
        return ""
    kind, published_at = post
    ago = distance(published_at, scene.now)
    return str(_SENTENCES[kind]).replace("{ago}", ago)
