"""Templates hold the sentences of their language, and say what the calls in them would say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from babel.support import NullTranslations
from flask import Flask, g
from jinja2 import DictLoader, FileSystemBytecodeCache, StrictUndefined, UndefinedError

from forum.web.spoken import SpokenEnvironment
from forum.web.translations import lazy_gettext, say, say_number


class Shouting(NullTranslations):
    """A language in which everything is said in capitals, but for the names of values."""

    def gettext(self, message: str) -> str:
        return message.upper().replace("%(NAME)S", "%(name)s")


@pytest.fixture
def speak(app: Flask) -> Iterator[object]:
    """A function that draws a template, given as text, for a page."""

    def draw(source: str, language: NullTranslations | None = None, **values: object) -> str:
        return _environment(app, {"page": source}, language).get_template("page").render(**values)

    with app.test_request_context():
        yield draw


def _environment(
    app: Flask, templates: Mapping[str, str], language: NullTranslations | None
) -> SpokenEnvironment:
    if language:
        g.translations = language
    environment = SpokenEnvironment(app, loader=DictLoader(dict(templates)), autoescape=True)
    environment.globals.update(_=say, gettext=say, ngettext=say_number)
    return environment


SAID = [
    ('{{ _("Post") }}', "Post"),
    ('<b title="{{ _("A & B") }}">', '<b title="A & B">'),
    ('{{ _("100%% of it") }}', "100% of it"),
    ('{{ _("Grading %(name)s, 100%%", name="<Ana>") }}', "Grading &lt;Ana&gt;, 100%"),
    ('{{ _("%(name)s and %(name)s", name=who) }}', "Bo&amp; and Bo&amp;"),
    ('{{ _("To %(name)s", name=_("everybody")) }}', "To everybody"),
    ('{{ _("To %(name)s", name=who|upper) }}', "To BO&amp;"),
    ('{{ _("%(name)d of them", name=3) }}', "3 of them"),
    ('{{ _("Post")|upper }}', "POST"),
    ('{% set word = _("Post") %}{{ word }}, {{ word|length }}', "Post, 4"),
    ('{% if _("Post") == "Post" %}the same{% endif %}', "the same"),
    ("{{ _(who) }}", "Bo&"),
    ('{{ ngettext("%(num)d post", "%(num)d posts", 2) }}', "2 posts"),
]


@pytest.mark.parametrize(("source", "said"), SAID)
def test_a_sentence_is_said_as_its_call_says_it(speak, app, source, said):
    assert speak(source, who="Bo&") == said
    with app.test_request_context():
        called = app.jinja_env.from_string(source, {"who": "Bo&"}).render()
    assert called == said


def test_each_language_has_its_own_templates(app):
    with app.test_request_context():
        environment = _environment(app, {"page": '{{ _("To %(name)s", name="Ana") }}'}, None)
        assert environment.get_template("page").render() == "To Ana"
        g.translations = Shouting()
        assert environment.get_template("page").render() == "TO Ana"


def test_a_cache_of_compiled_templates_does_not_mix_languages(app, tmp_path):
    with app.test_request_context():
        plain = _environment(app, {"page": '{{ _("Post") }}'}, None)
        loud = _environment(app, {"page": '{{ _("Post") }}'}, None)
        for environment in (plain, loud):
            environment.bytecode_cache = FileSystemBytecodeCache(str(tmp_path))
        assert plain.get_template("page").render() == "Post"
        assert list(tmp_path.iterdir())
        g.translations = Shouting()
        assert loud.get_template("page").render() == "POST"


def test_what_a_template_includes_and_imports_speaks_its_language(app):
    with app.test_request_context():
        pages = {
            "page": '{% extends "base" %}{% from "words" import word %}'
            '{% block body %}{{ word() }} {% include "part" %}{% endblock %}',
            "base": '{{ _("base") }} {% block body %}{% endblock %}',
            "part": '{{ _("part") }}',
            "words": '{% macro word() %}{{ _("word") }}{% endmacro %}',
        }
        environment = _environment(app, pages, Shouting())
        assert environment.get_template("page").render() == "BASE WORD PART"


def test_an_overlay_has_languages_of_its_own(app):
    with app.test_request_context():
        environment = _environment(app, {"page": '{{ _("To %(name)s", name=who) }}'}, None)
        assert environment.get_template("page").render() == "To "
        strict = environment.overlay(undefined=StrictUndefined)
        with pytest.raises(UndefinedError):
            strict.get_template("page").render()


def test_a_value_that_is_missing_is_missed_as_before(speak):
    with pytest.raises(KeyError):
        speak('{{ _("To %(name)s", nobody="Ana") }}')


def test_a_kept_macro_is_drawn_once_for_the_same_values(app):
    drawn: list[object] = []
    macro = '{% set KEPT = ("chip",) %}{% macro chip(word) %}<b>{{ note(word) }}</b>{% endmacro %}'
    page = '{% from "chips" import chip %}{{ chip("a") }}{{ chip("<") }}{{ chip("a") }}'
    with app.test_request_context():
        environment = _environment(app, {"chips": macro, "page": page}, None)
        environment.globals["note"] = lambda word: drawn.append(word) or word
        assert environment.get_template("page").render() == "<b>a</b><b>&lt;</b><b>a</b>"
    assert drawn == ["a", "<"]


def test_a_kept_macro_is_drawn_again_where_the_site_lies_elsewhere(app):
    pages = {
        "chips": '{% set KEPT = ("chip",) %}{% macro chip() %}{{ icon("done") }}{% endmacro %}',
        "page": '{% from "chips" import chip %}{{ chip() }}',
    }
    environment = SpokenEnvironment(app, loader=DictLoader(pages), autoescape=True)
    environment.globals["icon"] = app.jinja_env.globals["icon"]
    with app.test_request_context():
        assert '"/static/' in environment.get_template("page").render()
    with app.test_request_context(base_url="http://localhost/forum"):
        assert '"/forum/static/' in environment.get_template("page").render()


def test_a_word_of_a_table_is_said_in_the_language_of_the_page(app):
    word = lazy_gettext("To %(name)s", name="Ana")
    assert str(word) == "To Ana"  # outside of a page, as it was written
    with app.test_request_context():
        g.translations = Shouting()
        assert str(word) == "TO Ana"
        assert word == "TO Ana"
