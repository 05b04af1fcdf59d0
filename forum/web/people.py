"""The people of a course: who is there, and for staff the roster with its changes."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Conflict

from forum.courses.actions import (
    AlreadyEnrolled,
    NameTaken,
    NotInCourse,
    change_enrollment,
    create_section,
    end_enrollment,
    enrol,
    entrust_assistant,
)
from forum.courses.groupings import list_group_names
from forum.courses.models import Enrollment, Section
from forum.courses.policy import can_entrust, can_manage_member, roles_given_by
from forum.courses.queries import list_sections
from forum.courses.rosters import find_member, list_people_seen
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.rules.roles import Permission, Role
from forum.web.access import Place, load_course
from forum.web.forms.fields import Choice
from forum.web.forms.people import EnrolForm, MemberForm, SectionForm, TrustForm
from forum.web.limits import limit_edits
from forum.web.links import link_to_hand_over, mail_leaves
from forum.web.role_words import role_word

blueprint = Blueprint("people", __name__)


@blueprint.errorhandler(NotInCourse)
def changed_meanwhile(_refusal: NotInCourse) -> ResponseReturnValue:
    """Somebody else changed this membership between the click and the answer."""
    said = _("Somebody else changed this row just now. Look at it again.")
    return current_app.handle_http_exception(Conflict(said))


MEMBER = "/c/<slug>/people/<int(max=2147483647):enrollment_id>"


@blueprint.get("/c/<slug>/people")
def index(slug: str) -> ResponseReturnValue:
    """Students see the people of their section; staff the roster."""
    place = load_course(slug)
    place.require(Permission.READ_PEOPLE)
    return _roster(place, _enrol_form(place), SectionForm(formdata=None))


@blueprint.post("/c/<slug>/people")
@limit_edits
def enrol_person(slug: str) -> ResponseReturnValue:
    """Enrol somebody by address and name."""
    place = _managed(slug)
    form = _enrol_form(place)
    if not form.validate():
        return _roster(place, form, SectionForm(formdata=None)), 422
    try:
        with transaction() as session:
            enrollment, token = enrol(
                session,
                place.course,
                email=form.email.data,
                name=form.name.data,
                role=Role(form.role.data),
                section=_section(place, form.section.data),
                by=place.viewer.user_id,
                now=utc_now(),
            )
            person = enrollment.user
    except AlreadyEnrolled:
        form.email.errors = [_("This person is in the course already. Change the row instead.")]
        return _roster(load_course(slug), form, SectionForm(formdata=None)), 409
    flash(_("%(name)s is enrolled.", name=person.name), "done")
    if token is not None:
        flash(_invitation(person.name, token), "info")
    return redirect(url_for("people.index", slug=slug), 303)


@blueprint.post("/c/<slug>/people/sections")
@limit_edits
def add_section(slug: str) -> ResponseReturnValue:
    """Make a section of the course."""
    place = _managed(slug)
    form = SectionForm()
    if not form.validate():
        return _roster(place, _enrol_form(place, typed=False), form), 422
    try:
        with transaction() as session:
            by, now = place.viewer.user_id, utc_now()
            create_section(session, place.course, form.name.data, by=by, now=now)
    except NameTaken:
        form.name.errors = [_("The course has a section of this name already.")]
        return _roster(load_course(slug), _enrol_form(place, typed=False), form), 409
    flash(_("The section is there."), "done")
    return redirect(url_for("people.index", slug=slug), 303)


@blueprint.route(MEMBER, methods=["GET", "POST"])
@limit_edits
def member(slug: str, enrollment_id: int) -> ResponseReturnValue:
    """One member: another role or section."""
    place, enrollment = _member(slug, enrollment_id)
    form = MemberForm()
    _offer(place, form.role, form.section)
    if not form.is_submitted():
        form.role.data, form.section.data = enrollment.role, enrollment.section_id or 0
    if not form.validate_on_submit():
        return _member_page(place, enrollment, form), 422 if form.is_submitted() else 200
    with transaction() as session:
        change_enrollment(
            session,
            enrollment,
            role=Role(form.role.data),
            section=_section(place, form.section.data),
            by=place.viewer.user_id,
            now=utc_now(),
        )
    flash(_("Changed. It holds from the next click on."), "done")
    return redirect(url_for("people.index", slug=slug), 303)


@blueprint.post(f"{MEMBER}/end")
@limit_edits
def end(slug: str, enrollment_id: int) -> ResponseReturnValue:
    """Take somebody out of the course; what they wrote stays."""
    place, enrollment = _member(slug, enrollment_id)
    name = enrollment.user.name
    with transaction() as session:
        end_enrollment(session, enrollment, by=place.viewer.user_id, now=utc_now())
    flash(_("%(name)s is no longer in the course. What they wrote stays.", name=name), "done")
    return redirect(url_for("people.index", slug=slug), 303)


@blueprint.post(f"{MEMBER}/trust")
@limit_edits
def trust(slug: str, enrollment_id: int) -> ResponseReturnValue:
    """Say what an assistant may do beyond reading and grading, and with whose students."""
    place = load_course(slug)
    enrollment = find_member(db.session(), place.course.id, enrollment_id)
    if enrollment is None:
        abort(404)
    if not can_entrust(place.viewer, Role(enrollment.role)):
        abort(403)
    form, sections = TrustForm(), list_sections(db.session(), place.course.id)
    form.sections.offer((row.id, row.name) for row in sections)
    if not form.validate():
        abort(422)
    with transaction() as session:
        entrust_assistant(
            session,
            enrollment,
            may_release=form.may_release.data,
            may_manage=form.may_manage.data,
            sections=[row for row in sections if row.id in form.sections.data],
            by=place.viewer.user_id,
            now=utc_now(),
        )
    flash(_("Changed. It holds from the next click on."), "done")
    return redirect(url_for("people.index", slug=slug), 303)


def _invitation(name: str, token: str) -> str:
    """How somebody new comes to a password: by mail, or by a link that is handed over."""
    if mail_leaves():
        return _("A mail with a link to choose a password is on its way to %(name)s.", name=name)
    return _(
        "Mails stay on this machine, so hand this link over: with it %(name)s chooses a password "
        "(24 hours): %(link)s",
        name=name,
        link=link_to_hand_over(token),
    )


def _managed(slug: str) -> Place:
    place = load_course(slug)
    place.require(Permission.MANAGE_PEOPLE)
    return place


def _member(slug: str, enrollment_id: int) -> tuple[Place, Enrollment]:
    """A current member whom this viewer may change; 404 and 403 for others."""
    place = _managed(slug)
    found = find_member(db.session(), place.course.id, enrollment_id)
    if found is None:
        abort(404)
    if not can_manage_member(place.viewer, Role(found.role)):
        abort(403)
    return place, found


def _enrol_form(place: Place, typed: bool = True) -> EnrolForm:
    form = EnrolForm() if typed else EnrolForm(formdata=None)
    _offer(place, form.role, form.section)
    return form


def _offer(place: Place, role: Choice, section: Choice) -> None:
    role.offer((one.value, role_word(one.value)) for one in roles_given_by(place.viewer))
    sections = list_sections(db.session(), place.course.id)
    section.offer([(0, _("No section")), *((row.id, row.name) for row in sections)])


def _section(place: Place, section_id: int) -> Section | None:
    """The chosen section, which is one of the course's: the form has checked it."""
    sections = list_sections(db.session(), place.course.id)
    return next((row for row in sections if row.id == section_id), None)


def _roster(place: Place, form: EnrolForm, section_form: SectionForm) -> str:
    session = db.session()
    names = {row.id: row.name for row in list_sections(session, place.course.id)}
    return render_template(
        "people/index.html",
        place=place,
        people=list_people_seen(session, place.viewer, place.course),
        sections=names,
        own_names=lambda ids: ", ".join(names[one] for one in names if one in ids),
        groups=list_group_names(session, place.viewer, place.course),
        form=form,
        section_form=section_form,
        may_manage=place.viewer.can(Permission.MANAGE_PEOPLE),
        managed={role.value for role in roles_given_by(place.viewer)},
        may_entrust=can_entrust(place.viewer, Role.ASSISTANT),
        role_word=role_word,
    )


def _member_page(place: Place, enrollment: Enrollment, form: MemberForm) -> str:
    return render_template(
        "people/member.html", place=place, enrollment=enrollment, form=form, role_word=role_word
    )
