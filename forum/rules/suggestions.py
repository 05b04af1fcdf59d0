"""Suggested levels and ceilings for the criteria of a rubric.

Criteria that can be counted get a level and a ceiling; criteria that must be read get evidence
and no level. Suggestions stop at Proficient: Exemplary is always a person's judgement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from forum.rules.case import out_of_sight
from forum.rules.facts import Discussion, Finding, Requirement
from forum.rules.sentences import Translate, as_written

NOT_SHOWN, BEGINNING, DEVELOPING, PROFICIENT, EXEMPLARY = range(5)

# What a criterion looks at: the parts of the initial post, its references, the responses, or the
# text itself, of the initial post alone ("understanding") or of everything ("writing").
Kind = Literal["answers", "understanding", "sources", "responses", "writing"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level (0 to 4; None where a person has to read) and the highest level evidence allows.

    Both are None where the criterion leaves the total. `because` is the evidence in a sentence.
    """

    level: int | None
    ceiling: int | None
    because: str

    @property
    def leaves_total(self) -> bool:
        """Whether nothing is asked here, so that the criterion does not enter the total."""
        return self.ceiling is None


def kind_of(key: str, counted_from: Collection[str]) -> Kind:
    """What a criterion looks at, from its key and the requirements it is counted from."""
    asked = set(counted_from)
    if asked & {"initial_post", "choice", "parts"}:
        return "answers"
    if "references" in asked:
        return "sources"
    if "responses" in asked:
        return "responses"
    return "understanding" if key == "understanding" else "writing"


def suggest(
    kind: Kind,
    findings: Iterable[Finding],
    *,
    can_be_read: bool,
    translate: Translate = as_written,
) -> Suggestion:
    """What one criterion's evidence suggests.

    `can_be_read` says whether any post of the student is in sight (`has_something_to_read`).
    """
    found = {finding.requirement: finding for finding in findings}
    initial = found["initial_post"]
    if initial.status == "waived" and initial.need:
        return Suggestion(None, None, initial.sentence)
    if kind == "responses":
        return _responses(found["responses"])
    if kind == "writing":
        if can_be_read:
            return Suggestion(None, EXEMPLARY, translate("Needs reading."))
        return Suggestion(NOT_SHOWN, NOT_SHOWN, translate("Nothing to read."))
    if initial.status not in ("met", "late", "review", "waived"):
        return Suggestion(NOT_SHOWN, NOT_SHOWN, initial.sentence)
    if kind == "understanding":
        return Suggestion(None, EXEMPLARY, translate("Needs reading."))
    if kind == "sources":
        return _sources(found["references"])
    return _answers(found, translate)


def has_something_to_read(discussion: Discussion, student_id: int, now: datetime) -> bool:
    """Whether the student has a published post that is neither withdrawn nor hidden."""
    return any(
        post.author_id == student_id and post.published_at <= now and not out_of_sight(post, now)
        for post in discussion.posts
    )


def _answers(found: Mapping[Requirement, Finding], translate: Translate) -> Suggestion:
    parts, choice = found["parts"], found["choice"]
    if parts.status == "waived":
        level, ceiling, because = None, EXEMPLARY, translate("Needs reading.")
    else:
        level, ceiling = _level_of_parts(_share(parts))
        because = parts.sentence
    if choice.status in ("met", "late", "waived"):
        return Suggestion(level, ceiling, because)
    because = f"{because} {choice.sentence}"
    level = DEVELOPING if level is None else min(level, DEVELOPING)
    return Suggestion(level, min(ceiling, DEVELOPING), because)


def _level_of_parts(share: Fraction) -> tuple[int, int]:
    if share >= 1:
        return PROFICIENT, EXEMPLARY
    if share >= Fraction(4, 5):
        return DEVELOPING, PROFICIENT
    if share >= Fraction(1, 2):
        return BEGINNING, DEVELOPING
    return BEGINNING, BEGINNING


def _sources(references: Finding) -> Suggestion:
    because = references.sentence
    if references.status == "waived":
        return Suggestion(None, None, because)
    if references.status == "review":
        return Suggestion(None, EXEMPLARY, because)
    share = _share(references)
    if share >= 1:
        return Suggestion(PROFICIENT, EXEMPLARY, because)
    if share:
        return Suggestion(DEVELOPING, DEVELOPING, because)
    level = BEGINNING if references.listed and not references.computed else NOT_SHOWN
    return Suggestion(level, level, because)


def _responses(responses: Finding) -> Suggestion:
    because = responses.sentence
    if responses.status == "waived":
        return Suggestion(None, None, because)
    if responses.status == "review":
        return Suggestion(None, EXEMPLARY, because)
    share = _share(responses)
    if share >= 1:
        return Suggestion(PROFICIENT, EXEMPLARY, because)
    level = BEGINNING if share else NOT_SHOWN
    return Suggestion(level, level, because)


def _share(finding: Finding) -> Fraction:
    """How much of it counts; an instructor's `met` counts as all, `unmet` as none."""
    if finding.status in ("met", "late"):
        return Fraction(1)
    if finding.computed is not None and finding.status == "unmet":
        return Fraction(0)
    share = Fraction(finding.have, max(finding.need, 1))
    return min(share, Fraction(99, 100)) if finding.computed else share
