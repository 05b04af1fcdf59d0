"""The comment bank on the desk: filled in for the student, found by a script or by a select."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.grading.bank.evidence import placeholder_values
from forum.grading.bank.queries import Entry, list_bank, ranked
from forum.rules.comments import fill
from forum.web.discussion.filters import requirement
from forum.web.forms.grading import TypedGrade
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.scene import StudentDesk, load_desk


@dataclass(frozen=True)
class Offer:
    """A comment of the bank with its placeholders filled in for one student."""

    entry: Entry
    text: str


@blueprint.get(f"{DESK}/bank")
def offers(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """What the bank offers for one box, best first, for the script; the answer is JSON.

    ``criterion`` is the id of the box's criterion, missing for the overall comment; ``level`` the
    level chosen there, missing for none.
    """
    found = load_desk(slug, week, user_id)
    keys = {line.criterion.id: line.criterion.key for line in found.sheet.lines}
    criterion = keys.get(request.args.get("criterion", 0, type=int), "")
    level = request.args.get("level", type=int)
    rows = [_row(offer, criterion, level) for offer in list_offers(found, criterion, level)]
    return jsonify(comments=rows)


def list_offers(found: StudentDesk, criterion: str = "", level: int | None = None) -> list[Offer]:
    """The bank as it would be inserted for this student, best first. One statement."""
    scene = found.scene
    entries = list_bank(scene.session, scene.viewer, scene.prompt.course_id)
    values = placeholder_values(found.book, found.sheet, scene.now, requirement)
    return [
        Offer(entry, fill(entry.comment.text, values))
        for entry in ranked(entries, criterion, level)
    ]


def with_inserted(found: StudentDesk, typed: TypedGrade) -> tuple[TypedGrade, str]:
    """The form with the chosen comment put below what stands in the chosen box, and the box's id.

    Nothing is changed, and the id is empty, where the comment or the box is unknown.
    """
    chosen = request.form.get("bank", -1, type=int)
    text = next((row.text for row in list_offers(found) if row.entry.comment.id == chosen), None)
    box = request.form.get("into", "", type=str)
    if text is None:
        return typed, ""
    if box == "comment":
        return replace(typed, comment=_below(typed.comment, text)), box
    for line in found.sheet.lines:
        row = line.criterion.id
        if box == f"comment-{row}" and not line.suggestion.leaves_total:
            below = _below(typed.comments.get(row, ""), text)
            return replace(typed, comments={**typed.comments, row: below}), box
    return typed, ""


def nothing_chosen() -> tuple[str, str]:
    """What is wrong where nothing could be inserted, by the id of its control."""
    return "bank", _("Choose a comment, and where it goes.")


def _below(before: str, text: str) -> str:
    return f"{before.rstrip()}\n\n{text}" if before.strip() else text


def _row(offer: Offer, criterion: str, level: int | None) -> dict[str, Any]:
    used = offer.entry.uses.get((criterion, level), 0)
    return {
        "id": offer.entry.comment.id,
        "text": offer.text,
        "from": _("Course") if offer.entry.comment.is_shared else _("Mine"),
        "used": ngettext("used %(num)d time here", "used %(num)d times here", used) if used else "",
    }
