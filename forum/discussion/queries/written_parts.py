"""In which parts of a prompt somebody has written, so that none of it is taken out of sight."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.discussion.models import Draft, Post, Revision

WrittenPart = tuple[str, str]

# What the first word of a draft's slot says of the post; an edit may be of either.
_KINDS = {"initial": ("initial",), "response": ("response",), "edit": ("initial", "response")}


def list_written_parts(session: Session, prompt_id: int) -> frozenset[WrittenPart]:
    """The parts with text in a published version or a draft, as (kind, key).

    The kind is initial or response. For those who set the prompt up: that something is there, never
    what. Two statements.
    """
    versions = session.execute(
        select(Post.kind, Revision.parts)
        .join(Revision, Revision.post_id == Post.id)
        .where(Post.prompt_id == prompt_id, Post.kind.in_(("initial", "response")))
    )
    found = {(row.kind, key) for row in versions for key, text in row.parts.items() if text.strip()}
    drafts = session.execute(
        select(Draft.slot, Draft.field).where(Draft.prompt_id == prompt_id, Draft.text != "")
    )
    for row in drafts:
        _, is_part, key = row.field.partition("part-")
        if is_part:
            found |= {(kind, key) for kind in _KINDS.get(row.slot.partition("-")[0], ())}
    return frozenset(found)
