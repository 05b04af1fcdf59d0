"""Rows of courses and memberships. A membership is an interval; nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import User
from forum.database import Json, Model


class Term(Model):
    """A part of the academic year in which courses are offered."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class Course(Model):
    """A course as offered in one term.

    ``starts_on`` is day 1 of week 1; ``breaks`` lists the first days (ISO dates) of weeks without
    class, after which everything moves by one. ``last_post_number`` numbers posts for people.
    """

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    zone_name: Mapped[str] = mapped_column(String(64))
    starts_on: Mapped[date]
    weeks_total: Mapped[int]
    breaks: Mapped[list[Any]] = mapped_column(Json, default=list)
    agreements: Mapped[list[Any]] = mapped_column(Json, default=list)
    sections_are_one_class: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)
    last_post_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    #: A copy that was taken back before anybody knew of it: its rows stay, nobody finds it.
    removed_at: Mapped[datetime | None]

    term: Mapped[Term] = relationship(lazy="raise_on_sql")

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the course's dates are kept and shown."""
        return ZoneInfo(self.zone_name)


class Section(Model):
    """A part of a course's roster."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(String(80))


class GroupSet(Model):
    """One way of dividing a course into groups, used by one or more prompts."""

    __tablename__ = "group_set"
    __table_args__ = (UniqueConstraint("course_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(String(80))


class Group(Model):
    """One group of a set."""

    __tablename__ = "discussion_group"
    __table_args__ = (UniqueConstraint("group_set_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_set_id: Mapped[int] = mapped_column(ForeignKey("group_set.id"))
    name: Mapped[str] = mapped_column(String(80))


class GroupMembership(Model):
    """A person's time in a group."""

    __tablename__ = "group_membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("discussion_group.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Enrollment(Model):
    """A person's time in a course with one role and section; a change starts another row."""

    __tablename__ = "enrollment"
    __table_args__ = (
        Index(
            "uq_enrollment_current",
            "course_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_enrollment_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    role: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # What an instructor allows an assistant beyond reading and grading (TRUST.md, AS).
    may_release: Mapped[bool] = mapped_column(default=False)
    may_manage: Mapped[bool] = mapped_column(default=False)
    #: Ids of the sections whose students alone an assistant works with; empty: of all.
    own_sections: Mapped[list[Any]] = mapped_column(Json, default=list)

    user: Mapped[User] = relationship(lazy="raise_on_sql")
    course: Mapped[Course] = relationship(lazy="raise_on_sql")


class EnrolmentCode(Model):
    """A code with which people enrol themselves as students, in a section where it names one, until
    ``ends_at`` (None: until somebody ends it).
    """

    __tablename__ = "enrolment_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ends_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")


class EnrolmentRequest(Model):
    """Somebody new who used a code and has not chosen a password yet: until then, whoever typed the
    address may not be its owner. ``done_at`` is when it was carried out or found to be over.
    """

    __tablename__ = "enrolment_request"
    __table_args__ = (UniqueConstraint("code_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("enrolment_code.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
