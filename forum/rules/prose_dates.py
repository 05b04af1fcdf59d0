"""Dates, weekdays and times written out in prose, and which due times of a week they say.

A text that says "Wednesday at 11:59 pm" is wrong from the day the due time moves. What is found
here can be replaced by a token that follows the schedule (SCREENS.md, "Prompt editor"). English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
#: Enough letters of a name to know it by.
_LETTERS = 3

_WEEKDAY = "mon|tues?|wed|thu(?:rs?)?|fri|sat|sun"
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_ORDINAL = "(?:st|nd|rd|th)"
# "May" is a month only beside a number; a weekday alone is enough, because it moves with the term.
_ATOM = re.compile(
    rf"""
      \b(?P<weekday>{"|".join(_WEEKDAYS)})\b(?:\s+(?:night|evening)\b)?
    | \b(?P<short>{_WEEKDAY})\b\.?
    | \b(?P<month1>{_MONTH})\b\.?\s+(?P<day1>\d{{1,2}}){_ORDINAL}?\b(?!:)
        (?:,?\s+(?P<year1>\d{{4}})\b)?
    | \b(?P<day2>\d{{1,2}}){_ORDINAL}?\s+(?:of\s+)?(?P<month2>{_MONTH})\b
        (?:,?\s+(?P<year2>\d{{4}})\b)?
    | \b(?P<year3>\d{{4}})-(?P<month3>\d{{2}})-(?P<day3>\d{{2}})\b
    | \b(?!24/7\b)(?P<one>\d{{1,2}})/(?P<other>\d{{1,2}})(?:/(?P<year4>\d{{4}}|\d{{2}}))?\b
    | \b(?P<day5>\d{{1,2}}){_ORDINAL}\b
    | \b(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?:\s?(?P<half1>[ap])\.?m\b\.?)?
    | \b(?P<full>\d{{1,2}})\s?(?P<half2>[ap])\.?m\b\.?
    | \b(?P<word>midnight|noon)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What may stand between a day and its hour: "Wednesday, the 8th, by 11:59 pm".
_BETWEEN = re.compile(r"(?:,?\s+|,)(?:(?:at|by|on|the|before|until)\s+){0,2}", re.IGNORECASE)
# An address is no prose, and what stands between double braces follows the schedule already.
_ASIDE = re.compile(r"\bhttps?://\S+|\{\{[^{}\n]{0,62}\}\}")
_SENTENCE_ENDS = re.compile(r"\.(?:\s*\Z|\s*\n|\s+[^a-z\s])")


@dataclass(frozen=True)
class WrittenDate:
    """Words of a text that say a date: where they begin, and the names of the due times they equal;
    none of them where the words say another date."""

    start: int
    words: str
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Atom:
    """A weekday, a date or a time. ``is_weak``: it says a time only beside another one.

    ``meant`` are the values it may have: weekdays from 0, (year, month, day) with None for what is
    not said, or times of day.
    """

    start: int
    end: int
    kind: str
    meant: tuple[object, ...]
    is_weak: bool = False


def find_written_dates(text: str, dues: Mapping[str, datetime]) -> list[WrittenDate]:
    """The dates, weekdays and due hours of a text, in its order.

    ``dues`` are the last minutes of the due times by name, in local time. A time of day by itself
    is found only where a due time has it: a text may well say when an office opens.
    """
    return [found for group in _groups(text) if (found := _written(text, group, dues))]


def replace_date(text: str, words: str, token: str, dues: Mapping[str, datetime]) -> str:
    """The text with its first date of these words replaced; as it was where it has none.

    ``words`` may have other white space between them than the text has.
    """
    for found in find_written_dates(text, dues):
        if found.words.split() == words.split():
            return text[: found.start] + token + text[found.start + len(found.words) :]
    return text


