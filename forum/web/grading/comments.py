"""The page of the comment bank: a grader's own comments and the course's."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.bank.actions import (
    delete_comment,
    edit_comment,
    keep_comment,
    share_comment,
    unshare_comment,
)
from forum.grading.bank.models import BankComment
from forum.grading.bank.policy import can_change_comment
from forum.grading.bank.queries import find_comment, list_bank
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.forms.grading import CommentForm
from forum.web.grading.door import blueprint
from forum.web.limits import limit_grading

BANK = "/c/<slug>/comments"
COMMENT = f"{BANK}/<int(max=2147483647):comment_id>"


@blueprint.route(BANK, methods=["GET", "POST"])
@limit_grading
def comments(slug: str) -> ResponseReturnValue:
    """The comments this grader has; a new one is added here."""
    place = _graded(slug)
    form = CommentForm()
    if not form.validate_on_submit():
        return _list(place, form), 422 if form.is_submitted() else 200
    _keep(place, form)
    flash(_("The comment is kept."), "done")
    return redirect(url_for("grading.comments", slug=slug), 303)


@blueprint.post(f"{BANK}/selections")
@limit_grading
def keep_selection(slug: str) -> ResponseReturnValue:
    """Keep what was selected in a comment box, for the script; the answer is JSON."""
    place = _graded(slug)
    form = CommentForm()
    if not form.validate():
        return jsonify(message=" ".join(str(said) for said in form.text.errors)), 422
    _keep(place, form)
    return jsonify(message=_("Kept as a comment of yours."))


@blueprint.route(f"{COMMENT}/text", methods=["GET", "POST"])
@limit_grading
def edit_kept(slug: str, comment_id: int) -> ResponseReturnValue:
    """Give a kept comment other words; comments already given stay as they are."""
    place, comment = _load(slug, comment_id)
    form = CommentForm(data={"text": comment.text})
    if not form.validate_on_submit():
        page = render_template("grading/comment.html", place=place, comment=comment, form=form)
        return page, 422 if form.is_submitted() else 200
    with transaction() as session:
        edit_comment(session, place.viewer, comment, form.text.data or "", now=utc_now())
    return _done(slug, _("Changed. Comments already given stay as they are."))


@blueprint.post(f"{COMMENT}/sharing")
@limit_grading
def share_kept(slug: str, comment_id: int) -> ResponseReturnValue:
    """Let everybody who grades in the course have the comment."""
    said = _("Everybody who grades in this course has the comment now.")
    return _change(slug, comment_id, share_comment, said)


@blueprint.post(f"{COMMENT}/unsharing")
@limit_grading
def unshare_kept(slug: str, comment_id: int) -> ResponseReturnValue:
    """Make a comment of the course its owner's alone again."""
    said = _("The comment is its owner's alone again.")
    return _change(slug, comment_id, unshare_comment, said)


@blueprint.post(f"{COMMENT}/deletion")
@limit_grading
def delete_kept(slug: str, comment_id: int) -> ResponseReturnValue:
    """Take a comment out of the bank."""
    said = _("Deleted. Where it was given, it stays.")
    return _change(slug, comment_id, delete_comment, said)


def _graded(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.GRADE)
    return place


def _load(slug: str, comment_id: int) -> tuple[Place, BankComment]:
    """A comment the grader may change: 404 for a colleague's own, 403 for the course's."""
    place = _graded(slug)
    comment = find_comment(db.session(), place.viewer, place.course.id, comment_id)
    if comment is None:
        abort(404)
    if not can_change_comment(place.viewer, comment):
        abort(403, description=_("This comment is changed by its owner or an instructor."))
    return place, comment


def _change(
    slug: str, comment_id: int, write: Callable[..., None], said: str
) -> ResponseReturnValue:
    """Do something to one comment, and say that it is done."""
    place, comment = _load(slug, comment_id)
    with transaction() as session:
        write(session, place.viewer, comment, now=utc_now())
    return _done(slug, said)


def _keep(place: Place, form: CommentForm) -> None:
    with transaction() as session:
        keep_comment(session, place.viewer, place.course.id, form.text.data or "", now=utc_now())


def _done(slug: str, said: str) -> ResponseReturnValue:
    flash(said, "done")
    return redirect(url_for("grading.comments", slug=slug), 303)


def _list(place: Place, form: CommentForm) -> str:
    entries = list_bank(db.session(), place.viewer, place.course.id)
    return render_template("grading/comments.html", place=place, entries=entries, form=form)
