"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from structlog import get_logger

from forum.accounts import actions, passwords, queries
from forum.accounts.policy import can_end_session
from forum.activity.actions import record
from forum.courses.queries import list_memberships
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.digests import move_digest
from forum.web.access import signed_in_user
from forum.web.agents import describe_agent
from forum.web.forms.accounts import ChangePasswordForm, ConfirmForm, ProfileForm, SignInForm
from forum.web.kept import find_carried
from forum.web.known_browser import remember_browser
from forum.web.limits import limit_edits, limit_sign_in, password_failed
from forum.web.sessions import (
    begin_session,
    find_user_session,
    forget_session,
    next_target,
    public,
)

blueprint = Blueprint("accounts", __name__)
log = get_logger("colloquy")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limit_sign_in
def sign_in() -> ResponseReturnValue:
    """Sign in; a form that came too late is carried along and can be sent again afterwards."""
    form = SignInForm()
    if form.validate_on_submit():
        user = actions.authenticate(db.session(), form.email.data, form.password.data)
        if user is not None:
            with transaction():
                begin_session(user, utc_now())
            log.info("authn_login_success", user_id=user.id)
            return _after_password(user.email)
        log.info("authn_login_fail")
        password_failed()
        form.refuse()
    elif current_user.is_authenticated and not form.is_submitted():
        return redirect(next_target())
    page = render_template("accounts/sign_in.html", form=form, carried=find_carried())
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out of this browser, which also forgets the pages it kept."""
    found = find_user_session()
    if found is not None:
        with transaction() as session:
            actions.end_session(session, found, utc_now())
        log.info("session_ended", user_id=found.user_id)
    forget_session()
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/session/token")
@public
def token() -> ResponseReturnValue:
    """Give a page that was open for long the token of now, and say who is signed in."""
    if not current_user.is_authenticated:
        return jsonify(message=gettext("You are signed out.")), 401
    response = jsonify(csrf=generate_csrf(), user=current_user.id)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/account", methods=["GET", "POST"])
@limit_edits
def profile() -> ResponseReturnValue:
    """The name, the time zone and the look of pages."""
    user = signed_in_user()
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        with transaction() as session:
            actions.change_profile(
                session, user, name=form.name.data, zone=form.zone.data, theme=form.theme.data
            )
            move_digest(session, user.id, now=utc_now())
        flash(gettext("Saved."), "done")
        return redirect(url_for("accounts.profile"), 303)
    page = render_template("accounts/profile.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/account/sessions")
def sessions() -> str:
    """Where the person is signed in."""
    absolute = current_app.config["SESSION_ABSOLUTE"]
    found = queries.list_sessions(db.session(), signed_in_user(), utc_now(), absolute)
    here = find_user_session()
    return render_template(
        "accounts/sessions.html",
        sessions=[(row, describe_agent(row.agent), row is here) for row in found],
        now=utc_now(),
    )


@blueprint.post("/account/sessions/<int(max=2147483647):session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign one browser out."""
    found = queries.find_session_of(db.session(), signed_in_user(), session_id)
    if found is None or not can_end_session(signed_in_user(), found):
        abort(404)
    with transaction() as session:
        actions.end_session(session, found, utc_now())
    flash(gettext("That browser is signed out."), "done")
    return redirect(url_for("accounts.sessions"), 303)


@blueprint.post("/account/sessions/end")
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    user, now = signed_in_user(), utc_now()
    with transaction() as session:
        actions.end_sessions(session, user, now)
        record(session, "sessions_ended", now=now, actor_id=user.id)
    forget_session()
    flash(gettext("You are signed out everywhere."), "done")
    response = redirect(url_for("accounts.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.route("/account/password", methods=["GET", "POST"])
@limit_sign_in
def password() -> ResponseReturnValue:
    """Change the password; every other browser is signed out."""
    user = signed_in_user()
    form = ChangePasswordForm(personal=_personal_words())
    if form.validate_on_submit():
        if passwords.is_right(user.password_hash, form.password.data):
            return _change_password(form.new_password.data)
        password_failed()
        form.refuse()
    page = render_template("accounts/password.html", form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/account/confirmation", methods=["GET", "POST"])
@limit_sign_in
def confirm() -> ResponseReturnValue:
    """Ask for the password before pages about other people's accounts."""
    user = signed_in_user()
    form = ConfirmForm()
    if form.validate_on_submit():
        if passwords.is_right(user.password_hash, form.password.data):
            with transaction() as session:
                actions.confirm_session(session, _session_here(), utc_now())
            return _after_password(user.email)
        password_failed()
        form.refuse()
    page = render_template("accounts/confirm.html", form=form, kept=find_carried())
    return page, 422 if form.is_submitted() else 200


def _after_password(email: str) -> Response:
    """Go where the person wanted, or offer the carried form again; nothing sends itself."""
    carried = find_carried()
    if carried is None:
        response = current_app.make_response(redirect(next_target(), 303))
    else:
        page = render_template("accounts/send_again.html", again=carried)
        response = current_app.make_response(page)
    remember_browser(response, email)
    return response


def _change_password(new: str) -> ResponseReturnValue:
    user, now = signed_in_user(), utc_now()
    hashed = passwords.hash_password(new)
    with transaction() as session:
        actions.change_password(session, user, hashed, now, keep_id=_session_here().id)
        record(session, "password_changed", now=now, actor_id=user.id)
    log.info("authn_password_change", user_id=user.id)
    flash(gettext("Your password is changed. Other browsers are signed out."), "done")
    return redirect(url_for("accounts.profile"), 303)


def _personal_words() -> list[str]:
    user = signed_in_user()
    courses = [member.course.code for member in list_memberships(db.session(), user)]
    return [user.name, user.email, "Colloquy", *courses]


def _session_here() -> Any:
    found = find_user_session()
    if found is None:
        abort(401)
    return found
