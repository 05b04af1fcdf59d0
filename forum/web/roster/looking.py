"""One file: which class of it, what it would do, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.courses.imports.actions import ImportOver, NoSuchClass, choose_class
from forum.courses.imports.actions.applying import IMPORT_WORK
from forum.courses.imports.models import CHOOSING, OVER, WAITING, RosterImport
from forum.courses.imports.plans import KINDS, MISSING, STAYS, Plan, Step, make_plan
from forum.courses.imports.queries import get_present, known_sources
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.notifications.actions import MAIL
from forum.notifications.audience.people import INVITATION_WORK
from forum.notifications.digests import DIGEST_WORK
from forum.outbox.queries import count_cause, find_entry
from forum.uploads.problems import BadFile
from forum.web.access import Place
from forum.web.forms.roster import ApplyForm, ClassForm
from forum.web.limits import limit_edits
from forum.web.links import mail_leaves
from forum.web.role_words import role_word
from forum.web.roster.bringing import show_form
from forum.web.roster.door import ONE, blueprint, load_import
from forum.web.roster.words import group_title, say_passed, say_problems

#: So many lines of each kind are shown beside the others, and so many when one kind is asked for.
FEW, MANY = 25, 500


@dataclass(frozen=True)
class Group:
    """People for whom the same would happen; ``steps`` are those on this page."""

    kind: str
    title: str
    steps: Sequence[Step]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.steps)


@blueprint.get(ONE)
def show(slug: str, import_id: int) -> ResponseReturnValue:
    """The page of the state the file is in."""
    place, made = load_import(slug, import_id)
    if made.state == CHOOSING:
        return _choice(place, made, _class_form(place, made, sent=False))
    if made.state == WAITING:
        entry = find_entry(db.session(), f"{IMPORT_WORK}:{made.id}:{made.version}")
        return render_template("roster/waiting.html", place=place, made=made, entry=entry)
    if made.state == OVER:
        return _report(place, made)
    return show_preview(place, made, ApplyForm(formdata=None))


@blueprint.post(f"{ONE}/class")
@limit_edits
def choose(slug: str, import_id: int) -> ResponseReturnValue:
    """Take one class of an archive."""
    place, made = load_import(slug, import_id)
    if made.state != CHOOSING:
        return redirect(url_for("roster.show", slug=slug, import_id=import_id), 303)
    form = _class_form(place, made, sent=True)
    if not form.validate():
        return _choice(place, made, form), 422
    try:
        with transaction() as session:
            choose_class(session, place.course, made, form.class_id.data, now=utc_now())
    except BadFile as refusal:
        return show_form(load_import(slug, import_id)[0], say_problems(refusal)), 422
    except (ImportOver, NoSuchClass):
        pass  # somebody else chose a moment before: the page shows what there is now
    return redirect(url_for("roster.show", slug=slug, import_id=import_id), 303)


def show_preview(place: Place, made: RosterImport, form: ApplyForm) -> str:
    """What would happen to whom, by line. ``?show=`` asks for one kind of people, page by page."""
    roster = made.roster
    plan = make_plan(roster, get_present(db.session(), place.course.id, roster))
    kind = request.args.get("show", "")
    page = request.args.get("page", 1, type=int) if kind in KINDS else 1
    groups = _groups(plan, kind, page)
    if not form.is_submitted():
        form.seen.data = plan.seen
    return render_template(
        "roster/preview.html",
        place=place,
        made=made,
        plan=plan,
        groups=groups,
        only=kind if kind in KINDS else "",
        page=page,
        per_page=MANY,
        passed=say_passed(roster.passed),
        form=form,
        form_errors=form,
        missing=len(plan.by_kind[MISSING]),
        changes=plan.changes(with_missing=False),
        leaving=len(plan.ending(with_missing=False)),
        staying=len(plan.by_kind[STAYS]),
        role_word=role_word,
    )


def _groups(plan: Plan, kind: str, page: int) -> list[Group]:
    kinds = [kind] if kind in KINDS else KINDS
    start, most = ((page - 1) * MANY, MANY) if kind in KINDS else (0, FEW)
    found = []
    for one in kinds:
        steps = plan.by_kind[one]
        if steps and (one != STAYS or kind == STAYS):
            shown = steps[max(start, 0) : max(start, 0) + most]
            found.append(Group(one, group_title(one, len(steps)), shown, len(steps)))
    return found


def _class_form(place: Place, made: RosterImport, *, sent: bool) -> ClassForm:
    form = ClassForm() if sent else ClassForm(formdata=None)
    form.offer(made.classes)
    if not sent:
        _known, last = known_sources(db.session(), place.course.id)
        form.class_id.data = last
    return form


def _choice(place: Place, made: RosterImport, form: ClassForm) -> str:
    return render_template(
        "roster/choose.html", place=place, made=made, form=form, form_errors=form
    )


def _report(place: Place, made: RosterImport) -> str:
    letters = (INVITATION_WORK, MAIL, DIGEST_WORK)
    cause = f"activity:{made.activity_id}" if made.activity_id else ""
    session = db.session()
    return render_template(
        "roster/report.html",
        place=place,
        made=made,
        relay=find_entry(session, cause) if cause else None,
        letters=count_cause(session, cause, letters) if cause else None,
        mail_leaves=mail_leaves(),
        outcome=_OUTCOMES.get(made.outcome),
    )


_OUTCOMES = {
    "cancelled": lambda: _("It was cancelled; nothing was changed."),
    "archived": lambda: _("The course is in the archive, so nothing was changed."),
    "not_allowed": lambda: _(
        "Who asked for it may not manage people here any more, so nothing was changed."
    ),
}
