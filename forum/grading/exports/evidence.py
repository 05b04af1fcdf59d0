"""One week's full evidence as a table: a row for each student and requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from forum.discussion.queries.posts import PostView
from forum.grading.exports.grades import GradeColumns
from forum.grading.exports.people import Person
from forum.grading.exports.tables import Column, Table, Value
from forum.grading.models import ReleasedGrade
from forum.participation.queries import SettingView, Standing, Translate
from forum.rules.facts import REQUIREMENTS, Discussion, Finding, PostFacts, Requirement, Version

#: Parts what stands together in one cell.
BETWEEN = "; "


@dataclass(frozen=True)
class Evidence:
    """What a week's evidence is made of.

    ``posts`` are those the exporting person may see, by author, in the order of time; ``standings``
    carry sentences in that person's language; ``settings`` are by student and requirement.
    """

    people: Sequence[Person]
    discussion: Discussion
    standings: Mapping[int, Standing]
    posts: Mapping[int, Sequence[PostView]]
    settings: Mapping[tuple[int, str], SettingView]
    released: Mapping[int, ReleasedGrade]
    zone: tzinfo


@dataclass(frozen=True)
class EvidenceWords:
    """What requirements, statuses and reasons not to count are called in the reader's language."""

    translate: Translate
    requirements: Mapping[str, str]
    statuses: Mapping[str, str]
    codes: Mapping[str, str]


def evidence_table(evidence: Evidence, words: EvidenceWords) -> Table:
    """A row for each present student and each requirement that is asked of anybody.

    Findings first, then the student's posts, then the released grade; the last two repeat on every
    row of a student, so that a filtered sheet keeps them. Times are instants, lists stand in one
    cell.
    """
    _ = words.translate
    grades = GradeColumns(list(evidence.released.values()), _)
    writer = _Writer(evidence, words)
    asked = _asked(evidence)
    rows: list[Sequence[Value]] = []
    for person in evidence.people:
        standing = evidence.standings.get(person.id)
        about = writer.posts_of(person)
        grade = grades.cells(evidence.released.get(person.id))
        for requirement in asked:
            finding = standing.find(requirement) if standing else None
            if finding is not None:
                rows.append([*writer.finding(person, finding), *about, *grade])
    columns = [*_finding_columns(_), *_post_columns(_), *grades.columns]
    return Table(_("Evidence"), columns, rows)


def _finding_columns(_: Translate) -> list[Column]:
    return [
        Column(_("Student")),
        Column(_("E-mail address")),
        Column(_("Section")),
        Column(_("Requirement")),
        Column(_("Status")),
        Column(_("Have"), "number"),
        Column(_("Need"), "number"),
        Column(_("Days late"), "number"),
        Column(_("Share of points lost to lateness"), "number"),
        Column(_("Sentence")),
        Column(_("Status by the rules")),
        Column(_("Decided because")),
        Column(_("Decided by")),
        Column(_("Decided at"), "instant"),
    ]


def _post_columns(_: Translate) -> list[Column]:
    return [
        Column(_("Site")),
        Column(_("Posted at"), "instant"),
        Column(_("Last changed at"), "instant"),
        Column(_("Words"), "number"),
        Column(_("References listed"), "number"),
        Column(_("References cited"), "number"),
        Column(_("Responses"), "number"),
        Column(_("Responses to")),
        Column(_("Sites responded to")),
        Column(_("Responded at")),
        Column(_("Words of the responses")),
        Column(_("Responses count")),
    ]


def _asked(evidence: Evidence) -> tuple[Requirement, ...]:
    """The requirements that are asked of anybody, or decided for anybody, in their order."""
    found = {
        finding.requirement
        for person in evidence.people
        if person.id in evidence.standings
        for finding in evidence.standings[person.id].findings
        if finding.need or finding.computed or finding.status != "waived"
    }
    return tuple(name for name in REQUIREMENTS if name in found)


class _Writer:
    """Writes the cells of one student; knows the class."""

    def __init__(self, evidence: Evidence, words: EvidenceWords) -> None:
        self.evidence = evidence
        self.words = words
        self.facts = {post.id: post for post in evidence.discussion.posts}
        self.names = {member.id: member.name for member in evidence.discussion.members}
        self.seen = {post.id: post for posts in evidence.posts.values() for post in posts}

    def finding(self, person: Person, finding: Finding) -> list[Value]:
        """Whom it is about, what was found, and what a person decided instead."""
        setting = self.evidence.settings.get((person.id, finding.requirement))
        statuses = self.words.statuses
        return [
            person.name,
            person.email,
            person.section,
            self.words.requirements[finding.requirement],
            statuses[finding.status],
            finding.have,
            finding.need,
            max((unit.days_late for unit in finding.counted), default=0),
            finding.late_share,
            finding.sentence,
            statuses[finding.computed.status] if finding.computed else None,
            setting.reason if setting else None,
            setting.set_by if setting else None,
            setting.set_at if setting else None,
        ]

    def posts_of(self, person: Person) -> list[Value]:
        """The student's initial post and responses, as far as the exporting person may see them."""
        own = self.evidence.posts.get(person.id, ())
        initial = next((post for post in own if post.kind == "initial"), None)
        responses = [post for post in own if post.kind == "response"]
        return [*self._initial(initial), *self._responses(person, responses)]

    def _initial(self, post: PostView | None) -> list[Value]:
        if post is None:
            return [None] * 6
        latest = self._latest(post)
        return [
            post.site_name,
            post.published_at,
            post.edited_at,
            latest.total,
            latest.listed,
            latest.cited,
        ]

    def _responses(self, person: Person, posts: Sequence[PostView]) -> list[Value]:
        if not posts:
            return [0, None, None, None, None, None]
        parents = [self.seen.get(post.parent_id or 0) for post in posts]
        return [
            len(posts),
            BETWEEN.join(self._addressee(post) for post in posts),
            BETWEEN.join(parent.site_name or "–" if parent else "–" for parent in parents),
            BETWEEN.join(self._time(post.published_at) for post in posts),
            BETWEEN.join(str(self._latest(post).total) for post in posts),
            BETWEEN.join(self._verdict(person, post) for post in posts),
        ]

    def _addressee(self, post: PostView) -> str:
        parent = self.facts.get(post.parent_id or 0)
        return self.names.get(parent.author_id, "–") if parent else "–"

    def _verdict(self, person: Person, post: PostView) -> str:
        """Whether a response counts, else why not."""
        standing = self.evidence.standings.get(person.id)
        finding = standing.find("responses") if standing else None
        if finding is None:
            return "–"
        basis = finding.computed or finding
        if any(unit.post_id == post.id for unit in basis.counted):
            return self.words.translate("Counts")
        failed = next((unit for unit in basis.not_counted if unit.post_id == post.id), None)
        return self.words.codes[failed.code] if failed else "–"

    def _latest(self, post: PostView) -> Version:
        facts: PostFacts = self.facts[post.id]
        return facts.versions[-1]

    def _time(self, at: datetime) -> str:
        return at.astimezone(self.evidence.zone).isoformat(timespec="seconds")
