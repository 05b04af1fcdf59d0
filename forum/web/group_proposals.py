"""Places in groups that are proposed: they fill the table of the page, which somebody saves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.courses.groupings import Grouping
from forum.courses.models import Enrollment
from forum.database import utc_now
from forum.extensions import db
from forum.participation.evidence import gather_discussion
from forum.prompts.models import Prompt
from forum.prompts.queries import get_setup, list_prompts
from forum.rules.analytics import sites_chosen
from forum.rules.groups import divide, share
from forum.rules.roles import Permission
from forum.web.access import Place
from forum.web.forms.groups import PlacesForm, ProposalForm


def proposal_form(place: Place, groupings: Sequence[Grouping], *, asked: bool) -> ProposalForm:
    """The form with what can be chosen: sets that have groups, weeks that ask for a site."""
    form = ProposalForm(formdata=request.args if asked else None)
    weeks = [
        (row.week, _("By spread of the sites of week %(week)s", week=row.week))
        for row in _weeks(place)
    ]
    form.offer([(row.group_set.id, row.group_set.name) for row in groupings if row.groups], weeks)
    return form


def draw_lots(slug: str, form: ProposalForm) -> ResponseReturnValue:
    """The same question with lots in its address, so that it shows the same proposal each time."""
    asked = {"set": form.set.data, "week": form.week.data, "who": form.who.data}
    return redirect(url_for("groups.propose", slug=slug, seed=token_hex(4), **asked), 302)


@dataclass(frozen=True)
class Proposed:
    """One group as it would be: its members' names, each with the site chosen ("" for none)."""

    name: str
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Proposal:
    """Places that are proposed: the cells of the table as a browser would send them, and each group
    as it would be.
    """

    cells: Mapping[str, str]
    groups: tuple[Proposed, ...]
    #: Sections that do not read each other would do so in these groups.
    mixes_sections: bool


def make_proposal(
    place: Place,
    form: ProposalForm,
    groupings: Sequence[Grouping],
    students: Sequence[Enrollment],
) -> Proposal:
    """What the form asks for; a form that was validated and has a lot."""
    grouping = next(row for row in groupings if row.group_set.id == form.set.data)
    present = {row.user_id: row.user.name for row in students}
    now_in = {person: group for person, group in grouping.places.items() if person in present}
    settled = now_in if form.who.data == "loose" else {}
    sites, names = _sites(place, form.week.data)
    circles = _circles(place, [group.id for group in grouping.groups], students, settled)
    found: dict[int, int] = {}
    for people, groups in circles:
        within = {person: group for person, group in settled.items() if group in groups}
        new = [person for person in people if person not in settled]
        found |= divide(new, groups, seed=form.seed.data, kinds=sites, settled=within)
    set_id, after = grouping.group_set.id, settled | found
    return Proposal(
        cells={PlacesForm.key(set_id, person): str(group) for person, group in found.items()},
        groups=tuple(
            Proposed(
                group.name,
                tuple(
                    (name, names.get(sites.get(person, 0), ""))
                    for person, name in present.items()
                    if after.get(person) == group.id
                ),
            )
            for group in grouping.groups
        ),
        mixes_sections=len(circles) == 1 and len(_sections(place, students)) > 1,
    )


def _circles(
    place: Place, groups: list[int], students: Sequence[Enrollment], settled: Mapping[int, int]
) -> list[tuple[list[int], list[int]]]:
    """People, and the groups they are divided into: each section by itself while the sections do
    not read each other, or everybody where there are too few groups for that."""
    sections = _sections(place, students)
    at_home: dict[int, Counter[int | None]] = defaultdict(Counter)
    for section, people in sections.items():
        for person in people:
            if person in settled:
                at_home[settled[person]][section] += 1
    owned = {group: counts.most_common(1)[0][0] for group, counts in at_home.items()}
    sizes = {section: len(people) for section, people in sections.items()}
    whose = share(groups, sizes, owned)
    if not set(sections) <= set(whose.values()):
        return [([person for people in sections.values() for person in people], groups)]
    return [
        (people, [group for group in groups if whose[group] == section])
        for section, people in sections.items()
    ]


def _sections(place: Place, students: Sequence[Enrollment]) -> dict[int | None, list[int]]:
    """The students by the section they read; all together where the sections are one class."""
    together = place.course.sections_are_one_class
    found: dict[int | None, list[int]] = defaultdict(list)
    for row in students:
        found[None if together else row.section_id].append(row.user_id)
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or 0)))


def _sites(place: Place, week: int) -> tuple[dict[int, int], dict[int, str]]:
    """Student's id -> the site chosen in the week; site's id -> its name."""
    prompt = next((row for row in _weeks(place) if row.week == week), None)
    if prompt is None:
        return {}, {}
    session = db.session()
    discussion = gather_discussion(session, get_setup(session, prompt))
    return sites_chosen(discussion, utc_now()), dict(discussion.sites)


def _weeks(place: Place) -> list[Prompt]:
    """The weeks in which sites were chosen. A grader sees them; others are offered lots alone."""
    if not place.viewer.can(Permission.READ_PARTICIPATION):
        return []
    prompts = list_prompts(db.session(), place.viewer, place.course.id)
    return [row for row in prompts if row.is_published and row.asks_site]
