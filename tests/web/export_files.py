"""Files of grades and evidence, taken through the real client, and a file as Canvas gives it."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from forum.activity.models import Activity

FILES = {
    "gradebook": {"form": "csv"},
    "evidence": {"form": "csv", "week": "1"},
    "moodle": {"week": "1"},
}


def take(desk, what, user=None, **form):
    answer = desk.send(user or desk.prof, f"exports/{what}", **(form or FILES[what]))
    assert answer.status_code == 200, answer.text[:3000]
    return answer


def rows_of(answer) -> list[dict[str, str]]:
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def row_of(answer, name: str, **more: str) -> dict[str, str]:
    wanted = {"Student": name, **more}
    (row,) = [row for row in rows_of(answer) if wanted.items() <= row.items()]
    return row


def log_of(desk) -> list[tuple[str, dict]]:
    desk.session.rollback()
    rows = desk.session.scalars(select(Activity).order_by(Activity.id))
    return [
        (row.verb, row.detail) for row in rows if "exported" in row.verb or "canvas" in row.verb
    ]


def canvas_export(desk, *more: str) -> str:
    """What Canvas would give: Ana by her address, Bea by its local part, Cy unknown."""
    lines = [
        "Student,ID,SIS User ID,SIS Login ID,Section,Discussion (7),Final Score",
        "    Points Possible,,,,,20,(read only)",
        f'"Lopez, Ana",1,,{desk.ana.email},"A, B",,',
        f'"Mills, Bea",2,,{desk.bea.email.partition("@")[0].upper()},A,"3",',
        '"Ng, Cy",3,,somebody,A,,',
        '"Student, Test",4,,f00,A,,',
        *more,
    ]
    return "\r\n".join(lines) + "\r\n"


def upload(desk, text: str | bytes, user=None, **form: str):
    """Send a file as a browser does."""
    data = text.encode() if isinstance(text, str) else text
    chosen = FileStorage(BytesIO(data), filename="=grades.csv", name="file")
    boundary, body = encode_multipart({"file": chosen, **form})
    return desk.browser(user or desk.prof).post(
        desk.path("exports/canvas"),
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )
