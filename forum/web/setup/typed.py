"""The week that a valid long form describes, as if it had been saved: for its preview alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forum.courses.calendar import week_starts
from forum.extensions import db
from forum.grading.content import RubricInput
from forum.grading.queries.rubrics import LEVELS, CriterionView, RatingView, RubricView
from forum.prompts.actions.schedule import instant_of
from forum.prompts.content import COLUMNS, PartInput, PromptInput
from forum.prompts.models import Checkpoint, Prompt, PromptPart, Site
from forum.prompts.queries import PromptSetup
from forum.prompts.sites import find_known_site, list_current_sites, read_address
from forum.web.forms.setup import SetupForm
from forum.web.setup.desk import Desk
from forum.web.setup.saving import content_of, in_order, rubric_of, schedule_of, terms_of

#: Sites that are not kept have numbers that no row has, below those of the made-up class.
_FIRST_NUMBER = -100


def typed_desk(desk: Desk, form: SetupForm) -> Desk:
    """The desk as it would be once the form is saved. Its rows belong to no session."""
    content = content_of(form)
    prompt = _prompt_of(desk, content)
    setup = PromptSetup(
        prompt=prompt,
        parts=tuple(_parts(content.parts, "initial")),
        response_parts=tuple(_parts(content.response_parts, "response")),
        terms=(terms_of(form, content, desk.now),),
        checkpoints=tuple(_times(desk, form)),
        sites=tuple(_sites(desk, form)),
    )
    return replace(desk, prompt=prompt, setup=setup, rubric=_rubric_of(rubric_of(form)))


def _prompt_of(desk: Desk, content: PromptInput) -> Prompt:
    before = desk.prompt
    values = {column.key: getattr(before, column.key) for column in Prompt.__table__.columns}
    prompt = Prompt(**{**values, **{name: getattr(content, name) for name in COLUMNS}})
    prompt.course = desk.course
    return prompt


def _parts(parts: tuple[PartInput, ...], kind: str) -> Iterator[PromptPart]:
    for position, part in enumerate(parts, start=1):
        yield PromptPart(
            kind=kind,
            key=part.key,
            heading=part.heading,
            guidance=part.guidance,
            min_words=part.min_words,
            position=position,
        )


def _times(desk: Desk, form: SetupForm) -> Iterator[Checkpoint]:
    for kind, due in schedule_of(form).items():
        starts_on = week_starts(desk.course, due.week)
        due_at = instant_of(kind, starts_on, due, desk.course.zone)
        yield Checkpoint(kind=kind, due_at=due_at, set_at=desk.now)


def _sites(desk: Desk, form: SetupForm) -> Iterator[Site]:
    """Those ticked, the listed ones in their order; then those typed in new rows."""
    session, course = db.session(), desk.course
    known = {site.id: site for site in list_current_sites(session, course.id)}
    ticked = [known[site_id] for site_id in in_order(desk, form.sites.data)]
    yield from ticked
    typed = [entry.form for entry in form.new_sites if entry.form.address.data]
    for index, row in enumerate(typed):
        identity = read_address(session, course.id, row.address.data)
        site = find_known_site(session, course.id, identity)
        if site is None:
            number = _FIRST_NUMBER - index
            name, address = row.name.data, row.address.data
            site = Site(id=number, name=name, address=address, identity=identity)
        if site not in ticked:
            yield site


def _rubric_of(rubric: RubricInput) -> RubricView | None:
    if not rubric.criteria:
        return None
    return RubricView(
        0,
        rubric.title,
        tuple(
            CriterionView(
                id=number,
                key=row.key,
                title=row.title,
                counted_from=row.counted_from,
                ratings=tuple(map(RatingView, LEVELS, row.points, row.descriptions)),
            )
            for number, row in enumerate(rubric.criteria, start=1)
        ),
    )
