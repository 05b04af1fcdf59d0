"""Rows of what people say about findings: an instructor's setting, a student's question."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.rules.checks import Check
from forum.rules.facts import Requirement, Status


class Setting(Model):
    """An instructor's decision on a finding; the latest not withdrawn stands."""

    __tablename__ = "finding_setting"
    __table_args__ = (Index("ix_finding_setting_prompt_id_user_id", "prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requirement: Mapped[Requirement] = mapped_column(String(20))
    status: Mapped[Status] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]


class Question(Model):
    """ "This looks wrong": a student's question about a finding or about a check of the text.

    Either ``requirement`` is set or ``check_name``. ``sentence`` is the finding's, or the row of
    the check that is meant, as the page said it then; empty where what is meant stands in no row.
    """

    __tablename__ = "finding_question"
    __table_args__ = (Index("ix_finding_question_prompt_id_user_id", "prompt_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requirement: Mapped[Requirement | None] = mapped_column(String(20))
    check_name: Mapped[Check | None] = mapped_column(String(20))
    sentence: Mapped[str] = mapped_column(String(2000))
    text: Mapped[str] = mapped_column(String(2000))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(2000), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