def _groups(text: str) -> Iterator[list[_Atom]]:
    """Atoms that say one date together; no group says the weekday, the date or the time twice."""
    group: list[_Atom] = []
    for atom in _atoms(text):
        is_next = group and _BETWEEN.fullmatch(text, group[-1].end, atom.start)
        if not is_next or atom.kind in [one.kind for one in group]:
            if group:
                yield group
            group = []
        group.append(atom)
    if group:
        yield group


def _atoms(text: str) -> Iterator[_Atom]:
    plain = _ASIDE.sub(lambda match: "\0" * len(match[0]), text)
    for match in _ATOM.finditer(plain):
        if atom := _atom(match):
            yield atom


def _atom(match: re.Match[str]) -> _Atom | None:
    """What was found, where it can be one: no 25 o'clock, no "sun" that shines."""
    said, (start, end) = match.groupdict(), match.span()
    if name := said["weekday"] or said["short"]:
        if said["short"] and not name[0].isupper():
            return None
        meant = _position(name, _WEEKDAYS)
        return _Atom(start, end, "weekday", (meant,), is_weak=bool(said["short"]))
    if said["hour"] or said["full"] or said["word"]:
        times = _times(said)
        return _Atom(start, end, "time", times, is_weak=bool(said["word"])) if times else None
    return _Atom(start, end, "date", _dates(said), is_weak=bool(said["day5"]))


def _dates(said: Mapping[str, str | None]) -> tuple[object, ...]:
    """The readings of a date: 10/8 may be October or August, as the reader's country has it."""
    for number in ("1", "2"):
        if name := said[f"month{number}"]:
            month, day = _position(name, _MONTHS) + 1, _number(said[f"day{number}"])
            return ((_number(said[f"year{number}"]), month, day),)
    if said["day3"]:
        return (tuple(_number(said[name]) for name in ("year3", "month3", "day3")),)
    if said["one"]:
        year, one, other = _number(said["year4"]), _number(said["one"]), _number(said["other"])
        year = year + 2000 if year is not None and year < 100 else year
        return ((year, one, other), (year, other, one))
    return ((None, None, _number(said["day5"])),)


def _times(said: Mapping[str, str | None]) -> tuple[time, ...]:
    """The readings of a time of day; midnight ends a day to some and begins it to others."""
    if word := said["word"]:
        return (time(12),) if word.lower() == "noon" else (time(23, 59), time(0))
    hour, minute = int(said["hour"] or said["full"] or 0), int(said["minute"] or 0)
    half = said["half1"] or said["half2"]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return ()
    if half:
        return (time(hour % 12 + (12 if half.lower() == "p" else 0), minute),)
    return tuple(time(each, minute) for each in dict.fromkeys((hour, (hour + 12) % 24)))


def _written(text: str, group: list[_Atom], dues: Mapping[str, datetime]) -> WrittenDate | None:
    """What a group says, unless it is no date, or the hour of something else."""
    if len(group) == 1 and group[0].is_weak:
        return None
    says = tuple(name for name, due in dues.items() if all(_is_of(one, due) for one in group))
    if not says and all(one.kind == "time" for one in group):
        return None
    start, end = group[0].start, group[-1].end
    if text[end - 1] == "." and _SENTENCE_ENDS.match(text, end - 1):
        end -= 1
    return WrittenDate(start, text[start:end], says)


def _is_of(atom: _Atom, due: datetime) -> bool:
    """Whether nothing an atom says is otherwise than this due time."""
    if atom.kind == "weekday":
        return due.weekday() in atom.meant
    if atom.kind == "time":
        return due.time().replace(second=0, microsecond=0) in atom.meant
    parts = (due.year, due.month, due.day)
    return any(
        all(said is None or said == part for said, part in zip(date, parts, strict=True))
        for date in atom.meant
        if isinstance(date, tuple)
    )


def _position(name: str, names: tuple[str, ...]) -> int:
    start = name[:_LETTERS].lower()
    return next(at for at, one in enumerate(names) if one.startswith(start))


def _number(text: str | None) -> int | None:
    return int(text) if text else None
