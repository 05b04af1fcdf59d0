"""Templates compiled once for each language, with their sentences already in it.

A page says some two hundred sentences, most of them the same for every reader of a language. Said
when a template is compiled they are plain text of it: nothing is looked up, called or escaped when
the page is drawn. ``{{ _("Post") }}`` becomes text, and so does what stands around the values of
``{{ _("Grading %(name)s", name=…) }}``. Sentences whose words depend on a number stay calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from forum.web.assets import script_root
from forum.web.translations import current_translations

#: How many drawings of one macro are kept at most; the largest has some 3 KB.
KEPT_DRAWINGS = 1024
#: A value's place in a sentence; a per cent sign, which is written twice; or another format.
_PLACE = re.compile(r"%(?:\((\w+)\)s|(%)|)")


class SpokenTemplate(Template):
    """A template whose macros are the same for whatever imports them.

    Macros named in its ``KEPT`` are drawn once for the same arguments, all of which are hashable;
    so they say nothing of the reader or of the moment. The language is the template's.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        # Jinja makes the module anew where the importing page has globals that this template has
        # not, and compares all their names to find out. Ours have the same globals everywhere.
        if self._module is None:
            module = self.make_module()
            for name in getattr(module, "KEPT", ()):
                setattr(module, name, _kept(getattr(module, name)))
            self._module = module
        return self._module


def _kept(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    @lru_cache(maxsize=KEPT_DRAWINGS)
    def draw(_root: str, *args: Any, **named: Any) -> Markup:
        return macro(*args, **named)

    def drawn(*args: Any, **named: Any) -> Markup:
        return draw(script_root(), *args, **named)

    return drawn


class SpokenEnvironment(Environment):
    """An environment that keeps one of its kind for each language and takes templates from it."""

    template_class = SpokenTemplate
    translations: NullTranslations | None = None
    _found: dict[str, Template]

    def _load_template(self, name: str, globals: Any) -> Template:
        if self.translations is None:
            return self._of(current_translations())._load_template(name, globals)
        # One language's own, which extends and includes ask: sixty times a page, so that Jinja's
        # cache, which has a lock and an order, is asked once a template.
        if self.auto_reload or globals:
            return super()._load_template(name, globals)
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super()._load_template(name, globals)
        return found

    def overlay(self, *args: Any, **options: Any) -> SpokenEnvironment:
        """An environment with other options, and languages of its own."""
        made: SpokenEnvironment = super().overlay(*args, **options)
        made.__dict__.pop("_languages", None)
        return made

    def _of(self, translations: NullTranslations) -> SpokenEnvironment:
        languages: dict[NullTranslations, SpokenEnvironment] = self.__dict__.setdefault(
            "_languages", {}
        )
        found = languages.get(translations)
        if found is None:
            found = self.overlay()
            found.translations, found._found = translations, {}
            if not _is_untranslated(translations):
                # Jinja finds compiled templates again by their source, whatever was said in them.
                found.bytecode_cache = None
            languages[translations] = found
        return found

    def _generate(self, source: nodes.Template, *rest: Any, **named: Any) -> str:
        if self.translations is not None:
            _Speaker(self.translations).visit(source)
        return super()._generate(source, *rest, **named)


def _is_untranslated(translations: NullTranslations) -> bool:
    """Whether sentences stay as they are written: no catalogue was read from a file."""
    return isinstance(translations, Translations) and not translations.files


class _Speaker(NodeTransformer):
    """Puts the sentences of one language in the place of the calls that look them up."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        children: list[nodes.Expr] = []
        for child in node.nodes:
            children.extend(self._pieces(child) or [child])
        node.nodes = children
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        pieces = self._split(_message_of(node))
        if node.kwargs or pieces is None or len(pieces) != 1:
            return self.generic_visit(node)
        return nodes.MarkSafe(nodes.Const(pieces[0][0]), lineno=node.lineno)

    def _pieces(self, node: nodes.Expr) -> list[nodes.Expr] | None:
        """A sentence with values as text and values, which are escaped as everything printed is."""
        if not isinstance(node, nodes.Call):
            return None
        split = self._split(_message_of(node))
        values = {pair.key: pair.value for pair in node.kwargs}
        if split is None or not {name for _text, name in split if name} <= values.keys():
            return None  # the call says better what is wrong
        pieces: list[nodes.Expr] = []
        for text, name in split:
            pieces.append(nodes.TemplateData(text, lineno=node.lineno))
            pieces.extend([values[name]] if name else [])
        return pieces

    def _split(self, message: str | None) -> list[tuple[str, str | None]] | None:
        """The sentence in this language, as (text, name of the value after it or None).

        None where there is none, or where a value is to be written in another format than text.
        """
        if message is None:
            return None
        sentence = self._translations.gettext(message)
        found: list[tuple[str, str | None]] = []
        text, end = "", 0
        for place in _PLACE.finditer(sentence):
            text += sentence[end : place.start()]
            end = place.end()
            if place[2]:
                text += "%"
            elif place[1]:
                found.append((text, place[1]))
                text = ""
            else:
                return None
        return [*found, (text + sentence[end:], None)]


def _message_of(node: nodes.Call) -> str | None:
    """The message of a call of ``_`` that is written out in the template."""
    if not isinstance(node.node, nodes.Name) or node.node.name not in ("_", "gettext"):
        return None
    if len(node.args) != 1 or node.dyn_args is not None or node.dyn_kwargs is not None:
        return None
    message = node.args[0]
    return message.value if isinstance(message, nodes.Const) else None
