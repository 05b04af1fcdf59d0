"""Names and addresses."""

from __future__ import annotations

import pytest

from forum.accounts.identity import IdentityError, IdentityProblem, clean_email, clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Carla \t Mendes ", "Carla Mendes"),
        ("O'Neil-Ó Súilleabháin", "O'Neil-Ó Súilleabháin"),
        ("李", "李"),
        ("محمد علي", "محمد علي"),
        ("Zoe 👩‍🔬", "Zoe 👩‍🔬"),
        ("x" * 120, "x" * 120),
    ],
)
def test_names_are_kept_as_people_write_them(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", IdentityProblem.NAME_EMPTY),
        (" \u00a0\n", IdentityProblem.NAME_EMPTY),
        ("\u200b\u200d", IdentityProblem.NAME_EMPTY),
        ("x" * 121, IdentityProblem.NAME_LONG),
        ("Dr Reyes\u202e)rotcurtsni(", IdentityProblem.NAME_CHARACTERS),
        ("A\u2066B", IdentityProblem.NAME_CHARACTERS),
        ("A\x00B", IdentityProblem.NAME_CHARACTERS),
        ("A\ud800B", IdentityProblem.NAME_CHARACTERS),
    ],
)
def test_names_that_hide_something_are_refused(typed: str, problem: IdentityProblem) -> None:
    with pytest.raises(IdentityError) as refused:
        clean_name(typed)
    assert refused.value.problem is problem


def test_addresses_are_kept_in_lower_case() -> None:
    assert clean_email(" Carla.Mendes@Example.ORG ") == "carla.mendes@example.org"


@pytest.mark.parametrize(
    "typed",
    ["", "carla", "carla@", "@example.org", "a b@example.org", "a@b\x00.org", "c@" + "x" * 300],
    ids=repr,
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(IdentityError):
        clean_email(typed)
