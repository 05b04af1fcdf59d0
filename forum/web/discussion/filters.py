"""What the discussion's templates say with stored data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from forum.discussion.actions.writing import count_own_words
from forum.markup import SafeHtml
from forum.rules.citations import Reference, format_reference
from forum.rules.text import count_words
from forum.web.discussion.door import blueprint
from forum.web.translations import lazy_gettext as _

blueprint.app_template_filter("count_words")(count_words)
blueprint.app_template_filter("count_own_words")(count_own_words)


@blueprint.app_template_filter("stored_html")
def stored_html(column: str) -> SafeHtml:
    """A column that only ever holds what ``render_markdown`` returned."""
    return SafeHtml(column)


@blueprint.app_template_filter("reference")
def reference(row: Mapping[str, Any]) -> Markup:
    """A reference row as it is shown: authors, year, title in italics, source, linked address."""
    shown = Markup("")
    for part in format_reference(Reference.from_row(row)):
        text = escape(part.text)
        if part.href:
            text = Markup('<a href="{}" rel="nofollow ugc noopener noreferrer">{}</a>').format(
                part.href, part.text
            )
        shown += Markup("<cite>{}</cite>").format(text) if part.is_italic else text
    return shown


_REQUIREMENTS: dict[str, Any] = {
    "initial_post": _("Initial post"),
    "choice": _("Names a site"),
    "parts": _("Parts"),
    "references": _("References"),
    "responses": _("Responses that count"),
    "active_days": _("Days with something written"),
    "answer_back": _("Answers to those who wrote"),
}


_CHECKS: dict[str, Any] = {
    "sites": _("The site"),
    "citations": _("Citations and references"),
    "overlap": _("Passages shared with other posts"),
}


@blueprint.app_template_filter("check")
def check(name: str) -> str:
    """What a check of the text is called."""
    return str(_CHECKS.get(name, name))


@blueprint.app_template_filter("requirement")
def requirement(name: str) -> str:
    """What a requirement is called."""
    return str(_REQUIREMENTS.get(name, name))
