"""The reasons to look at a student, as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

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
    if one.weeks:
        return _over_weeks(one)
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
    if one.reason == "short":
        return _("The post has %(n)s of %(asked)s words asked for.", n=one.number, asked=one.asked)
    return ngettext(
        "%(num)d finding waits for a person to decide.",
        "%(num)d findings wait for a person to decide.",
        one.number,
    )


def _over_weeks(one: Attention) -> str:
    weeks = listed(one.weeks)
    if one.reason == "nothing_again":
        return ngettext(
            "Nothing published in week %(weeks)s either.",
            "Nothing published in weeks %(weeks)s either.",
            len(one.weeks),
            weeks=weeks,
        )
    if one.reason == "unanswered_again":
        return ngettext(
            "Nobody answered the post of week %(weeks)s either.",
            "Nobody answered the posts of weeks %(weeks)s either.",
            len(one.weeks),
            weeks=weeks,
        )
    if one.reason == "shorter":
        return _(
            "The post has %(n)s words; those of weeks %(weeks)s had %(numbers)s.",
            n=one.number,
            weeks=weeks,
            numbers=listed(one.numbers),
        )
    names = listed([person.name for person in one.colleagues])
    return _("Wrote to %(names)s only, as in weeks %(weeks)s.", names=names, weeks=weeks)


def listed(things: Sequence[object]) -> str:
    """Things in a row as the reader's language puts them: "3, 4 and 5"."""
    return format_list([str(thing) for thing in things], locale=get_locale() or "en")
