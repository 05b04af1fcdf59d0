"""The twelve weeks: six published, six in the making."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from forum.courses.models import Course
from forum.grading.actions.rubrics import save_rubric
from forum.grading.queries.rubrics import get_rubric
from forum.prompts.actions.prompts import create_prompt, publish_prompt
from forum.prompts.actions.schedule import set_checkpoint
from forum.prompts.actions.sites import add_site, list_prompt_sites
from forum.prompts.actions.terms import set_terms
from forum.prompts.content import DueInput, PartInput, PromptInput, part_rules
from forum.prompts.models import Prompt
from forum.prompts.problems import Surroundings, find_problems
from forum.prompts.queries import get_setup
from forum.rules.facts import Terms
from forum.sample import files
from forum.sample.placement import WEEK
from forum.sample.rubrics import rubric_for

#: Weeks that are about Daniela.
_CASE = (3, 6, 7)
#: The due times that are set so far, by week; the admin has the rest to finish.
_SCHEDULED: Mapping[int, tuple[str, ...]] = {
    **dict.fromkeys(range(1, 7), ("opens", "T1", "T2", "close")),
    7: ("opens", "T1"),
    8: ("opens", "T1", "T2", "close"),
    9: ("opens",),
}
_DUE_FIELDS = {"opens": "opens", "T1": "initial_due", "T2": "responses_due", "close": "closes"}
#: What the writers of the sample called the parts of a response, in the course's order.
_RESPONSE_KEYS = {2: ("take", "add"), 3: ("common", "differ", "changed")}
_ALTERNATIVE_TITLE = "Ruben and the parcels"
_ALTERNATIVE = """\
Ruben is fifty-four and has driven a delivery van for eleven years. Since spring an app plans his \
route, and whatever it calls late is taken from his pay. His knee has begun to complain, his \
daughter has begun to do his forms, and drivers in the next town are said to meet on Mondays. A \
nurse asked whether he would talk to a social worker, and he agreed to one conversation. He wants \
his hours back, not another career, and he has not decided about Monday. He has told you so.

Choose an organisation that works with people like Ruben. Where the questions say Daniela, write \
about him."""


def create_sites(session: Session, course: Course, *, by: int, now: datetime) -> dict[str, int]:
    """Add the organisations of the roster to the course; their ids by name, in its order."""
    wanted = {row["organisation"]: row["address"] for row in files.roster() if row["address"]}
    return {
        name: add_site(session, course, name, address, by=by, now=now).id
        for name, address in wanted.items()
    }


def create_week(
    session: Session, course: Course, week: Mapping[str, Any], *, by: int, now: datetime
) -> Prompt:
    """Set a week up as a draft: text, parts, terms, the due times known so far, rubric."""
    number = week["week"]
    content = _content(week)
    prompt = create_prompt(session, course, number, content, by=by, now=now)
    set_terms(session, prompt, _terms(week, content, now), by=by, now=now)
    for kind in _SCHEDULED.get(number, ()):
        due = _due(number, week[_DUE_FIELDS[kind]])
        set_checkpoint(session, prompt, course, kind, due, by=by, now=now)
    if number <= 8:
        save_rubric(session, prompt, rubric_for(week), by=by, now=now)
    return prompt


def publish_week(
    session: Session, prompt: Prompt, sites: Mapping[str, int], *, by: int, now: datetime
) -> None:
    """List the sites where the week asks for one, and publish it as staff do in the browser."""
    if prompt.asks_site:
        list_prompt_sites(session, prompt, list(sites.values()), by=by, now=now)
    total = get_rubric(session, prompt.id).points_total
    students = len(files.roster())
    around = Surroundings(smallest=students, largest=students, rubric_total=total)
    problems = find_problems(get_setup(session, prompt), around)
    publish_prompt(session, prompt, problems, by=by, now=now)


def _content(week: Mapping[str, Any]) -> PromptInput:
    number = week["week"]
    case = files.course()["case"] if number in _CASE else {"title": "", "text": "", "note": ""}
    return PromptInput(
        title=week["title"],
        purpose=week["purpose"],
        body=week["prompt"],
        respond=week["respond"],
        content_note=week["content_note"],
        case_title=case["title"],
        case_text="\n\n".join(filter(None, (case["text"], case["note"]))),
        alternative_title=_ALTERNATIVE_TITLE if number == WEEK else "",
        alternative_text=_ALTERNATIVE if number == WEEK else "",
        points=week["points"],
        asks_site=week.get("site", False),
        private_allowed=week["private_allowed"],
        grace_minutes=week["grace_minutes"],
        parts=tuple(PartInput(**part) for part in week["parts"]),
        response_parts=_response_parts(week),
    )


def _response_parts(week: Mapping[str, Any]) -> tuple[PartInput, ...]:
    headings = week["response_parts"]
    keys = _RESPONSE_KEYS[len(headings)]
    return tuple(
        PartInput(key, heading, min_words=week["response_words"])
        for key, heading in zip(keys, headings, strict=True)
    )


def _terms(week: Mapping[str, Any], content: PromptInput, now: datetime) -> Terms:
    return Terms(
        valid_from=now,
        choice=content.asks_site,
        parts=part_rules(content.parts),
        references=week["references"],
        responses=week["responses"],
        different_site=week["different_site"],
        response_parts=part_rules(content.response_parts),
        days=week["days"],
        answer_back=week["answer_back"],
    )


def _due(week: int, said: str) -> DueInput:
    """ "Day 3 23:59" as it is set in the browser."""
    _, day, clock = said.split()
    return DueInput(week, int(day), clock)
