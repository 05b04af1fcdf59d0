"""Sentences in the reader's language, looked up once a request instead of once a sentence.

Flask-Babel asks for the locale at every sentence; a page of a class says six hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import get_domain, get_locale
from flask_babel.speaklater import LazyString
from markupsafe import Markup

#: Where there is no application, as when a module is loaded.
_UNTRANSLATED = NullTranslations()


class Sentence(Markup):
    """A sentence of our own catalogues: what people typed comes in as a value, escaped."""

    __slots__ = ()


class Later(LazyString):
    """A sentence that is said in the language of the request in which it is shown."""

    def __init__(self, message: str, values: Mapping[str, Any]) -> None:
        self._message = message
        self._values = values

    def __str__(self) -> str:
        said: str = current_translations().gettext(self._message)
        return said % self._values if self._values else said

    # Jinja asks each printed value for this one.
    __html__ = __str__


def lazy_gettext(message: str, **values: Any) -> Any:
    """Flask-Babel's ``lazy_gettext``, for tables of words: the language is found once a request.

    Outside of an application there is no language, and the sentence is as it was written.
    """
    return Later(message, values)


def init_translations(app: Flask) -> None:
    """Let templates say ``_`` and ``ngettext`` by way of the request's translations."""
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_number)


def translator() -> Callable[[str], str]:
    """Translates sentences into the language of this request; for the rules."""
    found: Callable[[str], str] = current_translations().gettext
    return found


def say(message: str, **values: Any) -> Sentence:
    """A sentence for a page; values are escaped as they are put in."""
    if not values:
        return _plain(current_translations(), message)
    return Sentence(current_translations().gettext(message)) % values


def say_number(one: str, many: str, num: int, **values: Any) -> Sentence:
    """A sentence about a number, which is ``num`` in it."""
    return Sentence(current_translations().ngettext(one, many, num)) % {"num": num, **values}


def forget_language() -> None:
    """Look the language up again; where it is changed within a request."""
    g.pop("translations", None)
    g.pop("language", None)


def current_language() -> str:
    """The code of this request's language, "en" or "pt_BR", found once a request."""
    try:
        found: str | None = g.get("language")
    except RuntimeError:
        return str(get_locale() or "en")
    if found is None:
        found = g.language = str(get_locale() or "en")
    return found


def current_translations() -> NullTranslations:
    """The catalogue of this request's language, found once a request."""
    try:
        found: NullTranslations | None = g.get("translations")
    except RuntimeError:  # asking first would cost as much again, six hundred times a page
        return _UNTRANSLATED
    if found is None:
        found = g.translations = get_domain().get_translations()
    return found


@lru_cache(maxsize=4096)
def _plain(translations: NullTranslations, message: str) -> Sentence:
    # The same as with values, so that a per cent sign is always written twice.
    return Sentence(translations.gettext(message)) % {}
