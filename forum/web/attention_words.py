"""The reasons to look at a student, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.rules.attention import Attention
from forum.rules.facts import Member
from forum.web.presentation import clock, last_minute


@dataclass(frozen=True)
class AttentionLine:
    """A student and why an instructor might look first here."""

    student: Member
    sentences: Sequence[str]


def attention_lines(
    found: Sequence[Attention], zone: ZoneInfo, now: datetime
) -> list[AttentionLine]:
    """One line a student, in the order of their first reason."""
    students = {one.student.id: one.student for one in found}
    sentences: dict[int, list[str]] = {}
    for one in found:
        sentences.setdefault(one.student.id, []).append(_sentence(one, zone, now))
    return [AttentionLine(students[number], lines) for number, lines in sentences.items()]


def _sentence(one: Attention, zone: ZoneInfo, now: datetime) -> str:
    if one.reason == "nothing" and one.since:
        at = clock(last_minute(one.since), zone, now)
        return _("Nothing published; the post was due %(time)s.", time=at)
    if one.reason == "no_response" and one.since:
        at = clock(last_minute(one.since), zone, now)
        return _("No response; they were due %(time)s.", time=at)
    if one.reason == "unanswered" and one.since:
        at = clock(one.since, zone, now)
        return _("Nobody has answered the post of %(time)s.", time=at)
    if one.reason == "none_counts":
        return ngettext(
            "%(num)d response, and it does not count.",
            "%(num)d responses, and none of them counts.",
            one.number,
        )
    if one.reason == "hidden":
        return ngettext("%(num)d post is hidden.", "%(num)d posts are hidden.", one.number)
    return ngettext(
        "%(num)d finding waits for a person to decide.",
        "%(num)d findings wait for a person to decide.",
        one.number,
    )
