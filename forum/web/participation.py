"""Participation: the class at a glance for staff, and a student's question about a finding."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.queries.drafts import list_traces
from forum.grading.policy import can_grade
from forum.grading.queries.history import list_grading_writes
from forum.participation.actions import ask_question
from forum.participation.classes import get_class_standings, present_students
from forum.participation.policy import can_ask, can_extend, can_set_finding
from forum.participation.queries import count_settings_made_at, list_questions
from forum.prompts.queries import count_extensions_given_at
from forum.rules.analytics import analyse
from forum.rules.attention import list_attention
from forum.rules.roles import Permission
from forum.web.attention_words import attention_lines
from forum.web.class_figures import FiguresView
from forum.web.class_matrix import build_matrix
from forum.web.discussion.filters import requirement
from forum.web.discussion.scene import Scene, load_scene
from forum.web.forms.fields import read_instant
from forum.web.forms.grading import QuestionForm
from forum.web.forms.selection import Selection, empty_selection
from forum.web.grade_words import DECISIONS, EXTENSIONS
from forum.web.limits import limit_edits

blueprint = Blueprint("participation", __name__)


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/participation")
def matrix(slug: str, week: int) -> ResponseReturnValue:
    """Students by requirements, those with nothing first; who waits, who has asked."""
    scene = load_scene(slug, week)
    scene.place.require(Permission.READ_PARTICIPATION)
    return matrix_page(scene, empty_selection())


def matrix_page(scene: Scene, selection: Selection) -> str:
    """The class with these ticks, and what is to be done for all of them as it was typed."""
    discussion, now = scene.evidence, scene.now
    questions = list_questions(scene.session, scene.viewer, scene.prompt.id)
    waiting = [question for question in questions if question.answered_at is None]
    standings = get_class_standings(discussion, now)
    matrix = build_matrix(
        discussion,
        present_students(discussion, now),
        standings,
        traces=list_traces(scene.session, scene.prompt.id),
        asked={question.user_id for question in waiting},
        now=now,
    )
    return render_template(
        "participation/matrix.html",
        scene=scene,
        matrix=matrix,
        labels={name: requirement(name) for name in matrix.columns},
        questions=waiting,
        attention=attention_lines(
            list_attention(
                discussion, {row.student_id: row.findings for row in standings.values()}, now
            ),
            scene.zone,
            now,
        ),
        names={member.id: member.name for member in discussion.members},
        may_grade=can_grade(scene.viewer),
        may_set=can_set_finding(scene.viewer),
        may_extend=can_extend(scene.viewer),
        selection=selection,
        form_errors=selection.problems,
        decisions=DECISIONS,
        extension_kinds=EXTENSIONS,
        undoable=_undoable(scene),
    )


def _undoable(scene: Scene) -> dict[str, str | int]:
    """What was just decided for several students, as the address says: how many still stand."""
    at, deed = read_instant(request.args.get("at", "")), request.args.get("deed", "")
    if at is None or request.method != "GET":
        return {}
    count = count_extensions_given_at if deed == "extension" else count_settings_made_at
    number = count(scene.session, scene.prompt.id, scene.viewer.user_id, at)
    return {"deed": deed, "at": request.args["at"], "number": number} if number else {}


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/participation/figures")
def figures(slug: str, week: int) -> ResponseReturnValue:
    """When the class wrote, to whom, about which sites, and what that asks of readers."""
    scene = load_scene(slug, week)
    scene.place.require(Permission.READ_PARTICIPATION)
    view = FiguresView(
        figures=analyse(scene.evidence, scene.now),
        discussion=scene.evidence,
        grading=list_grading_writes(scene.session, scene.prompt),
    )
    return render_template(
        "participation/figures.html", scene=scene, view=view, may_grade=can_grade(scene.viewer)
    )


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/questions")
@limit_edits
def ask(slug: str, week: int) -> ResponseReturnValue:
    """ "This looks wrong": a student asks about an own finding; the sentence is quoted."""
    scene = load_scene(slug, week)
    if not can_ask(scene.viewer, scene.viewer.user_id):
        abort(403)
    form = QuestionForm()
    if not form.validate_on_submit():
        page = render_template("participation/ask.html", scene=scene, form=form, form_errors=form)
        return page, 422
    finding = scene.standing.find(form.requirement.data)
    if finding is None:
        abort(404)
    with transaction() as session:
        ask_question(session, scene.viewer, scene.prompt, finding, form.text.data, now=scene.now)
    flash(_("Sent. Your instructor's answer will stand beside the finding."), "done")
    page = url_for("discussion.show", slug=slug, week=week)
    return redirect(f"{page}#finding-{finding.requirement}", 303)
