"""Before a change of a running week is saved: who it changes, and how, to be applied or not."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.courses.calendar import week_starts
from forum.extensions import db
from forum.grading.queries.grades import list_grades
from forum.grading.queries.released import list_latest_released
from forum.participation.evidence import gather_discussion, regrouped
from forum.participation.plans import Effects, Outcome, Plan, find_effects
from forum.participation.policy import can_set_finding
from forum.prompts.actions.schedule import check_notice, instant_of
from forum.prompts.schedule import late_policy_of
from forum.web.forms.setup import SetupForm
from forum.web.setup.desk import Desk
from forum.web.setup.saving import content_of, schedule_of, terms_of
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


def ask_first(desk: Desk, form: SetupForm) -> Answer:
    """The page that shows what a valid form would change, until that very page was applied.

    Raises DueTooSoon. Nothing is asked of a page that is stale: saving it says so.
    """
    prompt = desk.prompt
    if prompt.published_at is None or not desk.setup.is_complete:
        return Answer()
    if form.version.data != prompt.version:
        return Answer()
    effects = _effects_of(desk, form)
    if effects is None or effects.is_harmless:
        return Answer()
    seen, reach = request.form.get("seen"), request.form.get("reach", "from_now")
    outcome = effects.outcome(reach)
    if seen == effects.fingerprint and outcome is not None:
        return Answer(outcome=outcome)
    is_other = seen is not None
    return Answer(page=(_page(desk, effects, reach, is_other), 409 if is_other else 200))


def _effects_of(desk: Desk, form: SetupForm) -> Effects | None:
    """What the form would change; None where nothing has been written yet."""
    session, now, setup = db.session(), desk.now, desk.setup
    plan = _plan_of(desk, form)
    discussion = gather_discussion(session, setup)
    if not discussion.posts:
        return None
    group_set_id = content_of(form).group_set_id
    moved = discussion
    if group_set_id != desk.prompt.group_set_id:
        moved = regrouped(session, discussion, desk.course, group_set_id)
    reason = _("All that was asked before had been done.")
    effects = find_effects(discussion, moved, plan, now, translator(), reason=reason)
    if can_set_finding(desk.place.viewer):
        return effects
    may = tuple(one for one in effects.outcomes if not one.exemptions)
    return Effects(may, effects.earlier)


def _plan_of(desk: Desk, form: SetupForm) -> Plan:
    course, now = desk.course, desk.now
    dues = {}
    for kind, due in schedule_of(form).items():
        dues[kind] = instant_of(kind, week_starts(course, due.week), due, course.zone)
        check_notice(desk.prompt, desk.setup.checkpoint(kind), dues[kind], now)
    late = (form.late_rate.data, form.late_cap.data, form.grace_minutes.data)
    return Plan(terms_of(form, content_of(form), now), dues, late_policy_of(*late))


def _page(desk: Desk, effects: Effects, reach: str, is_other: bool) -> str:
    session, prompt = db.session(), desk.prompt
    grades = list_grades(session, prompt.id).items()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in ASIDE]
    return render_template(
        "setup/effects.html",
        desk=desk,
        effects=effects,
        reaches=REACHES,
        names=NAMES,
        reach=reach if effects.outcome(reach) else "from_now",
        graded={user_id for user_id, grade in grades if grade.graded_at is not None},
        released=set(list_latest_released(session, prompt.id)),
        fields=fields,
        is_other=is_other,
        here=request.path,
        back=url_for("setup.edit", slug=desk.course.slug, week=prompt.week),
    )
