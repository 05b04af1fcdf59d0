"""Letters with a one-use link. The link is made when the letter is written, so that no token ever
waits in the outbox."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from forum.accounts import actions
from forum.accounts.models import User
from forum.accounts.queries import find_person
from forum.courses.actions import NewcomersRefused, ask_to_join
from forum.courses.codes import written
from forum.courses.models import Course, EnrolmentCode
from forum.database import transaction
from forum.jobs.job import Job
from forum.jobs.letters.desk import at_the_desk, post, write
from forum.mail import Letter


def reset(job: Job) -> None:
    """Send a link to set a new password to the account of an address, where there is one.

    Whoever asks is told the same for every address, so that nobody learns who has an account.
    """
    with at_the_desk(), transaction() as session:
        user = find_person(session, job.payload["email"])
        if user is None or not user.is_active:
            job.settle(session, "No account in use has this address.", forget=True)
            return
        job.address_to(session, user.id)
        letter = _reset_letter(session, job, user)
    _deliver(job, letter, forget=True)


def invite(job: Job) -> None:
    """Send somebody new a link to choose a password, where none was chosen in the meantime."""
    with at_the_desk(), transaction() as session:
        user = session.get_one(User, job.recipient_id)
        if not user.is_active or user.password_hash is not None:
            job.settle(session, "The account is disabled or has a password already.")
            return
        course = session.get_one(Course, job.payload["course_id"])
        letter = _invitation(session, job, user, course)
    _deliver(job, letter)


def answer_newcomer(job: Job) -> None:
    """Send somebody who wants to join with a code a link to choose a password, or to sign in where
    the address has an account. Whoever asked was told the same for every address.
    """
    code_id, email, name = (job.payload[key] for key in ("code_id", "email", "name"))
    with at_the_desk(), transaction() as session:
        code = session.get_one(EnrolmentCode, code_id)
        course = session.get_one(Course, code.course_id)
        user = find_person(session, email)
        if user is not None and not user.is_active:
            job.settle(session, "The account is disabled.", forget=True)
            return
        known: EnrolmentCode | None = code
        if user is None or user.password_hash is None:
            try:
                user = ask_to_join(session, code, email=email, name=name, now=job.now)
            except NewcomersRefused:
                job.settle(session, "Codes make no account for this address.", forget=True)
                return
            known = None
        job.address_to(session, user.id)
        letter = _joining_letter(session, job, user, course, known)
    _deliver(job, letter, forget=True)


def send_password_link(job: Job) -> None:
    """Send somebody the link to set a password that an admin wants them to have."""
    with at_the_desk(), transaction() as session:
        user = session.get_one(User, job.recipient_id)
        if not user.is_active:
            job.settle(session, "The account is disabled.")
            return
        token = actions.issue_ticket(session, user, actions.INVITATION, job.now)
        letter = write(
            job,
            user,
            gettext("Set your password"),
            "password_link",
            url=url_for("links.invitation", token=token, _external=True),
            reason=gettext("because an administrator of the site had it sent to you"),
        )
    _deliver(job, letter)


def _joining_letter(
    session: Session, job: Job, user: User, course: Course, code: EnrolmentCode | None
) -> Letter:
    """To somebody new a link to choose a password, to others the way to the code."""
    if code is None:
        token = actions.issue_ticket(session, user, actions.INVITATION, job.now)
        url = url_for("links.invitation", token=token, _external=True)
    else:
        url = url_for("joining.show", code=written(code.code), _external=True)
    return write(
        job,
        user,
        gettext("Join %(code)s", code=course.code),
        "joining",
        course=course,
        place=f"{course.code}, {course.title}",
        url=url,
        is_new=code is None,
        reason=gettext("because somebody, probably you, wanted to join a course"),
    )


def _reset_letter(session: Session, job: Job, user: User) -> Letter:
    token = actions.issue_ticket(session, user, actions.RESET, job.now)
    return write(
        job,
        user,
        gettext("Set a new password"),
        "reset",
        url=url_for("links.reset", token=token, _external=True),
        reason=gettext("because somebody, probably you, asked for a new password"),
    )


def _invitation(session: Session, job: Job, user: User, course: Course) -> Letter:
    token = actions.issue_ticket(session, user, actions.INVITATION, job.now)
    return write(
        job,
        user,
        gettext("You are invited to %(code)s", code=course.code),
        "invitation",
        course=course,
        place=f"{course.code}, {course.title}",
        url=url_for("links.invitation", token=token, _external=True),
        again_url=url_for("links.request_reset", _external=True),
        reason=gettext("because you were enrolled in a course"),
    )


def _deliver(job: Job, letter: Letter, *, forget: bool = False) -> None:
    post(letter, job.now)
    with transaction() as session:
        job.settle(session, forget=forget)
