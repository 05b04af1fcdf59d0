"""How values are put into words on a page: times, people, numbers, states.

``init_presentation(app)`` registers the filters and globals that ``templates/_macros/`` build on.
Times are said in the course's zone, never in the server's: absolute first, relative in brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta, get_timezone_location
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import force_locale, get_locale, gettext, ngettext

from forum.web.states import Looks
from forum.web.translations import current_language, forget_language, init_translations

Zone = str | tzinfo

# A distance is said in the largest of these that it holds twice: "in 47 hours", "in 2 days".
UNITS = (
    timedelta(days=30),
    timedelta(days=7),
    timedelta(days=1),
    timedelta(hours=1),
    timedelta(minutes=1),
)


def init_presentation(app: Flask) -> None:
    """Register the filters and globals of this module with the application's templates."""
    init_translations(app)
    # Lines that hold only a tag leave no empty line behind: a page of a class is a third smaller.
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(STATES=Looks(), get_locale=get_locale)
    app.jinja_env.filters.update(
        city=city,
        clock=clock,
        clock_today=clock_today,
        day=day,
        distance=distance,
        initials=initials,
        iso=iso,
        last_minute=last_minute,
        percent=percent,
        points=points,
        problems=problems,
        word_count_text=word_count_text,
        word_pattern=word_pattern,
    )


def render_bare(template: str, **context: Any) -> str:
    """Render a template without any context processor: no user, no session, no database.

    For the pages that say that the database or the server is out of order (500, 503). The language
    is the installation's, because finding the reader's may itself ask the database.
    """
    with force_locale(current_app.config.get("BABEL_DEFAULT_LOCALE", "en")):
        forget_language()
        page = current_app.jinja_env.get_template(template).render(**context)
    forget_language()
    return page


# --- Times -------------------------------------------------------------------------------------


def clock(at: datetime, zone: Zone, now: datetime | None = None, seconds: bool = False) -> str:
    """Say an instant in a zone: "Wed 25 Nov, 11:59 pm"; the year only where it is not now's."""
    with_year = now is not None and _local(at, zone).year != _local(now, zone).year
    return _clock(at, _zone(zone), with_year, seconds, current_language())


def clock_today(at: datetime, zone: Zone, now: datetime) -> str:
    """Say the hour alone of an instant of today: "2:04 pm"; of any other day, with its date."""
    if _local(at, zone).date() != _local(now, zone).date():
        return clock(at, zone, now)
    language = current_language()
    return _formatted(at, _zone(zone), _hours(False, language), language)


def hour_of_day(hour: int) -> str:
    """Say a full hour as the language does: "5:00 pm", "17:00"."""
    return wall_time(time(hour))


def wall_time(at: time) -> str:
    """Say a time of day as the language does: "11:59 pm", "23:59"."""
    language = current_language()
    on_some_day = datetime.combine(date(2000, 1, 1), at, UTC)
    return _formatted(on_some_day, UTC, _hours(False, language), language)


def day(at: datetime, zone: Zone) -> str:
    """Say the date of an instant in a zone: "Wed 25 Nov"."""
    return _day(at, _zone(zone), current_language())


def iso(at: datetime, zone: Zone) -> str:
    """Return an instant for ``<time datetime>``, with the zone's own offset, to the second."""
    return _local(at, zone).isoformat(timespec="seconds")


def last_minute(due_at: datetime) -> datetime:
    """Return the minute that people know as the due time.

    A due instant is the first late instant (RULES.md, "The clock"), so 23:59 is kept as midnight.
    """
    return due_at - timedelta(minutes=1)


