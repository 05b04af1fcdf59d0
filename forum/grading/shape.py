"""The rubric a new week begins with; staff change it, and nothing reads it afterwards."""

from __future__ import annotations

from decimal import Decimal

from forum.grading.content import CriterionInput, RubricInput


def _row(
    key: str, title: str, points: tuple[int, ...], words: tuple[str, ...], *counted_from: str
) -> CriterionInput:
    return CriterionInput(
        key, title, tuple(Decimal(number) for number in points), words, counted_from
    )


#: Levels from Exemplary to Not shown, 100 points in all.
RUBRIC = RubricInput(
    "How the work is read",
    (
        _row(
            "responsive",
            "Answers what was asked",
            (25, 22, 18, 12, 0),
            (
                "Every part is answered fully and the parts speak to each other.",
                "Every part is answered with enough detail to act on.",
                "One part is missing, or several stay general.",
                "Most parts are missing or barely begun.",
                "No initial post.",
            ),
            "initial_post",
            "choice",
            "parts",
        ),
        _row(
            "understanding",
            "Understanding and use for the client",
            (25, 22, 18, 12, 0),
            (
                "Joins what the organisation does to the client's own wishes and to course ideas.",
                "Applies the organisation's work to the client correctly.",
                "Describes the organisation accurately, with thin links to the client.",
                "Repeats the website, or decides for the client.",
                "Nothing to read.",
            ),
        ),
        _row(
            "sources",
            "Sources",
            (15, 13, 11, 7, 0),
            (
                "Sources carry the argument; each is cited where it is used, and weighed.",
                "Suitable sources are listed and cited in the text; a reader can find them.",
                "One source is cited, or a source is listed and never used.",
                "Sources are named and cannot be traced.",
                "No sources.",
            ),
            "references",
        ),
        _row(
            "responses",
            "Responses to colleagues",
            (25, 22, 18, 12, 0),
            (
                "Colleagues get an answer that compares precisely and says what it changed.",
                "Colleagues get a comparison and an honest account of its effect.",
                "Responses that stay polite and general.",
                "One response only, or none that compares.",
                "No response.",
            ),
            "responses",
        ),
        _row(
            "writing",
            "Writing and professional conduct",
            (10, 9, 7, 5, 0),
            (
                "Clear, exact, person-first; disagreement is generous.",
                "Clear and respectful; a few slips.",
                "Hard to follow in places, or careless with labels.",
                "Unclear, or disrespectful in tone.",
                "Nothing to read.",
            ),
        ),
    ),
)
