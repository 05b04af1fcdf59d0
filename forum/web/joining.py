"""Enrolling oneself with a code: for people who are signed in, and for those without an account."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from forum.accounts.methods import get_methods
from forum.courses.actions import AlreadyEnrolled, TakenOut, join_course
from forum.courses.actions.joining import JOINING
from forum.courses.codes import find_code, read_code, written
from forum.courses.models import EnrolmentCode
from forum.courses.queries import find_membership
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.outbox.actions import Work, emit
from forum.web.access import signed_in_user
from forum.web.answers import is_unsafe
from forum.web.forms.joining import CodeForm, NewcomerForm
from forum.web.limits import limit_codes, limit_edits, limit_links
from forum.web.links import mail_leaves
from forum.web.sessions import public, refuse_signed_out

blueprint = Blueprint("joining", __name__)


@blueprint.route("/join", methods=["GET", "POST"])
@public
@limit_codes
def enter() -> ResponseReturnValue:
    """Type the code."""
    form = CodeForm()
    if not form.validate_on_submit():
        page = render_template("joining/enter.html", form=form)
        return page, 422 if form.is_submitted() else 200
    if find_code(db.session(), form.code.data, utc_now()) is None:
        return _unknown(form)
    return redirect(url_for("joining.show", code=written(read_code(form.code.data))), 303)


@blueprint.route("/join/<code>", methods=["GET", "POST"])
@public
@limit_codes
@limit_edits
def show(code: str) -> ResponseReturnValue:
    """The course that a code leads to, and how to come in; who is signed in joins by a POST."""
    found = find_code(db.session(), code, utc_now())
    if found is None:
        return _unknown(CodeForm(formdata=None, data={"code": code[:20]}))
    if not is_unsafe():
        return _page(found, NewcomerForm(formdata=None))
    return _join(found) if current_user.is_authenticated else refuse_signed_out()


def no_accounts_sentence() -> str:
    """What somebody without an account is told where codes make none."""
    return _("No account is made with a code here. Ask your instructor for an invitation.")


def _join(found: EnrolmentCode) -> ResponseReturnValue:
    """Enrol whoever is signed in."""
    user, slug = signed_in_user(), found.course.slug
    try:
        with transaction() as session:
            join_course(session, found, user, utc_now())
    except AlreadyEnrolled:
        flash(_("You are in this course already."), "info")
    except TakenOut:
        sentence = _("You were in this course before. Ask its instructor to take you in again.")
        abort(403, description=sentence)
    else:
        flash(_("You are in the course."), "done")
    return redirect(url_for("courses.show", slug=slug), 303)


@blueprint.post("/join/<code>/account")
@public
@limit_codes
@limit_links
def newcomer(code: str) -> ResponseReturnValue:
    """Ask for an account. The answer is the same for every address; a mail says how it goes on."""
    now = utc_now()
    found = find_code(db.session(), code, now)
    if found is None:
        return _unknown(CodeForm(formdata=None, data={"code": code[:20]}))
    methods = get_methods(db.session())
    if not methods.codes_make_accounts:
        abort(403, description=no_accounts_sentence())
    form = NewcomerForm()
    form.takes_domains_of(methods)
    if not form.validate():
        return _page(found, form), 422
    asked = {"code_id": found.id, "email": form.email.data, "name": form.name.data}
    with transaction() as session:
        emit(session, [Work(JOINING, f"joining:{uuid4().hex}", asked)], now=now)
    return render_template(
        "joining/sent.html", email=form.email.data, course=found.course, leaves=mail_leaves()
    )


def _unknown(form: CodeForm) -> ResponseReturnValue:
    sentence = _("No course takes people in with this code. Check it, or ask your instructor.")
    form.code.errors = [sentence]
    return render_template("joining/enter.html", form=form), 404


def _page(found: EnrolmentCode, form: NewcomerForm) -> str:
    course, member = found.course, None
    if current_user.is_authenticated:
        member = find_membership(db.session(), course.slug, signed_in_user())
    return render_template(
        "joining/show.html",
        code=written(found.code),
        joins=course,
        form=form,
        is_member=member,
        methods=get_methods(db.session()),
        no_accounts=no_accounts_sentence(),
    )
