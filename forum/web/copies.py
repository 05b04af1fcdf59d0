"""The next term of a course: typed, looked at beside the old dates, made, and taken back."""

from __future__ import annotations

import re
from secrets import token_hex

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.copies.actions import (
    CopyInput,
    CopyRemoved,
    NotRemovable,
    PlanChanged,
    make_copy,
    remove_copy,
)
from forum.copies.plan import breaks_outside, find_copy_problems, plan_copy
from forum.copies.policy import can_copy_course
from forum.copies.queries import MadeCopy, find_copy, find_obstacles
from forum.courses.actions import AddressTaken, TermGone, TermTaken
from forum.courses.models import Course, Term
from forum.courses.queries import is_address_taken, list_terms, suggest_address
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.prompts.moves import fingerprint
from forum.prompts.overview import list_course_setups
from forum.prompts.patterns import CourseSchedule, get_course_schedule
from forum.prompts.problems import Days
from forum.rules.pattern import KINDS
from forum.web.access import Place, load_course, signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.copy_words import day_words, notes_on, obstacle_words, problem_words
from forum.web.forms.admin import NEW_TERM
from forum.web.forms.copies import CopyForm
from forum.web.forms.schedule import LABELS
from forum.web.limits import limit_edits
from forum.web.setup.days import pattern_days

blueprint = Blueprint("copies", __name__)

#: What the page of the plan adds to the form it carries on.
ASIDE = frozenset({"csrf_token", "seen", "key", "back"})
_KEY = re.compile(r"[0-9a-f]{32}")


@blueprint.route("/c/<slug>/copy", methods=["GET", "POST"])
@limit_edits
def new(slug: str) -> ResponseReturnValue:
    """Say when the next term is; see old and new dates side by side; make the course."""
    place = _load(slug)
    stands = get_course_schedule(db.session(), place.course)
    terms = list_terms(db.session())
    form = _form(place.course, stands, [(term.id, term.name) for term in terms])
    if not form.is_submitted() or "back" in request.form:
        return _form_page(place, form)
    if not form.validate() or not _has_fitting_breaks(place.course, form):
        return _form_page(place, form), 422
    term = next((term for term in terms if term.id == form.term.data), None)
    given = _read(form)
    if "seen" in request.form and _KEY.fullmatch(form.key.data or ""):
        return _make(place, form, stands, given, term)
    if is_address_taken(db.session(), given.slug):
        return _refuse_address(place, form)
    if given.term_id is None and given.term_name in {one.name for one in terms}:
        return _refuse_term(place, form)
    return _plan_page(place, stands, given, term, token_hex(16))


@blueprint.get("/c/<slug>/copied")
def show(slug: str) -> ResponseReturnValue:
    """What a copy was made of, what came along, and the way to take it back."""
    place = _load(slug)
    return _made_page(place, _made(place))


@blueprint.post("/c/<slug>/copied/removal")
@limit_edits
def remove(slug: str) -> ResponseReturnValue:
    """Take a copy back that nobody knows of yet."""
    place = _load(slug, even_archived=False)
    return _remove(place, _made(place))


@needs_confirmation
def _remove(place: Place, made: MadeCopy) -> ResponseReturnValue:
    code = place.course.code
    try:
        with transaction() as session:
            remove_copy(session, place.course, by=place.viewer.user_id, now=utc_now())
    except NotRemovable:
        place = _load(place.course.slug)
        return _made_page(place, _made(place), is_refused=True), 409
    flash(_("The copy of %(code)s is removed. Its address is free again.", code=code), "done")
    return redirect(url_for("admin.index"), 303)


def _load(slug: str, *, even_archived: bool = True) -> Place:
    """The course, for site admins; one in the archive can be copied too."""
    place = load_course(slug, even_archived=even_archived)
    if not can_copy_course(signed_in_user()):
        abort(403)
    return place


def _made(place: Place) -> MadeCopy:
    made = find_copy(db.session(), place.course.id)
    if made is None:
        abort(404)
    return made


def _make(
    place: Place, form: CopyForm, stands: CourseSchedule, given: CopyInput, term: Term | None
) -> ResponseReturnValue:
    key, slug = form.key.data, place.course.slug
    try:
        with transaction() as session:
            made = make_copy(
                session,
                place.course,
                given,
                key=key,
                seen=request.form["seen"],
                by=place.viewer.user_id,
                now=utc_now(),
            )
            address = made.slug
    except PlanChanged:
        place = _load(slug)
        stands = get_course_schedule(db.session(), place.course)
        return _plan_page(place, stands, given, term, key, is_other=True), 409
    except CopyRemoved:
        return _plan_page(_load(slug), stands, given, term, token_hex(16), is_removed=True), 409
    except AddressTaken:
        return _refuse_address(_load(slug), form)
    except TermTaken:
        return _refuse_term(_load(slug), form)
    except TermGone:
        form.offer_terms([(one.id, one.name) for one in list_terms(db.session())])
        form.refuse_gone_term()
        return _form_page(_load(slug), form), 409
    return redirect(url_for("copies.show", slug=address), 303)


def _form(course: Course, stands: CourseSchedule, terms: list[tuple[int, str]]) -> CopyForm:
    values: dict[str, object] = {}
    if request.method == "GET":
        values |= {"code": course.code, "title": course.title}
        values["slug"] = suggest_address(db.session(), course.slug)
        for kind in KINDS:
            at = stands.pattern[kind]
            values |= {f"{kind}_day": at.day, f"{kind}_time": at.at}
    form = CopyForm(data=values)
    form.offer_terms(terms)
    for kind in KINDS:
        form[f"{kind}_day"].offer(pattern_days(form.starts_on.data or course.starts_on))
    return form


def _has_fitting_breaks(course: Course, form: CopyForm) -> bool:
    outside = breaks_outside(course, form.starts_on.data, form.read_breaks())
    if outside:
        form.refuse_breaks(outside)
    return not outside


def _read(form: CopyForm) -> CopyInput:
    is_new = form.term.data == NEW_TERM
    return CopyInput(
        slug=form.slug.data,
        code=form.code.data,
        title=form.title.data,
        starts_on=form.starts_on.data,
        schedule=CourseSchedule(form.pattern(), form.read_breaks(), form.read_holidays()),
        term_id=None if is_new else form.term.data,
        term_name=form.term_name.data if is_new else "",
        term_ends_on=form.term_ends_on.data if is_new else None,
    )


def _refuse_address(place: Place, form: CopyForm) -> ResponseReturnValue:
    form.slug.errors = [_("Another course has this address. Choose another one.")]
    return _form_page(place, form), 409


def _refuse_term(place: Place, form: CopyForm) -> ResponseReturnValue:
    form.term_name.errors = [_("There is a term of this name. Choose it from the list.")]
    return _form_page(place, form), 409


def _form_page(place: Place, form: CopyForm) -> str:
    return render_template(
        "copies/new.html",
        place=place,
        form=form,
        kinds=KINDS,
        began=day_words(place.course.starts_on),
    )


def _plan_page(
    place: Place,
    stands: CourseSchedule,
    given: CopyInput,
    term: Term | None,
    key: str,
    **context: object,
) -> str:
    source, now = place.course, utc_now()
    setups = list_course_setups(db.session(), source.id)
    plan = plan_copy(source, setups, stands, given.schedule, given.starts_on)
    term_ends = term.ends_on if term else given.term_ends_on or plan.ends_on
    days = Days(source.zone, given.schedule.holiday_names())
    problems = {
        week.prompt.week: [
            problem_words(problem)
            for problem in find_copy_problems(setup, week, days, term_ends, now)
        ]
        for setup, week in zip(setups, plan.weeks, strict=True)
    }
    return render_template(
        "copies/plan.html",
        place=place,
        given=given,
        term_name=term.name if term else given.term_name,
        weeks=plan.weeks,
        problems=problems,
        notes=notes_on(source, plan, term, term_ends, now),
        first_day=day_words(given.starts_on),
        last_day=day_words(plan.last_day),
        labels=LABELS,
        seen=fingerprint(plan.weeks),
        key=key,
        fields=[pair for pair in request.form.items(multi=True) if pair[0] not in ASIDE],
        now=now,
        **context,
    )


def _made_page(place: Place, made: MadeCopy, *, is_refused: bool = False) -> str:
    obstacles = find_obstacles(db.session(), place.course.id)
    return render_template(
        "copies/made.html",
        place=place,
        made=made,
        obstacles=[obstacle_words(code) for code in obstacles],
        is_refused=is_refused,
    )
