"""Rows of a week's prompt. Due times and terms are histories: the latest row is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.courses.models import Course
from forum.database import Json, Model
from forum.rules import facts

#: Characters of a request for more time, and of the answer to it.
LONGEST_NOTE = 2000
CheckpointKind = Literal["opens", "T1", "T2", "close"]


class Prompt(Model):
    """One week's discussion; ``version`` guards two editors of its set-up.

    ``lineage`` is the same for a prompt and its copies in other courses: posts under all of them
    answer one task, and are compared with each other.
    """

    __tablename__ = "prompt"
    __table_args__ = (UniqueConstraint("course_id", "week"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    week: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(500), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    respond: Mapped[str] = mapped_column(Text, default="")
    content_note: Mapped[str] = mapped_column(String(1000), default="")
    case_title: Mapped[str] = mapped_column(String(200), default="")
    case_text: Mapped[str] = mapped_column(Text, default="")
    alternative_title: Mapped[str] = mapped_column(String(200), default="")
    alternative_text: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[int] = mapped_column(default=100)
    asks_site: Mapped[bool] = mapped_column(default=True)
    own_site_allowed: Mapped[bool] = mapped_column(default=True)
    site_cap: Mapped[int | None]
    write_first: Mapped[bool] = mapped_column(default=True)
    site_board: Mapped[bool] = mapped_column(default=True)
    private_allowed: Mapped[bool] = mapped_column(default=False)
    grace_minutes: Mapped[int] = mapped_column(default=15)
    late_rate: Mapped[int] = mapped_column(default=10)
    late_cap: Mapped[int] = mapped_column(default=50)
    group_set_id: Mapped[int | None] = mapped_column(ForeignKey("group_set.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    lineage: Mapped[str] = mapped_column(String(32), index=True, default=lambda: uuid4().hex)

    course: Mapped[Course] = relationship(lazy="raise_on_sql")

    @property
    def is_published(self) -> bool:
        """Whether students may know of the prompt at all."""
        return self.published_at is not None and self.withdrawn_at is None


class PromptPart(Model):
    """A field of the initial post (``kind`` initial) or of a response (``kind`` response)."""

    __tablename__ = "prompt_part"
    __table_args__ = (UniqueConstraint("prompt_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(30))
    heading: Mapped[str] = mapped_column(String(120))
    guidance: Mapped[str] = mapped_column(String(1000), default="")
    min_words: Mapped[int] = mapped_column(default=50)
    position: Mapped[int]


class TermsVersion(Model):
    """What the prompt asked from ``valid_from`` on.

    ``data`` holds the parameters of the seven requirement types (``forum.prompts.terms``).
    """

    __tablename__ = "prompt_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    valid_from: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(Json)


class Checkpoint(Model):
    """A due time as it was set at ``set_at``.

    ``kind`` is opens, T1, T2 or close; ``week``, ``day`` (1 = the weekday on which course weeks
    begin; may pass 7) and ``local_time`` ("23:59", course zone) are what staff set; ``due_at`` is
    the instant computed from them: for opens the first open instant, else the first late one.
    """

    __tablename__ = "prompt_checkpoint"
    __table_args__ = (Index("ix_prompt_checkpoint_prompt_id_kind", "prompt_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    kind: Mapped[CheckpointKind] = mapped_column(String(6))
    week: Mapped[int]
    day: Mapped[int]
    local_time: Mapped[str] = mapped_column(String(5))
    due_at: Mapped[datetime]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class WeekPattern(Model):
    """When every week of a course opens, is due and closes, and its holidays.

    ``times`` holds [day, local time] by kind, as in ``Checkpoint``; ``holidays`` lists [ISO date,
    name]. ``version`` guards two editors, of the course's breaks too.
    """

    __tablename__ = "week_pattern"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    times: Mapped[dict[str, Any]] = mapped_column(Json)
    holidays: Mapped[list[Any]] = mapped_column(Json)
    version: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class Extension(Model):
    """A person's own due time (``kind`` T1, T2 or close), with its reason."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    kind: Mapped[facts.Checkpoint] = mapped_column(String(6))
    due_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]


class ExtensionRequest(Model):
    """A student's own words on why more time is needed; ``outcome`` is "" while it is open, then
    ``granted`` (with the extension that did so), ``declined`` with an answer, or ``withdrawn``.
    """

    __tablename__ = "extension_request"
    __table_args__ = (
        Index(
            "uq_extension_request_open",
            "prompt_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_extension_request_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    extension_id: Mapped[int | None] = mapped_column(ForeignKey("extension.id"))


class Site(Model):
    """An organisation's site known to the course; ``identity`` is the key of ``rules.sites``."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("course_id", "identity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(2048))
    identity: Mapped[str] = mapped_column(String(300))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SiteAlias(Model):
    """Another name or identity of a site."""

    __tablename__ = "site_alias"
    __table_args__ = (UniqueConstraint("course_id", "alias"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    alias: Mapped[str] = mapped_column(String(300))


class SiteMerge(Model):
    """Staff declared two sites the same from ``merged_at`` on; credit given before stays.

    ``ended_at`` is when they took that back. ``listings`` are the prompts that listed the merged
    site: [prompt id, position, whether the other one took its place there].
    """

    __tablename__ = "site_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    listings: Mapped[list[Any]] = mapped_column(Json, default=list)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class SiteAnswer(Model):
    """Whether an address that a person typed (``identity``) is a site of the course that looks like
    it: "Is this the same as Polaris Project?" Asked once.
    """

    __tablename__ = "site_answer"
    __table_args__ = (UniqueConstraint("course_id", "user_id", "identity", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    identity: Mapped[str] = mapped_column(String(300))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    is_same: Mapped[bool]
    answered_at: Mapped[datetime]


class PromptSite(Model):
    """A site listed for a prompt."""

    __tablename__ = "prompt_site"
    __table_args__ = (UniqueConstraint("prompt_id", "site_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    position: Mapped[int]
