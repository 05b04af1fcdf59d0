"""Participation: the class at a glance for staff, and "This looks wrong", a student's question."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from forum.database import transaction
from forum.discussion.queries.posts import list_numbers
from forum.grading.policy import can_grade
from forum.grading.queries.history import list_grading_writes
from forum.participation.classes import (
    get_class_figures,
    get_class_standings,
    list_class_attention,
    present_students,
)
from forum.participation.past import gather_past
from forum.participation.policy import can_ask, can_extend, can_set_finding
from forum.participation.queries import count_settings_made_at, get_signs
from forum.participation.questions import (
    ask_about_check,
    ask_question,
)
from forum.prompts.queries import count_extensions_given_at, find_neighbours
from forum.rules.attention import list_attention
from forum.rules.checks import Check
from forum.rules.facts import Finding
from forum.rules.roles import Permission
from forum.rules.unanswered import list_waiting
from forum.web.attention_words import attention_lines
from forum.web.class_figures import FiguresView
from forum.web.class_matrix import build_matrix, draw_cells
from forum.web.discussion.filters import requirement
from forum.web.discussion.scene import Scene, load_scene
from forum.web.forms.fields import read_instant
from forum.web.forms.grading import CheckQuestionForm, QuestionForm
from forum.web.forms.selection import Selection, empty_selection
from forum.web.grade_words import DECISIONS, EXTENSIONS
from forum.web.limits import limit_edits

blueprint = Blueprint("participation", __name__)

#: The figures with a picture, which is worth comparing with that of another week.
DRAWN = ("timing", "sites", "network")


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/participation")
def matrix(slug: str, week: int) -> ResponseReturnValue:
    """Students by requirements, those with nothing first; who waits, who has asked."""
    scene = _class_scene(slug, week)
    return matrix_page(scene, empty_selection())


def matrix_page(scene: Scene, selection: Selection) -> str:
    """The class with these ticks, and what is to be done for all of them as it was typed."""
    discussion, now = scene.evidence, scene.now
    signs = get_signs(scene.session, scene.viewer, scene.prompt.id)
    standings = get_class_standings(discussion, now)
    built = build_matrix(
        discussion,
        present_students(discussion, now),
        standings,
        traces=signs.traces,
        asked={question.user_id for question in signs.questions},
        now=now,
    )
    labels = {name: requirement(name) for name in built.columns}
    return render_template(
        "participation/matrix.html",
        scene=scene,
        matrix=built,
        rows=list(zip(built.rows, draw_cells(built, labels), strict=True)),
        labels=labels,
        questions=signs.questions,
        attention=attention_lines(list_class_attention(discussion, now), scene.zone, now),
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
    """When the class wrote, to whom, about which sites, and what that asks of readers: what each
    figure says in a sentence, and where it stands."""
    scene = _class_scene(slug, week)
    return render_template("participation/figures.html", scene=scene, view=_figures(scene))


@blueprint.get(
    "/c/<slug>/w/<int(max=2147483647):week>/participation/figures"
    "/<any(timing, sites, network, workload, all):name>"
)
def figure(slug: str, week: int, name: str) -> ResponseReturnValue:
    """One figure with its tables, to be read, printed and compared; or all of them."""
    scene = _class_scene(slug, week)
    is_drawn = name in DRAWN
    return render_template(
        "participation/figure.html",
        scene=scene,
        view=_figures(scene, with_grading=not is_drawn),
        name=name,
        neighbours=find_neighbours(scene.session, scene.viewer, scene.prompt) if is_drawn else (),
        may_grade=can_grade(scene.viewer),
    )


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/participation/waiting")
def waiting(slug: str, week: int) -> ResponseReturnValue:
    """The posts that nobody has answered, the oldest first, and who could answer next."""
    scene = _class_scene(slug, week)
    found = list_waiting(scene.evidence, _findings(scene), scene.now)
    authors = {post.author_id: post.post_id for post in found.posts}
    return render_template(
        "participation/waiting.html",
        scene=scene,
        found=found,
        members={member.id: member for member in scene.evidence.members},
        numbers=list_numbers(scene.session, scene.reader, list(authors.values())),
        unanswered=authors,
        may_grade=can_grade(scene.viewer),
    )


@blueprint.get("/c/<slug>/w/<int(max=2147483647):week>/participation/attention")
def attention(slug: str, week: int) -> ResponseReturnValue:
    """Whom to look at first, this week and over the last ones, each with its sentences."""
    scene = _class_scene(slug, week)
    past = gather_past(scene.session, scene.evidence, scene.prompt, scene.now)
    found = list_attention(scene.evidence, _findings(scene), scene.now, past)
    return render_template(
        "participation/attention.html",
        scene=scene,
        attention=attention_lines(found, scene.zone, scene.now),
        weeks=[week.week for week in reversed(past)],
        may_grade=can_grade(scene.viewer),
    )


def _class_scene(slug: str, week: int) -> Scene:
    scene = load_scene(slug, week)
    scene.place.require(Permission.READ_PARTICIPATION)
    return scene


def _findings(scene: Scene) -> dict[int, tuple[Finding, ...]]:
    standings = get_class_standings(scene.evidence, scene.now)
    return {row.student_id: row.findings for row in standings.values()}


def _figures(scene: Scene, *, with_grading: bool = True) -> FiguresView:
    return FiguresView(
        figures=get_class_figures(scene.evidence, scene.now),
        discussion=scene.evidence,
        grading=list_grading_writes(scene.session, scene.prompt, scene.viewer.own_students)
        if with_grading
        else (),
    )


@blueprint.post("/c/<slug>/w/<int(max=2147483647):week>/questions")
@limit_edits
def ask(slug: str, week: int) -> ResponseReturnValue:
    """ "This looks wrong": a student asks about an own finding; the sentence is quoted."""
    scene = _asking_scene(slug, week)
    form = QuestionForm()
    if not form.validate_on_submit():
        return _ask_again(scene, form)
    finding = scene.standing.find(form.requirement.data)
    if finding is None:
        abort(404)
    with transaction() as session:
        ask_question(session, scene.viewer, scene.prompt, finding, form.text.data, now=scene.now)
    flash(_("Sent. Your instructor's answer will stand beside the finding."), "done")
    page = url_for("discussion.show", slug=slug, week=week)
    return redirect(f"{page}#finding-{finding.requirement}", 303)


@blueprint.post(
    "/c/<slug>/w/<int(max=2147483647):week>/checks/<any(sites, citations, overlap):check>/questions"
)
@limit_edits
def ask_check(slug: str, week: int, check: Check) -> ResponseReturnValue:
    """ "This looks wrong": a student asks about a check of the own text; its row is quoted."""
    scene = _asking_scene(slug, week)
    form = CheckQuestionForm()
    if not form.validate_on_submit():
        return _ask_again(scene, form, check)
    row, text = form.row.data or "", form.text.data
    with transaction() as session:
        ask_about_check(session, scene.viewer, scene.prompt, check, row, text, now=scene.now)
    flash(_("Sent. Your instructor's answer will stand beside the check."), "done")
    return redirect(f"{url_for('discussion.show', slug=slug, week=week)}#check-{check}", 303)


def _asking_scene(slug: str, week: int) -> Scene:
    scene = load_scene(slug, week)
    if not can_ask(scene.viewer, scene.viewer.user_id):
        abort(403)
    return scene


def _ask_again(scene: Scene, form: FlaskForm, check: Check | None = None) -> ResponseReturnValue:
    """The question as it was typed, with what is wrong with it."""
    page = render_template(
        "participation/ask.html", scene=scene, form=form, form_errors=form, check=check
    )
    return page, 422
