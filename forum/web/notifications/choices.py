"""What people choose about mail: for each kind at once, by digest, or not at all."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.models import User
from forum.accounts.turns import take_person_turn
from forum.courses.queries import list_memberships
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.actions import choose
from forum.notifications.digests import list_rhythms
from forum.notifications.policy import kinds_told_to
from forum.notifications.queries import get_choices
from forum.notifications.words import NAMES
from forum.outbox.queries import find_last_refusal
from forum.rules.roles import Role
from forum.web.access import signed_in_user
from forum.web.forms.notifications import ChoicesForm, choices_form
from forum.web.limits import limit_edits
from forum.web.links import mail_leaves
from forum.web.notifications.door import blueprint
from forum.web.presentation import hour_of_day
from forum.web.translations import translator


@blueprint.route("/account/notifications", methods=["GET", "POST"])
@limit_edits
def choices() -> ResponseReturnValue:
    """Which mails one gets, and when."""
    user, session = signed_in_user(), db.session()
    form = _form(user)
    if form.validate_on_submit():
        with transaction():
            take_person_turn(session, user.id)
            choose(session, user, form.modes, int(form.hour.data), now=utc_now())
        flash(_("Saved."), "done")
        return redirect(url_for("notifications.choices"), 303)
    page = render_template(
        "notifications/choices.html",
        form=form,
        user=user,
        zone=list_rhythms(session, [user.id])[user.id].zone.key,
        leaves=mail_leaves(),
        refusal=find_last_refusal(session, user.id),
    )
    return page, 422 if form.is_submitted() else 200


def _form(user: User) -> ChoicesForm:
    session, translate = db.session(), translator()
    members = list_memberships(session, user)
    # What admins merely look at tells them nothing.
    viewers = [member.viewer for member in members if member.viewer.role is not Role.ADMIN]
    held = get_choices(session, user.id)
    return choices_form(
        kinds_told_to(viewers),
        {name: translate(said) for name, said in NAMES.items()},
        [hour_of_day(hour) for hour in range(24)],
        held.modes,
        held.hour,
    )
