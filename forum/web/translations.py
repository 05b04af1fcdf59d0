"""Sentences in the reader's language, looked up once a request instead of once a sentence.

Flask-Babel asks for the locale at every sentence; a page of a class says six hundred.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_domain
from markupsafe import Markup


class Sentence(Markup):
    """A sentence of our own catalogues: what people typed comes in as a value, escaped."""

    __slots__ = ()


def init_translations(app: Flask) -> None:
    """Let templates say ``_`` and ``ngettext`` by way of the request's translations."""
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)


def translator() -> Callable[[str], str]:
    """Translates sentences into the language of this request; for the rules."""
    found: Callable[[str], str] = _translations().gettext
    return found


def say(message: str, **values: Any) -> Sentence:
    """A sentence for a page; values are escaped as they are put in."""
    if not values:
        return _plain(_translations(), message)
    return Sentence(_translations().gettext(message)) % values


def say_number(one: str, many: str, num: int, **values: Any) -> Sentence:
    """A sentence about a number, which is ``num`` in it."""
    return Sentence(_translations().ngettext(one, many, num)) % {"num": num, **values}


def forget_language() -> None:
    """Look the language up again; where it is changed within a request."""
    g.pop("translations", None)


def _translations() -> NullTranslations:
    found: NullTranslations | None = g.get("translations")
    if found is None:
        found = g.translations = get_domain().get_translations()
    return found


@lru_cache(maxsize=4096)
def _plain(translations: NullTranslations, message: str) -> Sentence:
    # The same as with values, so that a per cent sign is always written twice.
    return Sentence(translations.gettext(message)) % {}
