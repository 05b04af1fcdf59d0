"""Pages about other people's accounts ask for the password once more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext

from forum.web.answers import is_unsafe, wants_json
from forum.web.forms.accounts import ConfirmForm
from forum.web.kept import find_kept
from forum.web.sessions import confirmed_recently

View = TypeVar("View", bound=Callable[..., Any])


def needs_confirmation(view: View) -> View:
    """Ask for the password where it was not given in the last ten minutes.

    A page leads to the question and back; a form that arrives too late keeps its text and can be
    sent again after the answer (403).
    """

    @wraps(view)
    def confirmed(*args: Any, **kwargs: Any) -> Any:
        if confirmed_recently():
            return view(*args, **kwargs)
        if wants_json():
            abort(403, description=gettext("Confirm your password first."))
        if is_unsafe():
            form = ConfirmForm(formdata=None)
            return render_template("accounts/confirm.html", form=form, kept=find_kept()), 403
        return redirect(url_for("accounts.confirm", next=request.full_path.removesuffix("?")))

    return confirmed  # type: ignore[return-value]
