"""Drafts as the browser's autosave sends them (static/js/README.md), and their earlier versions."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.drafts import (
    MOST_FIELDS,
    FieldResult,
    FieldSave,
    FieldTooLong,
    restore_snapshot,
    save_fields,
)
from forum.discussion.actions.refusals import DraftTooLarge
from forum.discussion.queries.drafts import list_drafts, list_snapshots
from forum.discussion.queries.posts import find_post_row
from forum.markup import clean_text
from forum.web.discussion.door import blueprint
from forum.web.discussion.refused import too_large
from forum.web.discussion.scene import Scene, load_scene
from forum.web.limits import limit_autosave
from forum.web.presentation import clock_today

_SLOT = re.compile(r"initial|(?:response|reply|edit)-[1-9][0-9]{0,8}")
_FIELD = re.compile(r"[a-z][a-z0-9_-]{0,38}")


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
    client, saves, user_id = _read(_body())
    if user_id is not None and user_id != scene.viewer.user_id:
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
                saves,
                client=client,
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
    if not _FIELD.fullmatch(field):
        abort(404)
    return field


def _body() -> Any:
    """The JSON that was sent; None where it cannot be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets in brackets beyond what a parser follows
        return None


def _read(data: Any) -> tuple[str, list[FieldSave], int | None]:
    """The body of a save. Answers 422 where it is not what our script sends."""
    if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
        abort(422)
    if len(data["fields"]) > MOST_FIELDS:
        abort(422)
    client, user = data.get("client", ""), data.get("user")
    if not isinstance(client, str) or not isinstance(user, int | str | None):
        abort(422)
    return clean_text(client)[:40], [_save_of(row) for row in data["fields"]], _user_id(user)


def _user_id(user: int | str | None) -> int | None:
    """Whose page sent this, as far as it says so; nobody has an id of more than ten digits."""
    if user is None or user == "":
        return None
    text = user[:11] if isinstance(user, str) else str(user)[:11]
    return int(text) if text.isdecimal() else 0


def _save_of(row: Any) -> FieldSave:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        abort(422)
    snapshot = row.get("snapshot")
    resolve = row.get("resolve")
    if not isinstance(snapshot, str | None) or resolve not in (None, "mine", "theirs"):
        abort(422)
    field = row.get("field")
    if not isinstance(field, str) or not _FIELD.fullmatch(field):
        abort(422)
    return FieldSave(
        field=field,
        text=row["text"],
        base_version=_number(row.get("base_version")),
        seq=_number(row.get("seq")),
        snapshot=snapshot,
        resolve=resolve,
    )


def _number(value: Any) -> int:
    if value is None:
        return 0
    if not isinstance(value, int) or not 0 <= value < 2**31:
        abort(422)
    return value


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
