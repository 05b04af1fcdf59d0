"""The administration of the site: courses and people. For site admins; nobody else finds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forum.accounts.actions import (
    LINK_FROM_ADMIN,
    disable_person,
    enable_person,
    end_sessions,
)
from forum.accounts.admins import LastAdmin, appoint_admin, dismiss_admin, search_people
from forum.accounts.models import User
from forum.accounts.policy import can_disable, can_manage_people, can_see_person
from forum.accounts.queries import list_last_seen, list_sessions
from forum.activity.actions import record
from forum.courses.actions import (
    AddressTaken,
    CourseInput,
    TermGone,
    TermTaken,
    create_course,
    create_term,
    hold_term,
)
from forum.courses.models import Course
from forum.courses.queries import list_memberships, list_own_times, list_terms
from forum.database import transaction, utc_now
from forum.extensions import db
from forum.outbox.actions import Work, emit
from forum.web.access import signed_in_user
from forum.web.confirmation import needs_confirmation
from forum.web.forms.admin import NEW_TERM, CourseForm, PersonSearchForm
from forum.web.limits import limit_edits
from forum.web.links import mail_leaves
from forum.web.role_words import role_word

blueprint = Blueprint("admin", __name__)

PERSON = "/admin/people/<int(max=2147483647):user_id>"


@blueprint.before_request
def admins_only() -> None:
    """Nobody else learns that there is something here, nor is asked for a password."""
    if not can_manage_people(signed_in_user()):
        abort(404)


@blueprint.get("/admin")
def index() -> ResponseReturnValue:
    """All courses, and the way to the people."""
    admin = signed_in_user()
    return render_template("admin/index.html", courses=list_memberships(db.session(), admin))


@blueprint.route("/admin/courses/new", methods=["GET", "POST"])
@limit_edits
def new_course() -> ResponseReturnValue:
    """Make a course with its term and calendar."""
    admin = signed_in_user()
    form = CourseForm()
    form.offer([(term.id, term.name) for term in list_terms(db.session())])
    if not form.is_submitted():
        form.zone.data = _usual_zone(admin)
    if not form.validate_on_submit():
        return _course_page(form), 422 if form.is_submitted() else 200
    try:
        with transaction() as session:
            course = _make_course(session, admin, form)
    except AddressTaken:
        form.slug.errors = [_("Another course has this address. Choose another one.")]
        return _course_page(form), 409
    except TermTaken:
        form.term_name.errors = [_("There is a term of this name. Choose it from the list.")]
        return _course_page(form), 409
    except TermGone:
        form.offer_terms([(term.id, term.name) for term in list_terms(db.session())])
        form.refuse_gone_term()
        return _course_page(form), 409
    flash(_("%(code)s is there. Enrol its people next.", code=course.code), "done")
    return redirect(url_for("people.index", slug=course.slug), 303)


@blueprint.get("/admin/people")
@needs_confirmation
def people() -> ResponseReturnValue:
    """Find people by name or address."""
    admin = signed_in_user()
    form = PersonSearchForm(request.args)
    words = (form.q.data or "") if form.validate() else ""
    found = search_people(db.session(), admin, words)
    return render_template(
        "admin/people.html",
        admin=admin,
        form=form,
        words=words,
        people=found,
        last_seen=list_last_seen(db.session(), [person.id for person in found]),
        can_disable=can_disable,
        now=utc_now(),
    )


@blueprint.get(PERSON)
@needs_confirmation
def person(user_id: int) -> ResponseReturnValue:
    """One person: how they sign in, since when they were not seen, where they are, what to do."""
    admin, session, now = signed_in_user(), db.session(), utc_now()
    shown = _load(admin, user_id)
    times = list_own_times(session, shown.id)
    absolute = current_app.config["SESSION_ABSOLUTE"]
    return render_template(
        "admin/person.html",
        person=shown,
        is_other=can_disable(admin, shown),
        last_seen=list_last_seen(session, [shown.id]).get(shown.id),
        sessions=len(list_sessions(session, shown, now, absolute)),
        places=[(row, course, section) for row, course, section in times if row.ended_at is None],
        role_word=role_word,
        leaves=mail_leaves(),
        now=now,
    )


@blueprint.post(f"{PERSON}/link")
@needs_confirmation
@limit_edits
def send_link(user_id: int) -> ResponseReturnValue:
    """Send a link to set a password to the person's address, and to nobody else."""
    if not _load(signed_in_user(), user_id).is_active:
        abort(409, description=_("This account is disabled. Enable it first."))
    return _change(user_id, "password_link_sent", _send_link)


@blueprint.post(f"{PERSON}/sessions/end")
@needs_confirmation
@limit_edits
def sign_out(user_id: int) -> ResponseReturnValue:
    """Sign the person out of every browser."""
    return _change(user_id, "person_signed_out", _sign_out)


@blueprint.post(f"{PERSON}/disabling")
@needs_confirmation
@limit_edits
def disable(user_id: int) -> ResponseReturnValue:
    """Close an account: every session ends with the next request."""
    return _change(user_id, "person_disabled", _disable)


@blueprint.post(f"{PERSON}/enabling")
@needs_confirmation
@limit_edits
def enable(user_id: int) -> ResponseReturnValue:
    """Open an account again."""
    return _change(user_id, "person_enabled", enable_person)


@blueprint.post(f"{PERSON}/administration")
@needs_confirmation
@limit_edits
def appoint(user_id: int) -> ResponseReturnValue:
    """Make a person a site admin."""
    return _change(user_id, "admin_appointed", appoint_admin)


@blueprint.post(f"{PERSON}/administration/end")
@needs_confirmation
@limit_edits
def dismiss(user_id: int) -> ResponseReturnValue:
    """Take the administration back; nobody takes it from themselves."""
    return _change(user_id, "admin_dismissed", dismiss_admin)


def _change(
    user_id: int, verb: str, change: Callable[[Session, User], None]
) -> ResponseReturnValue:
    admin = signed_in_user()
    person = _load(admin, user_id)
    if not can_disable(admin, person):
        abort(403, description=_("Nobody changes their own account here; ask another admin."))
    if person.is_erased:
        abort(409, description=_("This person has been erased; the account stays closed."))
    try:
        with transaction() as session:
            change(session, person)
            record(session, verb, now=utc_now(), actor_id=admin.id, subject_id=person.id)
    except LastAdmin:
        abort(409, description=_("Somebody must be left to administer the site."))
    flash(_done(verb, person), "done")
    if "q" in request.form:
        return redirect(url_for("admin.people", q=request.form["q"][:100]), 303)
    return redirect(url_for("admin.person", user_id=user_id), 303)


def _load(admin: User, user_id: int) -> User:
    """Somebody whom this admin may see."""
    found = db.session().get(User, user_id)
    if found is None or not can_see_person(admin, found):
        abort(404)
    return found


def _done(verb: str, person: User) -> str:
    if verb == "password_link_sent":
        return _("A link to set a password is on its way to %(email)s.", email=person.email)
    if verb == "person_signed_out":
        return _("%(name)s is signed out everywhere.", name=person.name)
    return _("Changed: %(name)s.", name=person.name)


def _send_link(session: Session, user: User) -> None:
    work = Work(LINK_FROM_ADMIN, f"{LINK_FROM_ADMIN}:{uuid4().hex}", recipient_id=user.id)
    emit(session, [work], now=utc_now())


def _sign_out(session: Session, user: User) -> None:
    end_sessions(session, user, utc_now())


def _disable(session: Session, user: User) -> None:
    disable_person(session, user, utc_now())


def _make_course(session: Session, admin: User, form: CourseForm) -> Course:
    now = utc_now()
    breaks = tuple(sorted({date.fromisoformat(line) for line in form.breaks.data.split()}))
    starts_on, weeks = form.starts_on.data, form.weeks.data
    if form.term.data == NEW_TERM:
        ends_on = starts_on + timedelta(weeks=weeks + len(breaks), days=-1)
        term = create_term(session, form.term_name.data, starts_on, ends_on, by=admin.id, now=now)
    else:
        term = hold_term(session, form.term.data)
    given = CourseInput(
        slug=form.slug.data,
        code=form.code.data,
        title=form.title.data,
        zone_name=form.zone.data,
        starts_on=starts_on,
        weeks_total=weeks,
        breaks=breaks,
    )
    return create_course(session, term, given, by=admin.id, now=now)


def _usual_zone(admin: User) -> str:
    """The zone of the latest course: a school seldom moves."""
    courses = list_memberships(db.session(), admin)
    return courses[0].course.zone_name if courses else "UTC"


def _course_page(form: CourseForm) -> str:
    return render_template("admin/new_course.html", form=form)
