"""What is decided on the desk beside the grade: findings, extensions, lateness, posts, answers.

Each change is a noun with its own address, and leads back to the desk it was made on.
"""

from __future__ import annotations

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from forum.database import transaction
from forum.discussion.queries.posts import find_post_row
from forum.grading.actions.grades import keep_grade, restore_lateness, strike_lateness
from forum.grading.actions.refusals import NoRubric, NotGraded, StaleGrade
from forum.participation.actions import (
    Decision,
    set_finding,
    withdraw_setting,
)
from forum.participation.queries import list_settings
from forum.participation.questions import (
    AlreadyAnswered,
    answer_question,
)
from forum.prompts.actions.refusals import NotAStudent
from forum.rules.roles import Permission
from forum.web.discussion.hiding import hide_or_show
from forum.web.forms.extensions import ExtensionForm
from forum.web.forms.grading import AnswerForm, KeepingForm, LatenessForm, SettingForm
from forum.web.grading.desk_page import render_desk
from forum.web.grading.door import DESK, blueprint
from forum.web.grading.refused import answer_small_form
from forum.web.grading.scene import StudentDesk, load_desk
from forum.web.limits import limit_grading
from forum.web.own_times import give_own_time
from forum.web.presentation import problems as problems_of


@blueprint.post(f"{DESK}/settings")
@limit_grading
def settings(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Decide on a finding with a reason, or withdraw a decision."""
    desk = load_desk(slug, week, user_id)
    desk.scene.place.require(Permission.SET_FINDING)
    if "withdraw" in request.form:
        return _withdraw_setting(desk, request.form.get("withdraw", 0, type=int))
    form = SettingForm()
    if not form.validate_on_submit():
        return _back(desk, form, f"setting-{form.requirement.data}")
    decision = Decision(form.requirement.data, form.status.data, form.reason.data)
    with transaction() as session:
        set_finding(
            session,
            desk.scene.viewer,
            desk.scene.prompt,
            user_id,
            decision,
            now=desk.scene.now,
        )
    flash(_("Set. The student sees it with your reason."), "done")
    return redirect(desk.own_url() + "#evidence", 303)


def _withdraw_setting(desk: StudentDesk, setting_id: int) -> ResponseReturnValue:
    session, prompt = desk.scene.session, desk.scene.prompt
    rows = list_settings(session, prompt.id, desk.student.id)
    setting = next((row for row in rows if row.id == setting_id), None)
    if setting is None:
        abort(404)
    with transaction() as session:
        withdraw_setting(session, desk.scene.viewer, prompt, setting, now=desk.scene.now)
    flash(_("The decision is withdrawn; what the checks find holds again."), "done")
    return redirect(desk.own_url() + "#evidence", 303)


@blueprint.post(f"{DESK}/extensions")
@limit_grading
def extensions(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Give the student an own due time."""
    desk = load_desk(slug, week, user_id)
    scene = desk.scene
    scene.place.require(Permission.EXTEND)
    form = ExtensionForm()
    del form.student
    if not form.validate_on_submit():
        return _back(desk, form, "extension")
    by = scene.viewer.user_id
    try:
        given = give_own_time(form, scene.prompt, user_id, scene.zone, by=by, now=scene.now)
    except NotAStudent:
        abort(404)
    if not given:
        return _back(desk, form, "extension")
    return redirect(desk.own_url() + "#evidence", 303)


@blueprint.post(f"{DESK}/keeping")
@limit_grading
def keeping(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Let the grade stand although what it rests on has changed."""
    desk = load_desk(slug, week, user_id)
    form = KeepingForm()
    if not form.validate_on_submit():
        return _back(desk, form, "keeping")
    viewer, prompt, now = desk.scene.viewer, desk.scene.prompt, desk.scene.now
    reason = form.reason.data or ""
    try:
        with transaction() as session:
            keep_grade(session, viewer, prompt, desk.sheet, reason, version=form.seen, now=now)
    except NotGraded:
        flash(_("There is no saved grade to keep."), "info")
        return redirect(desk.own_url(), 303)
    except (StaleGrade, NoRubric) as refusal:
        return answer_small_form(desk, refusal, reason)
    flash(_("Kept. The grade rests on what is here now."), "done")
    return redirect(desk.own_url(), 303)


@blueprint.post(f"{DESK}/lateness")
@limit_grading
def lateness(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Strike the line of lateness with a reason, or let it take its points again."""
    desk = load_desk(slug, week, user_id)
    form = LatenessForm()
    striking = "restore" not in request.form
    if striking and not form.validate_on_submit():
        return _back(desk, form, "lateness")
    viewer, prompt, now = desk.scene.viewer, desk.scene.prompt, desk.scene.now
    try:
        with transaction() as session:
            if striking:
                reason = form.reason.data
                strike_lateness(
                    session, viewer, prompt, desk.sheet, reason, version=form.seen, now=now
                )
            else:
                restore_lateness(session, viewer, prompt, desk.sheet, version=form.seen, now=now)
    except (StaleGrade, NoRubric) as refusal:
        return answer_small_form(desk, refusal, form.reason.data or "")
    flash(_("Lateness takes nothing.") if striking else _("Lateness counts again."), "done")
    return redirect(desk.own_url() + "#lateness", 303)


@blueprint.post(f"{DESK}/answers")
@limit_grading
def answers(slug: str, week: int, user_id: int) -> ResponseReturnValue:
    """Answer the student's question; the finding may be set at the same time."""
    desk = load_desk(slug, week, user_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _back(desk, form, f"answer-{form.question.data}")
    if form.status.data:
        desk.scene.place.require(Permission.SET_FINDING)
    question = next(
        (row for row in desk.questions if row.id == form.question.data and row.user_id == user_id),
        None,
    )
    if question is None:
        abort(404)
    try:
        with transaction() as session:
            answer_question(
                session,
                desk.scene.viewer,
                desk.scene.prompt,
                question,
                form.answer.data,
                status=form.status.data,
                now=desk.scene.now,
            )
    except AlreadyAnswered:
        form.answer.errors = [_("Somebody else has answered this question in the meantime.")]
        return _back(desk, form, f"answer-{question.id}", 409)
    flash(_("Answered. The student sees it beside the question."), "done")
    return redirect(desk.own_url() + "#questions", 303)


@blueprint.post(f"{DESK}/posts/<int(max=2147483647):number>/hiding")
@limit_grading
def hiding(slug: str, week: int, user_id: int, number: int) -> ResponseReturnValue:
    """Hide a post of the student with a reason, or show it again."""
    desk = load_desk(slug, week, user_id)
    reader, now = desk.scene.reader, desk.scene.now
    post = find_post_row(desk.scene.session, reader, number)
    if post is None or post.author_id != user_id:
        abort(404)
    form = hide_or_show(reader, post, now)
    if form is not None:
        return _back(desk, form, f"hiding-{number}")
    return redirect(desk.own_url() + f"#p{number}", 303)


def _back(
    desk: StudentDesk, form: FlaskForm, opened: str, status: int = 422
) -> ResponseReturnValue:
    """The desk with the small form open as it was sent, and what is wrong with it."""
    problems = [(f"{opened}-{control}", said) for control, said in problems_of(form)]
    return render_desk(desk, None, problems, opened=opened, sent=form), status