def distance(at: datetime, now: datetime) -> str:
    """Say how far an instant is from now: "in 2 days", "3 hours ago". Rounds towards now."""
    gap = _utc(at) - _utc(now)
    unit = next((unit for unit in UNITS if abs(gap) >= 2 * unit), UNITS[-1])
    whole = max(1, abs(gap) // unit) * unit
    return _distance(whole if gap > timedelta(0) else -whole, current_language())


def city(zone: Zone) -> str:
    """Name a zone by its city, in the reader's language: "New York"."""
    return get_timezone_location(_zone(zone), locale=current_language(), return_city=True)


# --- People and numbers --------------------------------------------------------------------------


def initials(name: str) -> str:
    """Return one or two capital letters for a monogram; a middle dot for a name without letters."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "·"
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


def word_count_text(words: int, minimum: int = 0, own: bool = False) -> str:
    """Say a number of words, with the least that is asked: "43 words (25 or more)".

    ``own`` where quoted lines were left out: "43 words of your own (25 or more)".
    """
    return word_pattern(words, minimum, own).replace(
        "{n}", format_decimal(words, locale=current_language())
    )


def word_pattern(words: int, minimum: int = 0, own: bool = False) -> str:
    """Return the sentence of ``word_count_text`` with ``{n}`` for the number, for scripts."""
    if own:
        said = ngettext("{n} word of your own", "{n} words of your own", words)
    else:
        said = ngettext("{n} word", "{n} words", words)
    if not minimum:
        return said
    return gettext("%(words)s (%(least)s or more)", words=said, least=minimum)


def points(value: Decimal | int | float | None) -> str:
    """Say points without needless zeros: 87, 87.5, 87.25; a dash where there are none yet."""
    return "—" if value is None else _points(str(value), current_language())


def percent(share: Decimal | float | None, digits: int = 0) -> str:
    """Say a share between 0 and 1 as per cent, with a space that does not break: "87.2 %"."""
    if share is None:
        return "—"
    step = Decimal(1).scaleb(-digits)
    rounded = (Decimal(str(share)) * 100).quantize(step, rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return (
        f"{format_decimal(rounded, format=pattern, locale=current_language())}\N{NO-BREAK SPACE}%"
    )


# --- Forms and pages of a list -------------------------------------------------------------------


def problems(source: Any) -> list[tuple[str, str]]:
    """Return what is wrong in a form as (id of the control, sentence) for the error summary.

    ``source`` is a WTForms form (enclosed forms and lists are followed), an iterable of such pairs,
    or None. The id is empty for an error of the whole form.
    """
    if not source:
        return []
    if not hasattr(source, "errors"):
        return [(str(control), str(sentence)) for control, sentence in source]
    found = [("", str(sentence)) for sentence in getattr(source, "form_errors", ())]
    for field in source:
        found.extend(_field_problems(field))
    return found


def page_links(page: int, pages: int, href: Callable[[int], str]) -> list[tuple[str, str, bool]]:
    """Return the links of a numbered list for the macro ``pagination``: (text, address, current).

    Pages count from 1. First, last and two neighbours are shown; a gap has an empty address.
    """
    shown = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - page) <= 2]
    links: list[tuple[str, str, bool]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append(("…", "", False))
        links.append((str(number), href(number), number == page))
    if page > 1:
        links.insert(0, (gettext("Previous"), href(page - 1), False))
    if page < pages:
        links.append((gettext("Next"), href(page + 1), False))
    return links


# --- Helpers -------------------------------------------------------------------------------------


def _field_problems(field: Any) -> Iterable[tuple[str, str]]:
    if isinstance(field.errors, Mapping):
        yield from problems(field.form)
    elif hasattr(field, "entries"):
        yield from ((field.id, str(error)) for error in field.errors if isinstance(error, str))
        for entry in field.entries:
            yield from _field_problems(entry)
    else:
        yield from ((field.id, str(error)) for error in field.errors)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _local(at: datetime, zone: Zone) -> datetime:
    return _utc(at).astimezone(_zone(zone))


def _zone(zone: Zone) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


# A page of a hundred posts says the same few minutes again and again, and formatting is slow.


@lru_cache(maxsize=4096)
def _clock(at: datetime, zone: tzinfo, with_year: bool, seconds: bool, language: str) -> str:
    date = gettext("EEE d MMM y") if with_year else gettext("EEE d MMM")
    return _formatted(at, zone, f"{date}, {_hours(seconds, language)}", language)


@lru_cache(maxsize=1024)
def _day(at: datetime, zone: tzinfo, language: str) -> str:
    return _formatted(at, zone, gettext("EEE d MMM"), language)


@lru_cache(maxsize=4096)
def _points(value: str, language: str) -> str:
    rounded = Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return format_decimal(rounded, format="#,##0.##", locale=language)


@lru_cache(maxsize=4096)
def _distance(gap: timedelta, language: str) -> str:
    return format_timedelta(
        gap, granularity="minute", threshold=2, add_direction=True, locale=language
    )


def _formatted(at: datetime, zone: tzinfo, pattern: str, language: str) -> str:
    said = format_datetime(_utc(at), pattern, tzinfo=zone, locale=language)
    if language.startswith("en"):
        said = said.replace("AM", "am").replace("PM", "pm")
    return said


def _hours(seconds: bool, language: str) -> str:
    """The pattern of a time of day, with twelve hours where the language uses them."""
    if "a" in Locale.parse(language).time_formats["short"].pattern:
        return "h:mm:ss a" if seconds else "h:mm a"
    return "HH:mm:ss" if seconds else "HH:mm"
