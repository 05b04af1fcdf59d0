"""Carrying out what the preview showed, or letting it be."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.courses.imports.actions import (
    ImportOver,
    NotConfirmed,
    RosterChanged,
    ask_for_import,
    cancel_import,
)
from forum.courses.imports.models import PREVIEW
from forum.database import transaction, utc_now
from forum.web.forms.roster import ApplyForm
from forum.web.limits import limit_edits
from forum.web.roster.door import ONE, blueprint, load_import
from forum.web.roster.looking import show_preview


@blueprint.post(f"{ONE}/application")
@limit_edits
def apply(slug: str, import_id: int) -> ResponseReturnValue:
    """Carry it out: all of it or nothing, and only as the page showed it."""
    place, made = load_import(slug, import_id)
    on = redirect(url_for("roster.show", slug=slug, import_id=import_id), 303)
    if made.state != PREVIEW:
        return on
    form = ApplyForm()
    form.validate()
    try:
        with transaction() as session:
            ask_for_import(
                session,
                place.course,
                made,
                seen=form.seen.data or "",
                ends_missing=form.ends_missing.data,
                typed=form.number.data or "",
                by=place.viewer.user_id,
                now=utc_now(),
            )
    except RosterChanged:
        flash(_("The roster changed in the meantime. This is what would happen now."), "late")
        return show_preview(*load_import(slug, import_id), ApplyForm(formdata=None)), 409
    except NotConfirmed as refusal:
        form.number.errors = [
            ngettext(
                "%(num)d membership would end. Type this number if you mean it.",
                "%(num)d memberships would end. Type this number if you mean it.",
                refusal.number,
            )
        ]
        return show_preview(*load_import(slug, import_id), form), 422
    except ImportOver:
        pass  # a second click: the page says what came of the first
    return on


@blueprint.post(f"{ONE}/cancellation")
@limit_edits
def cancel(slug: str, import_id: int) -> ResponseReturnValue:
    """Let it be; what the file said is forgotten."""
    _place, made = load_import(slug, import_id)
    try:
        with transaction() as session:
            cancel_import(session, made, now=utc_now())
    except ImportOver:
        return redirect(url_for("roster.show", slug=slug, import_id=import_id), 303)
    flash(_("Cancelled. Nothing was changed."), "done")
    return redirect(url_for("roster.index", slug=slug), 303)
