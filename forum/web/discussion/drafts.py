"""Drafts as the browser's autosave sends them (static/js/README.md), and their earlier versions."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.drafts import (
    FieldResult,
    FieldTooLong,
    restore_snapshot,
    save_fields,
)
from forum.discussion.actions.refusals import DraftTooLarge
from forum.discussion.queries.drafts import list_drafts, list_snapshots
from forum.discussion.queries.posts import find_post_row
from forum.web.discussion.door import blueprint
from forum.web.discussion.refused import too_large
from forum.web.discussion.scene import Scene, load_scene
from forum.web.limits import limit_autosave
from forum.web.presentation import clock_today
from forum.web.sent_drafts import FIELD, read_sent

_SLOT = re.compile(r"initial|(?:response|reply|edit)-[1-9][0-9]{0,8}")


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/drafts/<slot>")
def read_drafts(slug: str, week: int, slot: str) -> ResponseReturnValue:
    """The own draft of one text, field by field."""
    scene = _load(slug, week, slot)
    rows = list_drafts(scene.session, scene.viewer.user_id, scene.prompt.id).get(slot, {})
    fields = [
        {
            "field": row.field,
            "text": row.text,
            "version": row.version,
            "saved_at": row.saved_at.isoformat(),
            "saved_text": _time_of(scene, row.saved_at),
        }
        for row in rows.values()
    ]
    return jsonify(fields=fields)


@blueprint.put("/c/<slug>/w/<int(max=2147483647):week>/drafts/<slot>")
@limit_autosave
def save_drafts(slug: str, week: int, slot: str) -> ResponseReturnValue:
    """Save fields; each answer says whether it was stored or what stands in the way."""
    scene = _load_writable(slug, week, slot)
    sent = read_sent()
    if sent.user_id is not None and sent.user_id != scene.viewer.user_id:
        return jsonify(message=_("Somebody else is signed in now.")), 403
    if not scene.is_open:
        return jsonify(message=_("This discussion has closed.")), 409
    try:
        with transaction() as session:
            results = save_fields(
                session,
                scene.viewer.user_id,
                scene.prompt.id,
                slot,
                sent.fields,
                client=sent.client,
                now=scene.now,
            )
    except FieldTooLong as problem:
        message = _("A part can hold 60,000 characters.")
        return jsonify(message=message, field=problem.field), 413
    except DraftTooLarge:
        return jsonify(message=too_large()), 413
    return jsonify(
        saved_at=scene.now.isoformat(),
        saved_text=_time_of(scene, scene.now),
        fields=[_answer(scene, result) for result in results],
    )


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/drafts/<slot>/<field>/versions")
def snapshots(slug: str, week: int, slot: str, field: str) -> ResponseReturnValue:
    """Earlier versions of one part of the own draft."""
    scene = _load(slug, week, slot)
    rows = list_snapshots(
        scene.session, scene.viewer.user_id, scene.prompt.id, slot, _checked(field)
    )
    drafts = list_drafts(scene.session, scene.viewer.user_id, scene.prompt.id)
    current = drafts.get(slot, {}).get(field)
    return render_template(
        "discussion/snapshots.html",
        scene=scene,
        field=field,
        current=current,
        snapshots=rows,
        back=back_to(scene, slot),
    )


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/drafts/<slot>/<field>/versions")
@limit_autosave
def restore_draft(slug: str, week: int, slot: str, field: str) -> ResponseReturnValue:
    """Put an earlier version back into the draft; what stood there is kept as a version."""
    scene = _load_writable(slug, week, slot)
    chosen = request.form.get("snapshot", type=int)
    if chosen is None or not 0 < chosen < 2**31:
        abort(422)
    with transaction() as session:
        found = restore_snapshot(
            session,
            scene.viewer.user_id,
            scene.prompt.id,
            slot,
            _checked(field),
            chosen,
            now=scene.now,
        )
    if not found:
        abort(404)
    flash(_("Put back. What stood there before is kept among the earlier versions."), "done")
    return redirect(back_to(scene, slot) + f"#{field}", 303)


def back_to(scene: Scene, slot: str) -> str:
    """The page on which the text of this slot is written."""
    kind, _dash, number = slot.partition("-")
    if kind == "initial":
        return url_for("discussion.show", slug=scene.slug, week=scene.prompt.week)
    endpoint = "discussion.edit" if kind == "edit" else "discussion.respond"
    return url_for(endpoint, slug=scene.slug, number=int(number))


def _load(slug: str, week: int, slot: str) -> Scene:
    if not _SLOT.fullmatch(slot):
        abort(404)
    return load_scene(slug, week)


def _load_writable(slug: str, week: int, slot: str) -> Scene:
    """As ``_load``, for a text that can have a place: 404 where the post it is written under, or
    the own post it changes, does not exist for this viewer."""
    scene = _load(slug, week, slot)
    kind, _dash, number = slot.partition("-")
    if kind == "initial":
        return scene
    post = find_post_row(scene.session, scene.reader, int(number))
    if post is None or (kind == "edit" and post.author_id != scene.viewer.user_id):
        abort(404)
    return scene


def _checked(field: str) -> str:
    if not FIELD.fullmatch(field):
        abort(404)
    return field


def _answer(scene: Scene, result: FieldResult) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "field": result.field,
        "version": result.version,
        "status": "conflict" if result.is_conflict else "saved",
        "text": result.text,
    }
    if result.is_conflict:
        answer["changed_at_text"] = _time_of(scene, result.changed_at)
    return answer


def _time_of(scene: Scene, at: Any) -> str:
    return clock_today(at, scene.zone, scene.now)
