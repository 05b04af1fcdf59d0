"""Every text of the sample against the rosters that order it."""

from __future__ import annotations

import pytest

from forum.discussion.actions.writing import count_own_words
from forum.rules.citations import Reference, match_citations, parse_reference
from forum.rules.text import count_words
from forum.sample import files
from tests.cases.demo import FOLDER as CASES

WEEKS = {week["week"]: week for week in files.course()["weeks"]}
PAST = range(1, 6)
#: A writer keeps to the length ordered for a part by so much, or by so many words.
CLOSE, WORDS = 0.25, 6

POSTS = [row for row in files.roster() if row["address"]]
ANSWERS = files.answers()
RESPONSES = [row for row in ANSWERS if row["kind"] == "response"]
REPLIES = [row for row in ANSWERS if row["kind"] != "response"]
PAST_POSTS = [(week, name) for week in PAST for name in files.names(week, "posts")]
PAST_RESPONSES = [(week, name) for week in PAST for name in files.names(week, "responses")]


def pair(row: dict[str, str]) -> str:
    return f"{row['from']}-{row['to']}"


def keys(week: int) -> list[str]:
    return [part["key"] for part in WEEKS[week]["parts"]]


def is_close(words: int, ordered: str) -> bool:
    return abs(words - int(ordered)) <= max(WORDS, CLOSE * int(ordered))


@pytest.mark.parametrize("name", ["demo_roster.csv", "demo_responses.csv"])
def test_the_rosters_are_those_of_the_case_tables(name: str) -> None:
    assert (files.FOLDER / name).read_bytes() == (CASES / name).read_bytes()


def test_everybody_writes_what_the_rosters_say_and_nothing_else() -> None:
    assert files.names(6, "posts") == sorted([*(row["id"] for row in POSTS), "owen.edit"])
    assert files.names(6, "responses") == sorted(pair(row) for row in RESPONSES)
    assert files.names(6, "replies") == sorted(pair(row) for row in REPLIES)


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row["id"])
def test_a_post_is_about_its_site_in_parts_of_the_length_ordered(row: dict[str, str]) -> None:
    text = files.text(6, "posts", row["id"])

    assert text.header["site"] == row["organisation"]
    assert text.is_private == (row["id"] == "yara")
    assert list(text.parts) == keys(6)
    counts = [count_words(part) for part in text.parts.values()]
    ordered = row["words_per_part"].split(",")
    assert all(map(is_close, counts, ordered)), (counts, ordered)


@pytest.mark.parametrize("row", POSTS, ids=lambda row: row["id"])
def test_its_references_are_listed_and_cited_as_ordered(row: dict[str, str]) -> None:
    text = files.text(6, "posts", row["id"])

    read = [parse_reference(line) for line in text.references]
    assert all(isinstance(reference, Reference) for reference in read)
    report = match_citations("\n\n".join(text.parts.values()), tuple(read))
    assert f"{report.listed},{report.cited}" == row["references_listed,cited"]
    assert report.unread == 0


def test_owen_lengthens_one_part_that_was_short() -> None:
    before = files.text(6, "posts", "owen")
    after = files.text(6, "posts", "owen.edit")

    least = {part["key"]: part["min_words"] for part in WEEKS[6]["parts"]}["steps"]
    assert count_words(before.parts["steps"]) < least <= count_words(after.parts["steps"])
    assert {**before.parts, "steps": after.parts["steps"]} == after.parts
    assert before.references == after.references


@pytest.mark.parametrize("row", RESPONSES, ids=pair)
def test_a_response_has_three_parts_of_the_length_ordered(row: dict[str, str]) -> None:
    text = files.text(6, "responses", pair(row))

    assert list(text.parts) == ["common", "differ", "changed"]
    counts = [count_own_words(part) for part in text.parts.values()]
    ordered = row["words"].split(",")
    assert all(map(is_close, counts, ordered)), (counts, ordered)


@pytest.mark.parametrize("row", REPLIES, ids=pair)
def test_a_reply_is_plain_and_of_the_length_ordered(row: dict[str, str]) -> None:
    text = files.text(6, "replies", pair(row))

    assert (text.header, text.parts) == ({}, {})
    assert is_close(count_words(text.body), row["words"])


@pytest.mark.parametrize(("week", "name"), PAST_POSTS, ids=str)
def test_a_post_of_a_week_that_is_over_is_complete(week: int, name: str) -> None:
    text = files.text(week, "posts", name)

    assert list(text.parts) == keys(week)
    least = {part["key"]: part["min_words"] for part in WEEKS[week]["parts"]}
    short = [key for key, part in text.parts.items() if count_words(part) < least[key]]
    assert short == []
    assert len(text.references) >= WEEKS[week]["references"]
    assert text.header["time"] < "4/00:00"


@pytest.mark.parametrize(("week", "name"), PAST_RESPONSES, ids=str)
def test_a_response_of_a_week_that_is_over_is_complete(week: int, name: str) -> None:
    text = files.text(week, "responses", name)
    writer, _, to = name.partition("-")

    assert list(text.parts) == ["take", "add"]
    least = WEEKS[week]["response_words"]
    assert all(count_own_words(part) >= least for part in text.parts.values())
    for one in (writer, to):
        assert files.text(week, "posts", one).header["time"] < text.header["time"]


@pytest.mark.parametrize("week", PAST)
def test_feedback_is_for_those_who_posted_but_three_of_week_five(week: int) -> None:
    waiting = {"lena", "owen", "tess"} if week == 5 else set()

    assert set(files.feedback(week)) == set(files.names(week, "posts")) - waiting


def test_questions_are_asked_by_students_about_requirements() -> None:
    students = {row["id"] for row in files.roster()}

    assert all(question["student"] in students for question in files.questions())
    assert all(question["requirement"] in POSTS[0] for question in files.questions())
