"""The log as a file: a table to read, or lines for programs that hold the chain against it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from flask import Response
from flask_babel import gettext as _

from forum.activity.actions import record
from forum.activity.chain import row_fields
from forum.activity.queries import LogLine, Wanted, iterate_activity
from forum.database import transaction
from forum.extensions import db
from forum.grading.exports.cells import neutralised
from forum.web.activity_words import LogWords
from forum.web.whole_files import new_file, send_whole

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def send_log(
    wanted: Wanted, words: LogWords, form: str, *, name: str, by: int, now: datetime
) -> Response:
    """The lines in the order of the log, as ``csv`` or ``jsonl``.

    ``by`` takes the file, which is logged before it leaves.
    """
    rows = _csv_rows if form == "csv" else _json_lines
    body, number = _written(rows(iterate_activity(db.session(), wanted), words))
    with transaction() as session:
        record(
            session,
            "log_exported",
            now=now,
            actor_id=by,
            course_id=wanted.course_id,
            form=form.upper(),
            lines=number,
        )
    day = now.astimezone(words.zone).date().isoformat()
    return send_whole(body, f"{name}-{day}.{form}", TYPES[form])


def _written(rows: Iterable[str]) -> tuple[IO[bytes], int]:
    """A file of these rows, and how many lines of the log are in it. The first row is the head."""
    body = new_file()
    number = -1
    for row in rows:
        body.write(row.encode("utf-8", "replace"))
        number += 1
    return body, number


def _csv_rows(lines: Iterable[LogLine], words: LogWords) -> Iterator[str]:
    """In words, for spreadsheets: RFC 4180 behind a byte order mark, no cell a formula."""
    titles = [_("When"), _("Who"), _("What"), _("Change"), _("Concerns"), _("Course"), _("Week")]
    yield "\ufeff" + _csv_row([*titles, _("Row"), _("Link"), _("Hash")])
    for line in lines:
        said = (
            line.activity.at.astimezone(words.zone).isoformat(timespec="seconds"),
            line.actor or _("The system"),
            words.verb(line),
            words.change(line),
            line.subject,
            words.course(line),
        )
        numbers = (words.week(line), line.activity.id, line.position)
        yield _csv_row([*map(neutralised, said), *numbers, line.hash])


def _csv_row(cells: list[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def json_line(line: LogLine) -> str:
    """A row as it is hashed, with its place in the chain, as a line of JSON."""
    link = {"position": line.position, "hash": line.hash}
    return json.dumps({**row_fields(line.activity), **link}, sort_keys=True) + "\n"


def _json_lines(lines: Iterable[LogLine], _words: LogWords) -> Iterator[str]:
    """Every row as ``json_line`` has it. The head is empty."""
    yield ""
    yield from map(json_line, lines)
