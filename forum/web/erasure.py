"""Erasing a person, after what goes was shown and the address typed; and whose time is over."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.admins import LastAdmin
from forum.accounts.models import User
from forum.accounts.policy import can_manage_people
from forum.database import transaction, utc_now
from forum.erasure.actions import ErasedAlready, erase_person
from forum.erasure.policy import can_erase
from forum.erasure.queries import plan_retention, preview_erasure
from forum.extensions import db
from forum.rules.retention import first_day_kept
from forum.web.access import signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.forms.admin import ErasureForm
from forum.web.limits import limit_edits

blueprint = Blueprint("erasure", __name__)

PATH = "/admin/people/<int(max=2147483647):user_id>/erasure"


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.get(PATH)
@needs_confirmation
def show(user_id: int) -> ResponseReturnValue:
    """What would go, what would stay, and what nobody changes."""
    return _page(_load(user_id), ErasureForm(formdata=None))


@blueprint.post(PATH)
@needs_confirmation
@limit_edits
def erase(user_id: int) -> ResponseReturnValue:
    """Erase the person whose address was typed."""
    person = _load(user_id)
    form = ErasureForm()
    form.asks_for(person.email)
    if not form.validate():
        return _page(person, form), 422
    label, by, now = _("Former participant"), signed_in_user().id, utc_now()
    try:
        with transaction() as session:
            row = erase_person(session, person, label=label, by=by, now=now)
    except LastAdmin:
        abort(409, description=_("Somebody must be left to administer the site."))
    except ErasedAlready:
        abort(409, description=_("This person has been erased already."))
    flash(_("Erased. What stays stands under %(name)s.", name=row.pseudonym), "done")
    return redirect(url_for("admin.people"), 303)


@blueprint.get("/admin/retention")
def retention() -> ResponseReturnValue:
    """Whose time is over, in numbers; it is carried out by the operator's command."""
    years = current_app.config["RETENTION_YEARS"]
    since = first_day_kept(utc_now().date(), years)
    past, people = plan_retention(db.session(), since) if years else ([], [])
    return render_template(
        "erasure/retention.html", years=years, since=since, past=past, people=len(people)
    )


def _load(user_id: int) -> User:
    """Somebody whom this admin may erase."""
    person = db.session().get(User, user_id)
    if person is None:
        abort(404)
    if person.is_erased:
        abort(409, description=_("This person has been erased already."))
    if not can_erase(signed_in_user(), person):
        abort(403, description=_("Nobody erases their own account; ask another admin."))
    return person


def _page(person: User, form: ErasureForm) -> str:
    return render_template(
        "erasure/show.html",
        person=person,
        preview=preview_erasure(db.session(), person),
        form=form,
    )
