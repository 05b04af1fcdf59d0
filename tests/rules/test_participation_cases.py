"""Every row of the tables of participation and suggestions, sentences included."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.cases import run
from tests.cases.tables import read_rows

FOLDER = Path(run.__file__).parent
PARTICIPATION = read_rows(FOLDER / "participation.csv")
OWN = read_rows(FOLDER / "own_participation.csv")
SUGGESTIONS = read_rows(FOLDER / "suggestions.csv")


def _ids(rows):
    return [f"{row['id']}: {row['situation']}" for row in rows]


@pytest.mark.parametrize("row", PARTICIPATION + OWN, ids=_ids(PARTICIPATION + OWN))
def test_finding_is_the_one_of_the_row(row):
    found = run.run_story(row)
    assert found.status == row["status"]
    assert (found.have, found.need) == (int(row["have"] or 0), int(row["need"] or 0))
    assert sorted(unit.code for unit in found.not_counted) == sorted(
        row["not_counted_codes"].split()
    )
    assert found.late_share.quantize(run.CENT) == Decimal(row["late_share"] or 0)
    assert found.sentence == row["explanation_shown_to_both"]
    assert found.next_step == row["next_step_shown_to_student"]
    assert found.note == row["note_shown_to_instructor"]


@pytest.mark.parametrize("row", SUGGESTIONS, ids=_ids(SUGGESTIONS))
def test_suggestion_is_the_one_of_the_row(row):
    given, late = run.run_suggestions(row)
    for name, one in given.items():
        shown = ["-" if level is None else str(level) for level in (one.level, one.ceiling)]
        assert "/".join(shown) == row[f"{name} suggested/ceiling"], name
    assert late == Decimal(row["late points off 100"])
    because = " | ".join(f"{name}: {one.because}" for name, one in given.items())
    assert because == row["because"]
