"""A file comes in: understood at once, and kept until it is carried out or cancelled."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from forum.courses.imports.actions.refusals import ImportOver, NoSuchClass
from forum.courses.imports.csv_file import read_csv
from forum.courses.imports.models import CHOOSING, CSV, ONEROSTER, OVER, RosterImport
from forum.courses.imports.oneroster.package import Package, read_package
from forum.courses.imports.oneroster.rosters import roster_of
from forum.courses.imports.queries import known_sources, load_import
from forum.courses.models import Course
from forum.uploads.archives import ZIP_MARK

#: What nobody carried out is forgotten after this.
KEPT = timedelta(days=1)
_LONGEST_NAME = 120


def bring_file(
    session: Session,
    course: Course,
    data: bytes,
    file_name: str,
    *,
    by: int,
    now: datetime,
) -> RosterImport:
    """Understand a roster, a CSV file or an archive of OneRoster, and keep it to be looked at.

    An archive with one class is that class; with more it waits for ``choose_class``. Raises
    BadFile with all that is wrong; then nothing is kept.
    """
    made = RosterImport(
        course_id=course.id,
        uploaded_by_id=by,
        uploaded_at=now,
        file_name="".join(letter for letter in file_name if letter.isprintable())[:_LONGEST_NAME],
        kind=ONEROSTER if data.startswith(ZIP_MARK) else CSV,
    )
    if made.kind == CSV:
        made.keep(read_csv(data))
    else:
        package = read_package(data)
        made.is_whole = package.is_whole
        if len(package.classes) == 1:
            _take_class(session, course, made, package, next(iter(package.classes)), now)
        else:
            made.content = data
            made.classes = [
                [one.id, one.title, one.students]
                for one in sorted(package.classes.values(), key=lambda one: one.title.casefold())
            ]
    session.add(made)
    session.flush()
    return made


def choose_class(
    session: Session, course: Course, made: RosterImport, class_id: str, *, now: datetime
) -> None:
    """Take one class of an archive. Raises NoSuchClass, ImportOver, and BadFile with what is wrong
    about its people.
    """
    made = load_import(session, made.id)
    if made.state != CHOOSING or made.content is None:
        raise ImportOver
    package = read_package(made.content)
    if class_id not in package.classes:
        raise NoSuchClass
    _take_class(session, course, made, package, class_id, now)
    session.flush()


def cancel_import(session: Session, made: RosterImport, *, now: datetime) -> None:
    """Let it be; what the file said is forgotten. What waits for the worker can be cancelled too:
    it finds nothing to do then. Raises ImportOver where it is over already.
    """
    made = load_import(session, made.id)
    if made.state == OVER:
        raise ImportOver
    made.finish("cancelled", now)
    session.flush()


def purge_imports(session: Session, *, now: datetime) -> None:
    """Forget the files that nobody carried out."""
    session.execute(
        delete(RosterImport).where(
            RosterImport.finished_at.is_(None),
            RosterImport.asked_at.is_(None),
            RosterImport.uploaded_at < now - KEPT,
        )
    )


def _take_class(
    session: Session,
    course: Course,
    made: RosterImport,
    package: Package,
    class_id: str,
    now: datetime,
) -> None:
    known, _class = known_sources(session, course.id)
    today: date = now.astimezone(course.zone).date()
    made.class_id, made.class_title = class_id, package.classes[class_id].title[:80]
    made.keep(roster_of(package, class_id, known, today))
