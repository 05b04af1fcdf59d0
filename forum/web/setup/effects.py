"""Before a change of a running week is saved: who it changes, and how, to be applied or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.courses.calendar import week_starts
from forum.extensions import db
from forum.grading.queries.grades import list_grades
from forum.grading.queries.released import list_latest_released
from forum.participation.evidence import gather_discussion, regrouped
from forum.participation.plans import Effects, Outcome, Plan, find_effects, list_earlier
from forum.participation.policy import can_set_finding
from forum.prompts.actions.schedule import check_notice, instant_of
from forum.prompts.content import DueInput
from forum.prompts.schedule import late_policy, late_policy_of
from forum.web.forms.setup import SetupForm
from forum.web.setup.desk import Desk
from forum.web.setup.saving import content_of, schedule_of, terms_of
from forum.web.translations import lazy_gettext as _l
from forum.web.translations import translator

#: What the page adds to the form it carries on.
ASIDE = frozenset({"csrf_token", "seen", "reach"})

REACHES = {
    "from_now": _l("From now on. Who has begun keeps the better of the old and the new rules."),
    "everyone": _l("For everyone, also for those who began under the old rules."),
    "undone": _l(
        "For everyone but those who had done all that was asked; what they have stays, with a "
        "decision that says so."
    ),
}
#: The same in short, over the table of each.
NAMES = {
    "from_now": _l("From now on"),
    "everyone": _l("For everyone"),
    "undone": _l("For everyone who had not done all"),
}


@dataclass(frozen=True)
class Answer:
    """What to do: show ``page``, or save with ``outcome``; None where nothing was asked."""

    page: ResponseReturnValue | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Change:
    """A change of a published week that is asked about: the facts as they would be, and where the
    page leads: ``here`` takes the form again, ``back`` the fields to go on typing.
    """

    desk: Desk
    plan: Plan
    group_set_id: int | None
    here: str
    back: str


def ask_first(desk: Desk, form: SetupForm) -> Answer:
    """The page that shows what a valid form would change, until that very page was applied.

    Raises DueTooSoon. Nothing is asked of a page that is stale: saving it says so.
    """
    if not _is_asked(desk, form.version.data):
        return Answer()
    content = content_of(form)
    late = (form.late_rate.data, form.late_cap.data, form.grace_minutes.data)
    dues = _instants_of(desk, schedule_of(form))
    plan = Plan(terms_of(form, content, desk.now), dues, late_policy_of(*late))
    back = url_for("setup.edit", slug=desk.course.slug, week=desk.prompt.week)
    return _ask(Change(desk, plan, content.group_set_id, request.path, back))


def ask_about_times(desk: Desk, dues: Mapping[str, DueInput], version: int) -> Answer:
    """As ``ask_first``, of times alone; what else is set stays. The same address takes it back."""
    if not _is_asked(desk, version):
        return Answer()
    setup = desk.setup
    plan = Plan(setup.current_terms, _instants_of(desk, dues), late_policy(desk.prompt))
    return _ask(Change(desk, plan, desk.prompt.group_set_id, request.path, request.path))


def _is_asked(desk: Desk, version: int) -> bool:
    prompt = desk.prompt
    is_complete = prompt.published_at is not None and desk.setup.is_complete
    return is_complete and version == prompt.version


def _ask(change: Change) -> Answer:
    effects = _effects_of(change)
    if effects.is_harmless:
        return Answer()
    seen, reach = request.form.get("seen"), request.form.get("reach", "from_now")
    outcome = effects.outcome(reach)
    if seen == effects.fingerprint and outcome is not None:
        return Answer(outcome=outcome)
    is_other = seen is not None
    return Answer(page=(_page(change, effects, reach, is_other), 409 if is_other else 200))


def _effects_of(change: Change) -> Effects:
    """What it would change; where nobody has written, only the times that come sooner."""
    session, desk = db.session(), change.desk
    discussion = gather_discussion(session, desk.setup)
    if not discussion.posts:
        earlier = list_earlier(discussion, change.plan, desk.now)
        return Effects((Outcome("from_now", ()),), earlier)
    moved = discussion
    if change.group_set_id != desk.prompt.group_set_id:
        moved = regrouped(session, discussion, desk.course, change.group_set_id)
    reason = _("All that was asked before had been done.")
    effects = find_effects(discussion, moved, change.plan, desk.now, translator(), reason=reason)
    if can_set_finding(desk.place.viewer):
        return effects
    may = tuple(one for one in effects.outcomes if not one.exemptions)
    return Effects(may, effects.earlier)


def _instants_of(desk: Desk, dues: Mapping[str, DueInput]) -> dict[str, datetime]:
    course, instants = desk.course, {}
    for kind, due in dues.items():
        instants[kind] = instant_of(kind, week_starts(course, due.week), due, course.zone)
        check_notice(desk.prompt, desk.setup.history(kind), instants[kind], desk.now)
    return instants


def _page(change: Change, effects: Effects, reach: str, is_other: bool) -> str:
    session, desk = db.session(), change.desk
    grades = list_grades(session, desk.prompt.id).items()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in ASIDE]
    return render_template(
        "setup/effects.html",
        desk=desk,
        effects=effects,
        reaches=REACHES,
        names=NAMES,
        reach=reach if effects.outcome(reach) else "from_now",
        graded={user_id for user_id, grade in grades if grade.graded_at is not None},
        released=set(list_latest_released(session, desk.prompt.id)),
        fields=fields,
        is_other=is_other,
        here=change.here,
        back=change.back,
    )
