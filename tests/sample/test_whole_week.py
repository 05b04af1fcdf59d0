"""Week 6 loaded whole: what is found of each student, and the figures of the class.

The sample goes through the product's actions into a database, the evidence is gathered from there,
and the rules must find what the rosters say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from forum.participation.evidence import gather_discussion
from forum.prompts.queries import find_prompt, get_setup
from forum.rules.analytics import analyse, next_to_answer
from forum.rules.facts import REQUIREMENTS, Discussion
from forum.rules.participation import evaluate
from forum.sample import files, load_sample
from forum.sample.placement import Calendar, place
from tests.cases.demo import FOLDER, SITE_KEYS
from tests.sample.support import NEW_YORK, NOON, passing_session
from tests.support.databases import Applications

EXPECTED = json.loads((FOLDER / "demo_expected.json").read_text(encoding="utf-8"))
ROSTER = files.roster()

#: The roster's sentence for Quinn was written for shorter responses with parts of other names.
ITS_WORDS = {
    "12 of 20 words in the part 'impact'": (
        "12 of 25 words in the part 'What your post changed for me'"
    )
}


@dataclass(frozen=True)
class Whole:
    """The discussion as the rules are given it, and ids of students and sites by their keys."""

    discussion: Discussion
    calendar: Calendar
    students: dict[str, int]

    def name(self, student_id: int) -> str:
        return next(key for key, found in self.students.items() if found == student_id)

    def names(self, student_ids: tuple[int, ...]) -> list[str]:
        return [self.name(student_id) for student_id in student_ids]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request: pytest.FixtureRequest, applications: Applications) -> Iterator[Whole]:
    """The class as gathered from each database, which is left empty again."""
    with passing_session(applications.get(request.param)) as session:
        report = load_sample(session, NOON, whole=True)
        prompt = find_prompt(session, report.course.id, 6)
        discussion = gather_discussion(session, get_setup(session, prompt))
    ids = {member.name: member.id for member in discussion.members}
    students = {row["id"]: ids[row["name"]] for row in ROSTER}
    yield Whole(discussion, place(NOON, NEW_YORK), students)


def test_nothing_is_left_to_come(whole: Whole) -> None:
    posts = [post for post in whole.discussion.posts if post.kind == "initial"]
    assert len(posts) == 25
    assert len(whole.discussion.posts) == 25 + len(files.answers())


@pytest.mark.parametrize("row", ROSTER, ids=lambda row: row["id"])
def test_findings_are_those_of_the_roster(whole: Whole, row: dict[str, str]) -> None:
    at = whole.calendar.at(6, "13/12:00")
    findings = evaluate(whole.discussion, whole.students[row["id"]], at)

    assert {f.requirement: f.status for f in findings} == {name: row[name] for name in REQUIREMENTS}
    said = row["responses_explained"]
    for before, now in ITS_WORDS.items():
        said = said.replace(before, now)
    assert findings[REQUIREMENTS.index("responses")].sentence == said


@pytest.mark.parametrize(
    "row", [row for row in ROSTER if row["address"]], ids=lambda row: row["id"]
)
def test_references_are_counted_as_ordered(whole: Whole, row: dict[str, str]) -> None:
    author = whole.students[row["id"]]
    post = next(
        post
        for post in whole.discussion.posts
        if post.author_id == author and post.kind == "initial"
    )

    for version in post.versions:
        assert f"{version.listed},{version.cited}" == row["references_listed,cited"]
        assert version.unread == 0


@pytest.mark.parametrize(
    "name", [name for name in EXPECTED if name not in ("as_of", "next_for_tess")]
)
def test_a_figure_is_the_one_expected(whole: Whole, name: str) -> None:
    figures = analyse(whole.discussion, whole.calendar.at(6, "7/09:00"))

    assert _plain(whole, name, getattr(figures, name)) == EXPECTED[name]


def test_tess_is_offered_those_whom_nobody_answered(whole: Whole) -> None:
    at = whole.calendar.at(6, "7/09:00")
    chosen = next_to_answer(whole.discussion, whole.students["tess"], at)

    assert whole.names(chosen) == EXPECTED["next_for_tess"]


def _plain(whole: Whole, name: str, got: object) -> object:
    """A figure with names in place of ids, as the file of expectations writes it."""
    if name == "sites":
        keys = {site_id: SITE_KEYS[site] for site_id, site in whole.discussion.sites}
        return {keys[site_id]: count for site_id, count in got.items()}
    if isinstance(got, dict):
        named = {whole.name(student): value for student, value in got.items()}
        return {student: named[student] for student in EXPECTED[name]}
    if isinstance(got, tuple):
        return list(got) if name.startswith("heat") else whole.names(got)
    return got
