"""Which ways lead to an account, for site admins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.methods import Methods, MethodsChanged, change_methods, get_methods
from forum.accounts.policy import can_manage_people
from forum.accounts.queries import count_accounts
from forum.activity.actions import record
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.web.access import signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.forms.admin import MethodsForm
from forum.web.limits import limit_edits
from forum.web.links import mail_leaves

blueprint = Blueprint("sign_in_methods", __name__)


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.route("/admin/sign-in", methods=["GET", "POST"])
@needs_confirmation
@limit_edits
def edit() -> ResponseReturnValue:
    """The ways that there are, and whether codes to enrol with make accounts, for which domains."""
    form = MethodsForm()
    if not form.is_submitted():
        form.fill(get_methods(db.session()))
        return _page(form)
    if not form.validate():
        return _page(form), 422
    given, by, now = form.read(), signed_in_user().id, utc_now()
    try:
        with transaction() as session:
            before = change_methods(session, given, seen=form.seen.data or "")
            if before != given:
                record(
                    session,
                    "sign_in_changed",
                    now=now,
                    actor_id=by,
                    before=_said(before),
                    after=_said(given),
                )
    except MethodsChanged:
        form.say_what_changed(get_methods(db.session()))
        return _page(form), 409
    flash(_("Saved. It holds from now on."), "done")
    return redirect(url_for("sign_in_methods.edit"), 303)


def _said(methods: Methods) -> dict[str, Any]:
    """The ways as the log keeps them."""
    return {"codes": methods.codes_make_accounts, "domains": list(methods.code_domains)}


def _page(form: MethodsForm) -> str:
    settings = current_app.config
    return render_template(
        "admin/sign_in.html",
        form=form,
        accounts=count_accounts(db.session()),
        idle_hours=int(settings["SESSION_IDLE"].total_seconds() // 3600),
        most_hours=int(settings["SESSION_ABSOLUTE"].total_seconds() // 3600),
        leaves=mail_leaves(),
    )
