"""What admins do with the site itself, as the log says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from forum.web.translations import lazy_gettext as _l

VERBS = {
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


def _said(what: Any, before: Any, after: Any) -> str:
    return _("%(what)s: %(after)s, before %(before)s", what=what, after=after, before=before)


#: How a line of the log says from what to what; the words of the other lines come first.
CHANGES: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "term_changed": _term,
    "term_created": _name,
    "term_deleted": _name,
}
