"""What is done with a course's sites, as the log says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from forum.web.translations import lazy_gettext as _l

VERBS = {
    "prompt_sites_set": _l("changed the listed sites"),
    "site_added": _l("added a site"),
    "site_alias_added": _l("added another name of a site"),
    "site_alias_removed": _l("took away another name of a site"),
    "site_answered": _l("said whether two sites are one"),
    "site_approved": _l("approved a site"),
    "site_proposed": _l("brought a site of their own"),
    "site_renamed": _l("renamed a site"),
    "sites_merged": _l("merged two sites"),
    "sites_split": _l("split a site off another"),
}


def _name(_words: Any, detail: Mapping[str, Any]) -> str:
    return str(detail.get("name", ""))


def _renamed(_words: Any, detail: Mapping[str, Any]) -> str:
    return _("from “%(before)s” to “%(after)s”", before=detail["before"], after=detail["after"])


def _merged(_words: Any, detail: Mapping[str, Any]) -> str:
    return _("“%(before)s” into “%(after)s”", before=detail["before"], after=detail["after"])


def _split(_words: Any, detail: Mapping[str, Any]) -> str:
    return _("“%(after)s” off “%(before)s”", before=detail["before"], after=detail["after"])


def _answered(_words: Any, detail: Mapping[str, Any]) -> str:
    typed, site = detail["typed"], detail["name"]
    if detail["same"]:
        return _("%(typed)s is “%(site)s”", typed=typed, site=site)
    return _("%(typed)s is not “%(site)s”", typed=typed, site=site)


#: How a line of the log says from what to what; the words of the other lines come first.
CHANGES: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "site_added": _name,
    "site_alias_added": _name,
    "site_alias_removed": _name,
    "site_answered": _answered,
    "site_proposed": _name,
    "site_renamed": _renamed,
    "sites_merged": _merged,
    "sites_split": _split,
}
