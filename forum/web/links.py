"""One-use links: forgotten passwords and invitations."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from structlog import get_logger

from forum.accounts import actions, passwords, queries
from forum.accounts.models import Ticket, User
from forum.activity.actions import record
from forum.courses.actions import admit
from forum.courses.queries import list_memberships
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.outbox.actions import Work, emit
from forum.web.forms.accounts import NewPasswordForm, ResetRequestForm
from forum.web.limits import limit_links, limit_sign_in
from forum.web.sessions import forget_session, public

blueprint = Blueprint("links", __name__)
log = get_logger("colloquy")


@blueprint.route("/password/reset", methods=["GET", "POST"])
@public
@limit_links
def request_reset() -> ResponseReturnValue:
    """Ask for a link to set a new password. The answer is the same for every address."""
    form = ResetRequestForm()
    if not form.validate_on_submit():
        page = render_template("accounts/reset_request.html", form=form)
        return page, 422 if form.is_submitted() else 200
    # The worker finds out whether there is an account: here every address takes the same time.
    with transaction() as session:
        work = Work(actions.RESET, f"reset:{uuid4().hex}", {"email": form.email.data})
        emit(session, [work], now=utc_now())
    return render_template("accounts/reset_sent.html", email=form.email.data, leaves=mail_leaves())


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@public
@limit_sign_in
def reset(token: str) -> ResponseReturnValue:
    """Set a new password by a link."""
    return _set_password(token, actions.RESET)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limit_sign_in
def invitation(token: str) -> ResponseReturnValue:
    """Set the first password by a link."""
    return _set_password(token, actions.INVITATION)


def mail_leaves() -> bool:
    """Whether mails go to people, and not into a folder of the operator's."""
    return bool(current_app.config["SMTP_HOST"])


def link_to_hand_over(token: str) -> str:
    """The address of an invitation, for an installation whose mails reach nobody by themselves."""
    path = url_for("links.invitation", token=token)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _set_password(token: str, purpose: str) -> ResponseReturnValue:
    ticket = queries.find_ticket(db.session(), token, purpose, utc_now())
    if ticket is None:
        return render_template("accounts/link_over.html", purpose=purpose), 404
    form = NewPasswordForm(personal=_personal_words(ticket.user))
    if not form.validate_on_submit():
        page = render_template(
            "accounts/set_password.html", form=form, purpose=purpose, user=ticket.user
        )
        return page, 422 if form.is_submitted() else 200
    return _use(ticket, passwords.hash_password(form.new_password.data))


def _use(ticket: Ticket, password_hash: str) -> ResponseReturnValue:
    now = utc_now()
    try:
        with transaction() as session:
            actions.use_ticket(session, ticket, password_hash, now)
            record(session, "password_set_by_link", now=now, actor_id=ticket.user_id)
            admitted = [course.code for course in admit(session, ticket.user, now)]
    except actions.TicketUsedError:
        return render_template("accounts/link_over.html", purpose=ticket.purpose), 404
    log.info("authn_password_change", user_id=ticket.user_id)
    forget_session()
    flash(gettext("Your password is set. Sign in with it."), "done")
    for code in admitted:
        flash(gettext("You are in %(code)s.", code=code), "done")
    return redirect(url_for("accounts.sign_in"), 303)


def _personal_words(user: User) -> list[str]:
    courses = [member.course.code for member in list_memberships(db.session(), user)]
    return [user.name, user.email, "Colloquy", *courses]
