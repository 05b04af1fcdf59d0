"""Hiding a post with a reason and showing it again, for each door that leads back to its page."""

from __future__ import annotations

from datetime import datetime

from flask import abort, flash, request
from flask_babel import gettext as _

from forum.database import transaction
from forum.discussion.actions.moderation import hide_post, show_post
from forum.discussion.models import Post
from forum.discussion.policy import Reader, can_hide_post
from forum.web.forms.hiding import HidingForm


def hide_or_show(reader: Reader, post: Post, now: datetime) -> HidingForm | None:
    """Do what the pressed button says and say so; the form where its reason was refused.

    403 for those who may not hide this post.
    """
    if not can_hide_post(reader, post):
        abort(403)
    if "show" in request.form:
        with transaction() as session:
            show_post(session, reader, post, now=now)
        flash(_("Shown again, with its original time."), "done")
        return None
    form = HidingForm()
    if not form.validate_on_submit():
        return form
    with transaction() as session:
        hide_post(session, reader, post, reason=form.reason.data, now=now)
    flash(_("Hidden. Its author reads your reason."), "done")
    return None
