"""Where letters are written and posted: addresses, templates, signatures, the transport."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import getaddresses
from hashlib import blake2b
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, url_for
from flask_babel import get_domain, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

import config
from forum.accounts.models import User
from forum.courses.models import Course
from forum.jobs.job import Hopeless, Job
from forum.mail import (
    AddressUnusable,
    Letter,
    MailRefused,
    Sender,
    Transport,
    address_of,
    build_message,
    transport_from,
)
from forum.notifications.tokens import Stop, sign_stop
from forum.notifications.words import Words


def init_app(app: Flask) -> None:
    """Give the application the way its mail leaves, and templates in which no value may be missing:
    that is an error for the admins, not a gap in somebody's mail.

    Raises config.ConfigurationError for an address that mails cannot come from.
    """
    app.extensions["mail"] = transport_from(app.config)
    app.extensions["mail_sender"] = _sender_of(app.config["MAIL_FROM"])
    app.extensions["letters"] = app.jinja_env.overlay(undefined=StrictUndefined)


@contextmanager
def at_the_desk() -> Iterator[None]:
    """Write as the site: links lead to its public address, in the installation's language."""
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        yield


def words() -> Words:
    """Sentences in the installation's language, with times as pages say them."""
    filters = current_app.jinja_env.filters
    return Words(translate=translate, clock=filters["clock"], city=filters["city"])


def translate(sentence: str) -> str:
    """A sentence in the installation's language."""
    return str(get_domain().get_translations().gettext(sentence))


def render(name: str, **values: Any) -> tuple[str, str]:
    """The plain text and the HTML of a letter. Raises jinja2.UndefinedError for a missing value."""
    environment: Environment = current_app.extensions["letters"]
    plain = {"_": gettext, "ngettext": ngettext}  # those of pages escape what is put into them
    text = environment.get_template(f"email/{name}.txt").render(**plain, **values)
    style = _style(environment)
    html = environment.get_template(f"email/{name}.html").render(style=style, **values)
    return text.strip() + "\n", html


def write(
    job: Job,
    user: User,
    subject: str,
    template: str,
    *,
    course: Course | None = None,
    thread: str = "",
    stops: str = "",
    **values: Any,
) -> Letter:
    """A letter to a person. ``thread`` makes mail programs put letters of one matter together;
    ``stops`` is the kind that its link ends, none for letters one cannot do without.
    """
    stop_url = _stop_url(user, stops) if stops else ""
    choices_url = url_for("notifications.choices", _external=True)
    text, html = render(
        template,
        subject=subject,
        user=user,
        stop_url=stop_url,
        choices_url=choices_url,
        **values,
    )
    root = f"{thread}.{user.id}@{_host()}" if thread else ""
    return Letter(
        to_address=user.email,
        to_name=user.name,
        subject=f"[{course.code}] {subject}" if course else subject,
        text=text,
        html=html,
        message_id=_message_id(job),
        in_reply_to=root,
        references=(root,) if root else (),
        list_id=f"{course.slug}.{_host()}" if course else "",
        list_name=course.title if course else "",
        unsubscribe_url=stop_url,
        reason=str(values.get("reason", "")),
    )


def post(letter: Letter, now: datetime) -> None:
    """Hand a letter over. Raises Hopeless where the address or the mail is refused for good, and
    MailDelayed where another attempt may help.
    """
    sender: Sender = current_app.extensions["mail_sender"]
    transport: Transport = current_app.extensions["mail"]
    try:
        transport.send(build_message(letter, sender, date=now))
    except AddressUnusable as error:
        raise Hopeless("The receiver's address cannot be written to.") from error
    except MailRefused as error:
        raise Hopeless(error.reason_for_admins) from error


def signing_keys() -> list[str]:
    """The keys that sign, the one in use last."""
    settings = current_app.config
    return [*settings["SECRET_KEY_FALLBACKS"], settings["SECRET_KEY"]]


def _style(environment: Environment) -> Markup:
    """The style sheet of every mail: a template without values, so that it needs no escaping."""
    rules = environment.get_template("email/style.css").module
    return Markup("<style>\n{}\n</style>").format(rules)


def _sender_of(given: str) -> Sender:
    """MAIL_FROM as an address, or as a name with an address in angle brackets."""
    found = getaddresses([given])
    try:
        (name, address) = found[0] if len(found) == 1 and given.isprintable() else ("", "")
        return Sender(address_of(address, "").addr_spec, name or Sender.name)
    except AddressUnusable as error:
        said = f"MAIL_FROM is no address that mails can come from: {given!r}."
        raise config.ConfigurationError(said) from error


def _stop_url(user: User, kind: str) -> str:
    token = sign_stop(signing_keys(), Stop(user.id, kind))
    return url_for("notifications.stop", token=token, _external=True)


def _message_id(job: Job) -> str:
    """The same for every attempt, so that a mail that arrives twice is known to be one."""
    key = current_app.config["SECRET_KEY"].encode()
    digest = blake2b(job.claim.key.encode(), digest_size=10, key=key[:64]).hexdigest()
    return f"{job.claim.id}.{digest}@{_host()}"


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"
