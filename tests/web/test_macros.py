"""The pieces of every page: what is seen is also said, and wired to what it belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, FormField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from forum.web.presentation import page_links, render_bare
from forum.web.states import STATES
from tests.web.bare import make_app, render

DUE = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Row(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("Name", validators=[InputRequired("Name the part.")])


class Sample(FlaskForm):
    class Meta:
        csrf = False

    title = StringField("Title", description="Seen in the list of weeks.")
    text = TextAreaField("Text", validators=[InputRequired("Write a sentence.")])
    own = BooleanField("Sites of one's own", description="Compared by address.")
    late = RadioField("Late work", choices=["cost", "free"], validators=[InputRequired("Choose.")])
    parts = FieldList(FormField(Row), min_entries=2)


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


def refused(app: Flask) -> Sample:
    """The sample form, sent empty."""
    with app.test_request_context(method="POST"):
        form = Sample()
        assert not form.validate()
        return form


def described_by(page, control) -> str:
    """The texts that a screen reader adds to a control; fails where an id leads nowhere."""
    ids = control["aria-describedby"].split()
    return " ".join(page.find(id=one).get_text(" ", strip=True) for one in ids)


def forms(names: str) -> str:
    return f'{{% from "_macros/forms.html" import {names} %}}'


# --- Fields


def test_a_field_is_labelled_and_its_help_is_read_with_it(app):
    page = render(app, forms("field") + "{{ field(form.title) }}", form=refused(app))
    control = page.find(id="title")
    assert page.find("label", attrs={"for": "title"}).get_text() == "Title"
    assert described_by(page, control) == "Seen in the list of weeks."
    assert "aria-invalid" not in control.attrs


def test_a_field_that_was_refused_says_so_and_why(app):
    source = forms("field") + '{{ field(form.text, help="In Markdown.", rows=8) }}'
    page = render(app, source, form=refused(app))
    control = page.find(id="text")
    assert control["aria-invalid"] == "true"
    assert control["rows"] == "8"
    assert described_by(page, control) == "In Markdown. Error: Write a sentence."


def test_a_field_that_may_stay_empty_says_so_in_its_label(app):
    page = render(app, forms("field") + "{{ field(form.title, optional=True) }}", form=refused(app))
    assert page.label.get_text() == "Title (optional)"


def test_a_box_stands_before_its_label_with_its_help(app):
    page = render(app, forms("checkbox") + "{{ checkbox(form.own) }}", form=refused(app))
    assert page.find("input")["type"] == "checkbox"
    assert page.find("label", attrs={"for": "own"})
    assert described_by(page, page.find("input")) == "Compared by address."


def test_radio_buttons_are_a_group_with_a_legend_and_its_error(app):
    page = render(app, forms("radios") + "{{ radios(form.late) }}", form=refused(app))
    assert page.fieldset.legend.get_text() == "Late work"
    assert described_by(page, page.fieldset) == "Error: Choose."
    for button in page.find_all("input"):
        assert page.find("label", attrs={"for": button["id"]})


def test_the_summary_leads_to_every_field_and_takes_the_focus(app):
    source = forms("error_summary, field, radios") + (
        "{{ error_summary(form) }}{{ field(form.text) }}{{ radios(form.late) }}"
        "{% for part in form.parts %}{{ field(part.form.name) }}{% endfor %}"
    )
    page = render(app, source, form=refused(app))
    summary = page.find(id="problems")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary.attrs
    assert summary.h2.get_text() == "4 things need your attention"
    assert page.find(id=summary["aria-labelledby"]) == summary.h2
    targets = [link["href"].removeprefix("#") for link in summary.find_all("a")]
    assert targets == ["text", "late", "parts-0-name", "parts-1-name"]
    assert all(page.find(id=target) for target in targets)


@pytest.mark.parametrize("nothing", [None, [], ()])
def test_there_is_no_summary_of_nothing(app, nothing):
    page = render(app, forms("error_summary") + "{{ error_summary(problems) }}", problems=nothing)
    assert not page.find_all()


def test_a_summary_of_sentences_of_the_door(app):
    source = (
        forms("error_summary") + '{{ error_summary([("site", "Choose a site."), ("", "Late.")]) }}'
    )
    page = render(app, source)
    assert page.find("a", href="#site").get_text() == "Choose a site."
    assert [item.get_text() for item in page.find_all("li")] == ["Choose a site.", "Late."]


def test_what_people_typed_is_escaped(app):
    source = forms("error_summary") + '{{ error_summary([("a", text)]) }}'
    page = render(app, source, text="<script>1</script>")
    assert page.script is None


# --- States


@pytest.mark.parametrize("code", sorted(STATES))
@pytest.mark.parametrize("macro", ["state", "mark"])
def test_a_state_is_a_word_beside_an_icon(app, code, macro):
    source = f'{{% from "_macros/states.html" import {macro} %}}{{{{ {macro}("{code}") }}}}'
    page = render(app, source)
    assert page.svg["aria-hidden"] == "true"
    assert page.use["href"].endswith(f"#i-{STATES[code].icon}")
    assert page.get_text(strip=True) == str(STATES[code].word)


def test_a_state_takes_a_word_of_its_own(app):
    page = render(
        app, '{% from "_macros/states.html" import state %}{{ state("late", "1 day late") }}'
    )
    assert page.get_text(strip=True) == "1 day late"
    assert "is-late" in page.span["class"]


# --- Times


def test_a_due_time_is_absolute_first_then_relative(app):
    source = '{% from "_macros/time.html" import due %}{{ due(at, "America/Chicago", now) }}'
    page = render(app, source, at=DUE, now=NOW)
    assert page.get_text() == "Wed 25 Nov, 11:59 pm (in 2 days)"
    assert page.time["datetime"] == "2026-11-25T23:59:00-06:00"


def test_a_moment_without_now_is_absolute_alone(app):
    source = '{% from "_macros/time.html" import moment %}{{ moment(at, "America/Chicago") }}'
    assert render(app, source, at=DUE).get_text() == "Thu 26 Nov, 12:00 am"


# --- Writing


def composer(arguments: str) -> str:
    return f'{{% from "_macros/composer.html" import composer %}}{{{{ composer({arguments}) }}}}'


def test_a_composer_is_labelled_with_help_and_word_guide(app):
    page = render(
        app, composer('"org", "The organisation", help="Whom it serves.", minimum=80, words=9')
    )
    sheet = page.textarea
    assert page.find("label", attrs={"for": sheet["id"]}).get_text() == "The organisation"
    assert described_by(page, sheet).startswith("Whom it serves. 9 words (80 or more)")
    assert page.find("word-guide")["for"] == "org"
    assert "aria-invalid" not in sheet.attrs


def test_a_refused_composer_reads_its_error(app):
    page = render(app, composer('"org", "The organisation", error="This part is empty."'))
    assert page.textarea["aria-invalid"] == "true"
    assert "Error: This part is empty." in described_by(page, page.textarea)


def test_the_toolbar_waits_for_a_script_and_each_button_has_a_name(app):
    page = render(app, composer('"org", "The organisation"'))
    tools = page.find("markdown-tools")
    assert "hidden" in tools.attrs
    assert tools["aria-label"] == "Formatting, The organisation"
    assert all(button["aria-label"] and button["type"] == "button" for button in tools("button"))
    assert not render(app, composer('"org", "Comment", tools=False')).find("markdown-tools")


@pytest.mark.parametrize("text", ["\n\nfirst", "a\r\nb", "</textarea><b>", "  spaces  "])
def test_a_composer_gives_back_what_was_typed_to_the_letter(app, text):
    page = render(app, composer('"org", "The organisation", value=text'), text=text)
    # A browser drops one line break after the tag; the macro writes one for it to drop.
    assert page.textarea.text == "\n" + text


# --- Lists, people, notices


def lists(name: str, arguments: str) -> str:
    return f'{{% from "_macros/lists.html" import {name} %}}{{{{ {name}({arguments}) }}}}'


def test_progress_is_said_in_words_beside_the_bar(app):
    page = render(app, lists("progress", '1, 11, "Done in week 6", "For Daniela"'))
    assert page.p.get_text() == "1 of 11 done. Next: For Daniela"
    assert (page.progress["value"], page.progress["max"]) == ("1", "11")
    assert page.progress["aria-label"] == "Done in week 6"


def test_a_checklist_leads_to_its_places_and_names_each_state(app):
    items = [
        {"code": "done", "label": "Site", "href": "#site"},
        {"code": "draft", "label": "For Daniela", "href": "#sup", "current": True},
        {"code": "open", "label": "Responses", "word": "1 of 2"},
    ]
    page = render(app, lists("checklist", "items"), items=items)
    rows = [row.get_text(" ", strip=True) for row in page.find_all("li")]
    assert rows == ["Site Done", "For Daniela In your draft", "Responses 1 of 2"]
    assert page.find("a", href="#sup")["aria-current"] == "step"
    assert len(page.find_all("a")) == 2


def test_pages_name_the_present_one(app):
    links = page_links(2, 3, "?page={}".format)
    page = render(app, lists("pagination", 'links, "Pages of students"'), links=links)
    assert page.nav["aria-label"] == "Pages of students"
    assert page.find(attrs={"aria-current": "page"}).get_text() == "2"


def test_a_comparison_marks_what_came_and_what_went(app):
    page = render(app, lists("diff", '[("=", "I ask "), ("-", "her"), ("+", "him")]'))
    assert (page.ins.get_text(), page.find("del").get_text()) == ("him", "her")


def test_a_quote_button_names_whom_it_quotes_and_works_as_a_link(app):
    page = render(app, lists("quote_button", '"common", "Ways in", "Carla", "ways"'))
    assert page.a["href"] == "#common"
    assert page.a["data-quote"] == "ways"
    assert page.a.get_text().strip() == "Quote Carla from Ways in"


def test_a_person_may_be_a_heading_and_the_monogram_is_not_read(app):
    source = (
        '{% from "_macros/people.html" import person %}{{ person("Tess Li", "Walk Free", 3, "t") }}'
    )
    page = render(app, source)
    assert page.h3["id"] == "t"
    assert page.find(class_="monogram")["aria-hidden"] == "true"
    assert page.get_text(" ", strip=True) == "TL Tess Li Walk Free"


def test_an_empty_region_has_one_sentence_and_one_thing_to_do(app):
    source = (
        '{% from "_macros/notices.html" import empty %}'
        '{{ empty("You are the first.", "", "/p", "Read") }}'
    )
    page = render(app, source)
    assert page.h3.get_text() == "You are the first."
    assert page.a["href"] == "/p"


def test_a_receipt_says_when_how_and_its_number(app):
    source = (
        '{% from "_macros/notices.html" import receipt %}'
        '{{ receipt("K7F3-Q2", at, "America/Chicago", "done", "Published on time") }}'
    )
    page = render(app, source, at=NOW)
    said = " ".join(page.get_text(" ").split())
    assert said == "Published on time Mon 23 Nov, 12:00:00 pm . Receipt K7F3-Q2"


# --- Whole pages


def test_a_page_names_its_language_theme_and_errors(app):
    source = '{% extends "base.html" %}{% block title %}Week 6{% endblock %}'
    user = SimpleNamespace(
        id=7, name="Priya Nair", theme="dark", is_admin=False, is_authenticated=True
    )
    course = SimpleNamespace(slug="s", code="SOWK 510", title="Practice", is_sample=True)
    page = render(app, source, current_user=user, course=course, form_errors=[("a", "No.")])
    assert page.html["lang"] == "en"
    assert page.html["data-theme"] == "dark"
    assert page.title.get_text() == "Error: Week 6 - SOWK 510 - Colloquy"
    assert page.find("a", class_="skip")["href"] == "#main"
    assert page.find(id="main").name == "main"
    assert page.find(id="flash")["role"] == "status"
    assert page.find("form", action="/sign-out").find("input", attrs={"name": "csrf_token"})
    assert page.find("aside", class_="banner")


def test_a_stranger_is_offered_to_sign_in(app):
    page = render(app, '{% extends "base.html" %}')
    assert page.find("a", href="/sign-in")
    assert "data-theme" not in page.html.attrs


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 422, 429])
def test_an_error_page_says_what_to_do_and_gives_the_text_back(app, code):
    with app.test_request_context():
        kept = [("For Daniela", "Two <b>things")]
        page = BeautifulSoup(render_template(f"errors/{code}.html", kept=kept), "html.parser")
    assert page.h1.get_text() in page.title.get_text()
    assert page.find("main").find("a", class_="button")
    sheet = page.find("textarea")
    assert "readonly" in sheet.attrs
    assert sheet.text.strip() == "Two <b>things"
    assert page.find("label", attrs={"for": sheet["id"]}).get_text() == "For Daniela"


@pytest.mark.parametrize("code", [500, 503])
def test_a_server_out_of_order_needs_no_user_no_session_and_no_request(code):
    app = make_app()

    @app.context_processor
    def fail() -> dict[str, str]:
        raise AssertionError("a context processor was asked")

    with app.app_context():
        source = render_bare(f"errors/{code}.html", kept=[("Text", "kept")], request_id="7F")
    assert "kept</textarea>" in source
    assert "7F" in source
