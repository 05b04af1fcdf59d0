"""What admins do with the site itself, as the log says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from forum.web.translations import lazy_gettext as _l

VERBS = {
    "password_link_sent": _l("sent a person a link to set a password"),
    "person_signed_out": _l("signed a person out everywhere"),
    "sign_in_changed": _l("changed which ways lead to an account"),
    "term_changed": _l("changed a term"),
    "term_deleted": _l("deleted a term"),
}


def _name(_words: Any, detail: Mapping[str, Any]) -> str:
    return str(detail.get("name", ""))


def _term(_words: Any, detail: Mapping[str, Any]) -> str:
    """Which term, and what of it is another now, after and before."""
    before, after = detail["before"], detail["after"]
    said = [str(before["name"])]
    for key, label in (
        ("name", _l("Name")),
        ("starts_on", _l("First day")),
        ("ends_on", _l("Last day")),
    ):
        if before[key] != after[key]:
            said.append(_said(label, before[key], after[key]))
    return "; ".join(said)


def _methods(_words: Any, detail: Mapping[str, Any]) -> str:
    """What a code to enrol with does, after and before."""
    before, after = detail["before"], detail["after"]
    said = []
    if before["codes"] != after["codes"]:
        on_off = [str(_l("on") if side["codes"] else _l("off")) for side in (before, after)]
        said.append(_said(_l("Accounts by a code"), *on_off))
    if before["domains"] != after["domains"]:
        names = [", ".join(side["domains"]) or str(_l("any")) for side in (before, after)]
        said.append(_said(_l("Domains"), *names))
    return "; ".join(said)


def _said(what: Any, before: Any, after: Any) -> str:
    return _("%(what)s: %(after)s, before %(before)s", what=what, after=after, before=before)


#: How a line of the log says from what to what; the words of the other lines come first.
CHANGES: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "sign_in_changed": _methods,
    "term_changed": _term,
    "term_created": _name,
    "term_deleted": _name,
}
