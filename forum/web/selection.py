"""One decision for several students of the class matrix: shown first, done whole, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.database import transaction
from forum.grading.queries.parts import list_parts
from forum.participation.actions import (
    Decision,
    NotAStudent,
    set_findings,
    withdraw_settings_of,
)
from forum.participation.changes import (
    FindingChange,
    list_changes,
    with_decision,
    with_extensions,
)
from forum.participation.classes import present_students
from forum.participation.policy import can_extend, can_set_finding
from forum.participation.queries import get_standings
from forum.prompts.actions import refusals
from forum.prompts.actions.extensions import Due, check_later, end_extensions_of, give_extensions
from forum.rules.facts import REQUIREMENTS, Discussion, Finding, Member
from forum.rules.roles import Permission
from forum.rules.schedule import due_instant
from forum.web.discussion.filters import requirement
from forum.web.discussion.scene import Scene, load_scene
from forum.web.forms.fields import read_instant
from forum.web.forms.selection import Selection, empty_selection, read_selection
from forum.web.grade_words import DECISIONS, EXTENSIONS
from forum.web.limits import limit_edits
from forum.web.participation import matrix_page
from forum.web.translations import translator

blueprint = Blueprint("selection", __name__)
CLASS = "/c/<slug>/w/<int(max=2147483647):week>/participation"


@dataclass(frozen=True)
class Prospect:
    """What one student has now and would get.

    ``before`` and ``after`` are the finding decided on; of an extension, ``due_at`` is the time
    that holds now, and ``changes`` are the findings it would change.
    """

    student: Member
    before: Finding | None = None
    after: Finding | None = None
    due_at: datetime | None = None
    changes: tuple[FindingChange, ...] = ()


@blueprint.get(f"{CLASS}/selection")
def choose(slug: str, week: int) -> ResponseReturnValue:
    """The same decision for a section, a group or everybody, chosen by name instead of by ticks."""
    scene = _load(slug, week)
    return render_template(
        "participation/choose.html",
        scene=scene,
        selection=empty_selection(),
        parts=_parts(scene),
        labels={name: requirement(name) for name in REQUIREMENTS},
        may_set=can_set_finding(scene.viewer),
        may_extend=can_extend(scene.viewer),
        decisions=DECISIONS,
        extension_kinds=EXTENSIONS,
    )


@blueprint.post(f"{CLASS}/selection")
@limit_edits
def preview(slug: str, week: int) -> ResponseReturnValue:
    """Who would get what, before anything is done; the page of the class where something lacks."""
    scene = _load(slug, week)
    selection = read_selection().with_ticks(_students_of(scene, request.form.get("part", "")))
    refused = _refusal(scene, selection)
    return refused if refused is not None else _preview_page(scene, selection)


@blueprint.post(f"{CLASS}/decisions")
@limit_edits
def apply(slug: str, week: int) -> ResponseReturnValue:
    """Do what the preview showed, for everybody or for nobody."""
    scene = _load(slug, week)
    selection = read_selection()
    if "back" in request.form:
        return matrix_page(scene, selection)
    if (refused := _refusal(scene, selection)) is not None:
        return refused
    if request.form.get("seen") != _fingerprint(_prospects(scene, selection)):
        return _preview_page(scene, selection, is_other=True), 409
    try:
        _carry_out(scene, selection)
    except (NotAStudent, refusals.NotAStudent) as left:
        return _left(scene, selection, left.user_ids)
    except refusals.ExtensionTooEarly as early:
        return _too_early(scene, selection, early.user_ids)
    number = len(selection.ticked)
    flash(ngettext("Done for %(num)d student.", "Done for %(num)d students.", number), "done")
    page = url_for("participation.matrix", slug=slug, week=week)
    return redirect(f"{page}?deed={selection.deed}&at={_stamp(scene.now)}", 303)


@blueprint.post(f"{CLASS}/decisions/withdrawal")
@limit_edits
def withdraw(slug: str, week: int) -> ResponseReturnValue:
    """Take back what this person decided for several students at one instant."""
    scene = _load(slug, week)
    deed, at = request.form.get("deed"), read_instant(request.form.get("at", ""))
    number, now = 0, scene.now
    with transaction() as session:
        if at is not None and deed == "extension":
            by = scene.viewer.user_id
            number = end_extensions_of(session, scene.prompt, at, by=by, now=now)
        elif at is not None and deed == "finding":
            number = withdraw_settings_of(session, scene.viewer, scene.prompt, at, now=now)
    if number:
        said = ngettext(
            "Taken back for %(num)d student.", "Taken back for %(num)d students.", number
        )
        flash(said, "done")
    else:
        flash(_("There is nothing left to take back."), "info")
    return redirect(url_for("participation.matrix", slug=slug, week=week), 303)


def _parts(scene: Scene) -> list[tuple[str, str]]:
    """What can be chosen by name: its value and what it is called, with how many are in it."""
    present = {student.id for student in present_students(scene.evidence, scene.now)}
    choices = [
        (f"{part.kind}-{part.id}", part.name, present & part.students)
        for part in list_parts(scene.session, scene.prompt)
    ]
    choices.append(("all", _("Everybody"), present))
    return [(value, f"{name} ({len(who)})") for value, name, who in choices if who]


def _students_of(scene: Scene, chosen: str) -> frozenset[int]:
    """The present students (ids) of what was chosen by name; nobody for what is not offered."""
    if not chosen:
        return frozenset()
    present = frozenset(student.id for student in present_students(scene.evidence, scene.now))
    if chosen == "all":
        return present
    parts = list_parts(scene.session, scene.prompt)
    found = next((part for part in parts if f"{part.kind}-{part.id}" == chosen), None)
    return present & found.students if found else frozenset()


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _load(slug: str, week: int) -> Scene:
    """The scene for those who may do what was sent; 403 for others."""
    scene = load_scene(slug, week)
    scene.place.require(Permission.READ_PARTICIPATION)
    may = {"finding": can_set_finding(scene.viewer), "extension": can_extend(scene.viewer)}
    if not may.get(request.form.get("deed", ""), any(may.values())):
        abort(403)
    return scene


def _refusal(scene: Scene, selection: Selection) -> ResponseReturnValue | None:
    """The page of the class with what is wrong, the ticks and the text kept; None where all is."""
    lacking = []
    if not selection.ticked:
        lacking.append(("matrix", _("Tick the students for whom this holds.")))
    if not selection.deed:
        lacking.append(("deed-finding", _("Choose what they get.")))
    if not selection.validate() or lacking:
        return matrix_page(scene, selection.refused(*lacking)), 422
    present = {student.id for student in present_students(scene.evidence, scene.now)}
    if absent := selection.ticked - present:
        return _left(scene, selection, absent)
    if selection.deed == "extension":
        kind = selection.extension.kind.data
        own = _own_times(scene.evidence, kind, selection.ticked)
        try:
            check_later(_due(scene, selection), scene.setup.due(kind), own)
        except refusals.ExtensionTooEarly as early:
            return _too_early(scene, selection, early.user_ids)
    return None


def _left(scene: Scene, selection: Selection, user_ids: frozenset[int]) -> ResponseReturnValue:
    """The page of the class without the ticks of those who are no students of it now."""
    names = _names(scene, user_ids)
    if names:
        said = _(
            "%(names)s left the course in the meantime. Nothing was done yet; the other ticks "
            "stand.",
            names=names,
        )
    else:
        said = _("Tick students from the list.")
    return matrix_page(scene, selection.without(user_ids).refused(("matrix", said))), 409


def _too_early(scene: Scene, selection: Selection, user_ids: frozenset[int]) -> ResponseReturnValue:
    said = _("This is not later than the time that holds for everybody.")
    if user_ids:
        said = _(
            "This is not later than the own due time of %(names)s.", names=_names(scene, user_ids)
        )
    selection.extension.day.errors = [said]
    return matrix_page(scene, selection.refused()), 422


def _names(scene: Scene, user_ids: frozenset[int]) -> str:
    return ", ".join(row.name for row in scene.evidence.members if row.id in user_ids)


def _carry_out(scene: Scene, selection: Selection) -> None:
    ticked, viewer, prompt, now = sorted(selection.ticked), scene.viewer, scene.prompt, scene.now
    with transaction() as session:
        if selection.deed == "extension":
            due = _due(scene, selection)
            give_extensions(session, prompt, ticked, due, by=viewer.user_id, now=now)
        else:
            decision = _decision(selection)
            pairs = [(user_id, decision) for user_id in ticked]
            set_findings(session, viewer, prompt, pairs, now=now)


def _decision(selection: Selection) -> Decision:
    form = selection.finding
    return Decision(form.requirement.data, form.status.data, form.reason.data)


def _due(scene: Scene, selection: Selection) -> Due:
    form = selection.extension
    due_at = due_instant(form.day.data, 1, form.time.data, scene.zone)
    return Due(form.kind.data, due_at, form.reason.data)


def _own_times(discussion: Discussion, kind: str, user_ids: frozenset[int]) -> dict[int, datetime]:
    """The own due times of this kind in force, by student."""
    return {
        row.student_id: row.due_at
        for row in discussion.extensions
        if row.checkpoint == kind and row.student_id in user_ids
    }


def _prospects(scene: Scene, selection: Selection) -> list[Prospect]:
    """What each student who is ticked has and would get, by name."""
    discussion, now, ticked = scene.evidence, scene.now, selection.ticked
    students = [row for row in present_students(discussion, now) if row.id in ticked]
    before = get_standings(discussion, now, translator())
    if selection.deed == "finding":
        decision = _decision(selection)
        after = get_standings(with_decision(discussion, ticked, decision, now), now, translator())
        name = decision.requirement
        return [
            Prospect(row, before[row.id].find(name), after[row.id].find(name)) for row in students
        ]
    due = _due(scene, selection)
    after = get_standings(with_extensions(discussion, ticked, due), now, translator())
    own, common = _own_times(discussion, due.kind, ticked), scene.setup.due(due.kind)
    return [
        Prospect(
            row,
            due_at=own.get(row.id, common),
            changes=list_changes(before, after, [row]),
        )
        for row in students
    ]


def _fingerprint(prospects: list[Prospect]) -> str:
    """Says whether a page still shows what would happen."""
    said = [
        (
            row.student.id,
            row.due_at,
            *(
                (finding.requirement, finding.status, finding.have, finding.need)
                for finding in (row.before, row.after)
                if finding is not None
            ),
            *((one.after.requirement, one.before.status, one.after.status) for one in row.changes),
        )
        for row in prospects
    ]
    return sha256(repr(said).encode()).hexdigest()


def _preview_page(scene: Scene, selection: Selection, *, is_other: bool = False) -> str:
    prospects = _prospects(scene, selection)
    return render_template(
        "participation/selection.html",
        scene=scene,
        selection=selection,
        prospects=prospects,
        seen=_fingerprint(prospects),
        is_other=is_other,
        due_at=_due(scene, selection).due_at if selection.deed == "extension" else None,
        kind=EXTENSIONS.get(selection.extension.kind.data),
    )
