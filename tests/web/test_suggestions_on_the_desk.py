"""Every row of suggestions.csv, as the desk shows it beside each criterion.

The story of a row becomes the book of a class, and the rubric of the desk is drawn from it: what
the checks suggest, above which level a line why is asked for, what leaves the total, and what
lateness takes from full points.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from forum.grading.queries.rubrics import CriterionView, RatingView, RubricView
from forum.grading.queries.sheets import Book, Sheet
from forum.rules.sentences import as_written
from forum.web.forms.grading import TypedGrade
from forum.web.grade_words import LEVELS
from tests.cases import run
from tests.cases.story import Story
from tests.cases.tables import read_rows

ROWS = read_rows(Path(run.__file__).parent / "suggestions.csv")
COUNTED = {
    "responsive": ("initial_post", "choice", "parts"),
    "sources": ("references",),
    "responses": ("responses",),
}
#: Points of a criterion by level, as shares of its most.
SHARES = {4: "1", 3: "0.9", 2: "0.7", 1: "0.5", 0: "0"}


def rubric() -> RubricView:
    """The rubric of the table: 100 points."""
    criteria = [
        CriterionView(
            id=number,
            key=name,
            title=name.capitalize(),
            counted_from=COUNTED.get(name, ()),
            ratings=tuple(RatingView(n, most * Decimal(share), "") for n, share in SHARES.items()),
        )
        for number, (name, (_, most)) in enumerate(run.CRITERIA.items(), start=1)
    ]
    return RubricView(1, "Rubric", tuple(criteria))


def sheet_of(row: dict[str, str]) -> Sheet:
    """Ana's sheet when everything is judged."""
    story = Story(row["setup"], row["events"])
    ana = story.people["ana"]
    book = Book(story.facts(), rubric(), {}, {}, story.at(run.AS_OF), as_written)
    return book.sheet(ana)


def drawn(app, sheet: Sheet) -> dict[str, BeautifulSoup]:
    """Each criterion as the desk draws it, by its key."""
    with app.test_request_context():
        macros = {
            name: getattr(app.jinja_env.get_template(f"_macros/{file}.html").module, name)
            for file, name in (("forms", "error"), ("states", "state"))
        }
        template = app.jinja_env.get_template("grading/_criterion.html")
        values = {"said": {}, "typed": TypedGrade(version=0), "levels": LEVELS, **macros}
        shares = dict.fromkeys((kind for kind, _ in run.CRITERIA.values()), 0)
        return {
            line.criterion.key: BeautifulSoup(
                template.render(line=line, late_shares=shares, **values), "html.parser"
            )
            for line in sheet.lines
        }


def shown(name: str, criterion: BeautifulSoup) -> str:
    """What the desk says of a criterion, in the way the table writes it."""
    if "It leaves the total." in criterion.get_text():
        assert not criterion.select("input")
        return "-/-"
    assert not criterion.select("input[type=radio][checked]"), "nothing is chosen beforehand"
    suggested = criterion.select(".is-suggested input")
    above = {int(one["value"]) for one in criterion.select(".is-above input")}
    ceiling = min(above, default=5) - 1
    assert bool(criterion.select(".why")) == (ceiling < 4)
    if not suggested:
        assert "You judge this one" in criterion.get_text()
        return f"-/{ceiling}"
    level = int(suggested[0]["value"])
    points = (run.CRITERIA[name][1] * Decimal(SHARES[level])).normalize()
    said = f"Checks suggest {points:f}, {LEVELS[level]}"
    said += f"; above {LEVELS[ceiling]} needs a line why" if ceiling < 4 else ""
    assert criterion.select_one(".help").get_text().strip() == said
    return f"{level}/{ceiling}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['id']}: {row['situation']}" for row in ROWS])
def test_the_desk_shows_what_the_row_says(app, row):
    sheet = sheet_of(row)
    criteria = drawn(app, sheet)
    assert criteria.keys() == run.CRITERIA.keys()
    for name, criterion in criteria.items():
        assert shown(name, criterion) == row[f"{name} suggested/ceiling"], name
    full = {line.criterion.id: line.criterion.most for line in sheet.lines}
    assert sheet.total is None, "no total before a person has set every criterion"
    assert sheet.total_with(full).late == Decimal(row["late points off 100"])
