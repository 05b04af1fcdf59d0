"""The files themselves. Each is asked for by a form, because taking one is written into the log."""

from __future__ import annotations

from collections import defaultdict

from flask import Response
from flask.typing import ResponseReturnValue

from forum.discussion.queries.posts import PostView, list_outlines
from forum.grading.exports.csv_file import write_csv
from forum.grading.exports.evidence import Evidence, EvidenceWords, evidence_table
from forum.grading.exports.gradebook import gradebook_table
from forum.grading.exports.moodle import moodle_table
from forum.grading.exports.tables import Table
from forum.grading.exports.xlsx_file import write_xlsx
from forum.participation.queries import get_standings, list_settings_in_force
from forum.rules.facts import REQUIREMENTS
from forum.web.discussion.filters import requirement
from forum.web.discussion.scene import Scene, scene_at
from forum.web.exports.door import PATH, blueprint
from forum.web.exports.page import offer_weeks, show_page
from forum.web.exports.scene import Exports, attachment, load_exports
from forum.web.forms.exports import ALL_WEEKS, EvidenceForm, GradebookForm, MoodleForm
from forum.web.grade_words import CODES
from forum.web.limits import limit_exports
from forum.web.states import STATES
from forum.web.translations import translator

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.post(f"{PATH}/gradebook")
@limit_exports
def gradebook(slug: str) -> ResponseReturnValue:
    """Students by weeks, with released points and states."""
    exports = load_exports(slug)
    form = GradebookForm()
    if not form.validate():
        return show_page(exports, form), 422
    book = exports.gradebook
    table = gradebook_table(book.people, book.prompts, book.released, translator())
    exports.log("gradebook_exported", form.form.data.upper(), len(book.people))
    return _file(exports, table, "gradebook", form.form.data)


@blueprint.post(f"{PATH}/evidence")
@limit_exports
def evidence(slug: str) -> ResponseReturnValue:
    """Everything the checks found in one week, with the posts and the released grades."""
    exports = load_exports(slug)
    form = EvidenceForm()
    offer_weeks(exports, form)
    if not form.validate():
        return show_page(exports, form), 422
    scene = scene_at(exports.place, exports.gradebook.get_prompt(form.week.data))
    table = evidence_table(_evidence(exports, scene), _words())
    people = exports.gradebook.people
    exports.log("evidence_exported", form.form.data.upper(), len(people), scene.prompt)
    return _file(exports, table, f"week-{scene.prompt.week}-evidence", form.form.data)


@blueprint.post(f"{PATH}/moodle")
@limit_exports
def moodle(slug: str) -> ResponseReturnValue:
    """Released points and comments in the columns that Moodle imports."""
    exports = load_exports(slug)
    form = MoodleForm()
    offer_weeks(exports, form)
    if not form.validate():
        return show_page(exports, form), 422
    book, week = exports.gradebook, form.week.data
    if week == ALL_WEEKS:
        prompts = [prompt for prompt in book.prompts if book.count_released(prompt)]
    else:
        prompts = [book.get_prompt(week)]
    table = moodle_table(book.people, prompts, book.released)
    one = prompts[0] if len(prompts) == 1 else None
    exports.log("moodle_exported", "CSV", len(table.rows), one)
    what = f"week-{one.week}-moodle" if one else "moodle"
    return _file(exports, table, what, "csv")


def _file(exports: Exports, table: Table, what: str, form: str) -> Response:
    zone, name = exports.place.course.zone, exports.file_name(what, form)
    if form == "csv":
        return attachment(write_csv(table, zone), name, CSV)
    return attachment(write_xlsx([table], zone, exports.now), name, XLSX)


def _evidence(exports: Exports, scene: Scene) -> Evidence:
    """What is known of the week: posts through what this person may see, sentences in words."""
    posts: dict[int, list[PostView]] = defaultdict(list)
    for post in list_outlines(scene.session, scene.reader):
        posts[post.author_id].append(post)
    return Evidence(
        people=exports.gradebook.people,
        discussion=scene.evidence,
        standings=get_standings(scene.evidence, scene.now, translator()),
        posts=posts,
        settings=list_settings_in_force(scene.session, scene.prompt.id),
        released=exports.released(scene.prompt),
        zone=scene.zone,
    )


def _words() -> EvidenceWords:
    return EvidenceWords(
        translate=translator(),
        requirements={name: requirement(name) for name in REQUIREMENTS},
        statuses={name: str(look.word) for name, look in STATES.items()},
        codes={code: str(word) for code, word in CODES.items()},
    )
