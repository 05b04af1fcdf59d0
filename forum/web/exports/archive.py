"""The whole course as one zip: pages to read without a network, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile

from flask import abort
from flask.typing import ResponseReturnValue

from forum.activity.queries import Wanted, iterate_activity
from forum.courses.models import Enrollment
from forum.courses.queries import list_everybody, list_sections
from forum.extensions import db
from forum.grading.exports.archive import grades_table, roster_table
from forum.grading.exports.csv_file import write_csv
from forum.grading.policy import can_take_archive
from forum.grading.queries.released import list_released
from forum.prompts.models import Prompt
from forum.prompts.queries import list_prompts
from forum.rules.roles import Permission, Role
from forum.web.exports.archive_weeks import Week, read_week
from forum.web.exports.door import PATH, blueprint
from forum.web.exports.scene import Exports, load_exports
from forum.web.limits import limit_exports
from forum.web.log_files import json_line
from forum.web.role_words import role_word
from forum.web.translations import translator
from forum.web.zip_files import ZipOnDisk, render_member, send_zip


@dataclass(frozen=True)
class WeekLine:
    """A week in the list of the first page."""

    prompt: Prompt
    file: str
    posts: int


@blueprint.post(f"{PATH}/archive")
@limit_exports
def archive(slug: str) -> ResponseReturnValue:
    """Every week to read, posts and log as JSON Lines, grades and roster as CSV.

    Of posts what this person may see; of grades released ones alone. It is written to the disk
    whole, then logged, then sent.
    """
    exports = load_exports(slug)
    if not can_take_archive(exports.place.viewer):
        abort(403)
    local = exports.now.astimezone(exports.place.course.zone)
    everybody = list_everybody(db.session(), exports.place.course.id)
    with ZipOnDisk(local) as folder:
        _write(folder, exports, everybody)
        body = folder.finish()
    students = {row.user_id for row in everybody if row.role == Role.STUDENT.value}
    exports.log("archive_exported", "ZIP", len(students))
    return send_zip(body, exports.file_name("archive", "zip"))


def _write(folder: ZipOnDisk, exports: Exports, everybody: Sequence[Enrollment]) -> None:
    """The members in the order in which they are read: the first page stands first."""
    session, place = db.session(), exports.place
    # A draft of a week has no posts, and its text is not yet said to anybody.
    prompts = [
        prompt
        for prompt in list_prompts(session, place.viewer, place.course.id)
        if prompt.published_at is not None
    ]
    lines: list[WeekLine] = []
    with TemporaryFile() as posts:
        for prompt in prompts:
            week = read_week(exports, prompt)
            lines.append(WeekLine(prompt, _file_of(prompt), len(week.placed)))
            folder.add(_file_of(prompt), _page_of(exports, week))
            for line in week.lines():
                posts.write(json.dumps(line, sort_keys=True).encode("ascii") + b"\n")
        folder.add_file("posts.jsonl", posts)
    folder.add("index.html", _first_page(exports, lines))
    folder.add("style.css", render_member("exports/archive/style.css"))
    _write_tables(folder, exports, prompts, everybody)
    log = iterate_activity(session, Wanted(course_id=place.course.id))
    folder.add_lines("log.jsonl", map(json_line, log))


def _write_tables(
    folder: ZipOnDisk,
    exports: Exports,
    prompts: Sequence[Prompt],
    everybody: Sequence[Enrollment],
) -> None:
    session, course, say = db.session(), exports.place.course, translator()
    sections = {row.id: row.name for row in list_sections(session, course.id)}
    roles = {role.value: role_word(role.value) for role in Role}
    folder.add("roster.csv", write_csv(roster_table(everybody, sections, roles, say), course.zone))
    people = {row.user_id: row.user for row in everybody}
    released = {
        (grade.prompt_id, grade.user_id): grade
        for grade in list_released(session, exports.place.viewer, course.id)
    }
    folder.add("grades.csv", write_csv(grades_table(prompts, people, released, say), course.zone))


def _file_of(prompt: Prompt) -> str:
    return f"week-{prompt.week:02}.html"


def _page_of(exports: Exports, week: Week) -> str:
    return render_member(
        "exports/archive/week.html", course=exports.place.course, week=week, prompt=week.prompt
    )


def _first_page(exports: Exports, lines: Sequence[WeekLine]) -> str:
    viewer = exports.place.viewer
    return render_member(
        "exports/archive/index.html",
        course=exports.place.course,
        viewer=viewer,
        weeks=lines,
        now=exports.now,
        has_versions=viewer.can(Permission.READ_VERSIONS),
        has_private=viewer.role is Role.INSTRUCTOR and viewer.section_id is None,
    )
