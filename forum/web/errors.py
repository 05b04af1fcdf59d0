"""Answers to what went wrong: plain words, what to do next, nothing typed is lost."""

from __future__ import annotations

from http import HTTPStatus
from math import ceil
from typing import Any

from flask import Flask, Request, current_app, g, jsonify, render_template, request
from flask.wrappers import Response
from flask_babel import gettext, ngettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from structlog import get_logger
from werkzeug.exceptions import Conflict, HTTPException, InternalServerError

from forum.database import is_clash, utc_now
from forum.extensions import limiter
from forum.frames import frames
from forum.web.answers import wants_json
from forum.web.forms.accounts import SignInForm
from forum.web.kept import Kept, find_kept
from forum.web.outage import OutageGuard, is_outage
from forum.web.presentation import render_bare
from forum.web.security import add_headers

#: Seconds after which the database is worth another try.
RETRY_AFTER = 10
_PAGES = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429})
# Sending the same again makes sense once the person has signed in, waited or renewed the page.
_AGAIN = frozenset({400, 401, 429, 500, 503})
log = get_logger("colloquy")


def init_errors(app: Flask) -> None:
    """Answer every error with a page, or with JSON where a script asked."""
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(InternalServerError, _fail)
    app.register_error_handler(SQLAlchemyError, _database_failed)
    app.wsgi_app = OutageGuard(app, _outage_page)  # type: ignore[method-assign]


def _refuse(error: HTTPException) -> Any:
    """Answer 4xx with its page and the text that was typed."""
    if error.response is not None:
        return error.response
    code = error.code or 500
    wait = _seconds_to_wait(code)
    if wants_json():
        response = jsonify(_facts(error, wait))
        response.status_code = _json_status(error)
    elif code >= 500:
        page = _bare("errors/503.html", find_kept(), request)
        response = current_app.make_response((page, code))
    else:
        response = current_app.make_response((_page(error, wait), code))
    _add_own_headers(response, error, wait)
    return response


def _page(error: HTTPException, wait: int) -> str:
    code = error.code if error.code in _PAGES else 400
    kept = None if getattr(error, "is_foreign", False) else find_kept()
    return render_template(
        f"errors/{code}.html",
        message=_message(error),
        kept=kept.texts if kept else None,
        again=kept if kept and code in _AGAIN else None,
        form=SignInForm(formdata=None) if code == HTTPStatus.UNAUTHORIZED else None,
        wait=_wait_sentence(wait),
    )


def _fail(error: InternalServerError) -> Any:
    """Answer 500 without the database and without the reader's account; log where it happened."""
    original = error.original_exception
    log.error("failure", kind=type(original or error).__name__, at=frames(original or error))
    if wants_json():
        sentence = gettext("Something went wrong on our side.")
        return jsonify(message=sentence, request_id=g.get("request_id")), 500
    return _bare("errors/500.html", find_kept(), request), 500


def _database_failed(error: SQLAlchemyError) -> Any:
    """Answer 503 where the database is out of order, and 409 where two people did the same at the
    same moment; our own mistakes stay mistakes.
    """
    if is_clash(error):
        log.warning("clash", at=frames(error))
        return _refuse(Conflict())
    if not is_outage(error):
        raise error
    log.error("database_outage", kind=type(error).__name__)
    if wants_json():
        response = jsonify(message=_outage_sentence(), retry_after=RETRY_AFTER)
    else:
        response = current_app.make_response(_bare("errors/503.html", find_kept(), request))
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _outage_page(asked: Request) -> Response:
    """The 503 for a request that failed while it was being put away; its context is gone."""
    log.error("database_outage_after_answer")
    response = current_app.response_class(
        _bare("errors/503.html", find_kept(asked), asked), 503, mimetype="text/html"
    )
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return add_headers(response, asked)


def _bare(template: str, kept: Kept | None, asked: Request) -> str:
    return render_bare(
        template,
        request_id=asked.environ.get("colloquy.request_id", ""),
        kept=kept.texts if kept else None,
        again=kept,
        again_token=asked.form.get("csrf_token", "") if kept else "",
    )


def _facts(error: HTTPException, wait: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"message": _message(error) or _sentence(error.code or 400)}
    if wait:
        facts["retry_after"] = wait
    return facts


def _json_status(error: HTTPException) -> int:
    """Scripts fetch a new token after 403; a page says 400, where the form can be sent again."""
    return 403 if isinstance(error, CSRFError) else error.code or 400


def _message(error: HTTPException) -> str:
    """The sentence of the door that refused; werkzeug's own descriptions are not ours."""
    if isinstance(error, CSRFError) or error.code == 429:
        return ""
    is_own = error.description != type(error).description
    return str(error.description) if is_own and error.description else ""


def _sentence(code: int) -> str:
    """What is said to a script that got no sentence from the door."""
    sentences = {
        400: gettext("This form had been open for too long. Load the page again."),
        401: gettext("You are signed out."),
        403: gettext("This is not open to you."),
        404: gettext("There is nothing here for you to see."),
        409: gettext("This has changed in the meantime."),
        413: gettext("That is too much at once."),
        429: gettext("That was very quick. Please pause."),
    }
    return sentences.get(code) or gettext("That did not work.")


def _outage_sentence() -> str:
    return gettext("The forum is out of order for a short while. Nothing was changed.")


def _seconds_to_wait(code: int) -> int:
    """Seconds until the limit that was reached opens again."""
    reached = limiter.current_limit if code == HTTPStatus.TOO_MANY_REQUESTS else None
    if reached is None:
        return 0
    return max(1, ceil(reached.reset_at - utc_now().timestamp()))


def _wait_sentence(seconds: int) -> str:
    if not seconds:
        return ""
    if seconds < 60:
        return ngettext("Try again in %(num)d second.", "Try again in %(num)d seconds.", seconds)
    minutes = (seconds + 54) // 60  # up, but a second or two over is not another minute
    return ngettext("Try again in %(num)d minute.", "Try again in %(num)d minutes.", minutes)


def _add_own_headers(response: Response, error: HTTPException, wait: int) -> None:
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    if wait:
        response.headers["Retry-After"] = str(wait)
