"""The schedule page, read and filled in as a browser does it."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

PAGE = "/c/sowk-510/setup"
Fields = dict[str, Any]


def row_of(client: FlaskClient, week: int) -> Fields:
    """What the form of a week's row would send."""
    return row_in(client.get(PAGE).text, week)


def row_in(html: str, week: int) -> Fields:
    """As ``row_of``, of a page that is there."""
    page = BeautifulSoup(html, "html.parser")
    fields = fields_in(page.select_one(f"#row-{week}"))
    for control in page.select(f"[form=row-{week}][name]:not(button)"):
        fields |= field_of(control)
    return fields


def pattern_in(html: str) -> Fields:
    """What the form of the pattern would send."""
    return fields_in(BeautifulSoup(html, "html.parser").select_one("form[action$='/pattern']"))


def fields_in(form: Tag | None) -> Fields:
    """The fields of a form by name."""
    assert form is not None
    fields: Fields = {}
    for control in form.select("input[name], select[name]"):
        for name, value in field_of(control).items():
            before = fields.get(name)
            fields[name] = [*before, *value] if isinstance(before, list) else value
    return fields


def field_of(control: Tag) -> Fields:
    """One control as it would be sent; a box that is not ticked sends nothing."""
    name = str(control["name"])
    if control.name == "select":
        chosen = control.select_one("option[selected]") or control.select_one("option")
        return {name: chosen["value"] if chosen else ""}
    if control.get("type") == "checkbox":
        return {name: [control["value"]]} if control.has_attr("checked") else {}
    return {name: control.get("value", "")}


def said(html: str) -> str:
    """The words of the page's content and of what it says once."""
    page = BeautifulSoup(html, "html.parser")
    return " ".join(part.get_text(" ") for part in page.select("#flash, main"))


def problems(html: str) -> list[tuple[str, str]]:
    """The lines of the summary of errors: where each leads, and what it says."""
    page = BeautifulSoup(html, "html.parser")
    return [(str(link["href"]), link.text) for link in page.select(".error-summary a")]
