"""The gradebook for those who grade, and the weights of the weeks for those who set them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from decimal import Decimal

from flask import (
    Blueprint,
    abort,
    flash,
    get_template_attribute,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from forum.database import transaction, utc_now
from forum.extensions import db
from forum.grading.actions.refusals import NothingWeighs, StaleWeighting
from forum.grading.actions.weights import WeightsInput, set_weights
from forum.grading.policy import can_export, can_set_weights
from forum.grading.queries.gradebook import ORDERS, Cell, Line, Order, get_gradebook
from forum.grading.queries.weights import GradedWeek, Weights, get_weights
from forum.rules.roles import Permission
from forum.web.access import Place, load_course
from forum.web.discussion.fragments import Fragments
from forum.web.forms.gradebook import WeightsForm, weights_form
from forum.web.limits import limit_edits
from forum.web.presentation import points

blueprint = Blueprint("gradebook", __name__)

#: How each state of a cell looks (forum/web/states.py).
LOOKS = {
    "later": "later",
    "no_work": "no-work",
    "to_grade": "to-grade",
    "held": "in-hand",
    "graded": "waits",
    "changed": "changed",
    "excused": "excused",
    "released": "released",
}


#: Rows that one process keeps written, about 2 KB each.
KEPT = 2_000
_written = Fragments[Markup](KEPT)


@blueprint.get("/c/<slug>/gradebook")
def show(slug: str) -> ResponseReturnValue:
    """Students by weeks, each cell with its state, and totals of what is released."""
    place = load_course(slug)
    place.require(Permission.GRADE)
    book = get_gradebook(db.session(), place.course.id, utc_now(), place.viewer.own_students)
    order: Order = next((one for one in ORDERS if one == request.args.get("order")), "name")
    section_id, group_id = _chosen("section", book.sections), _chosen("group", book.groups)
    lines = book.arranged(order, section_id, group_id)
    return render_template(
        "gradebook/show.html",
        book=book,
        rows=_rows(slug, lines, book.weeks),
        order=order,
        chosen={"section": section_id, "group": group_id},
        may_set_weights=can_set_weights(place.viewer),
        may_export=can_export(place.viewer),
        weighs_alike=len({week.weight for week in book.weeks}) < 2,
    )


@blueprint.route("/c/<slug>/gradebook/weights", methods=["GET", "POST"])
@limit_edits
def weights(slug: str) -> ResponseReturnValue:
    """What each week weighs in the total, and how many of the lowest are dropped."""
    place = load_course(slug)
    if not can_set_weights(place.viewer):
        abort(403)
    stand = get_weights(db.session(), place.course.id)
    form = weights_form(stand)
    if not form.is_submitted():
        form.fill(stand)
    if not form.validate_on_submit():
        return _weights_page(place, stand, form), 422 if form.is_submitted() else 200
    given = form.read(stand)
    try:
        with transaction() as session:
            set_weights(
                session, place.viewer, place.course.id, given, seen=form.version, now=utc_now()
            )
    except NothingWeighs:
        _refuse_nothing(form, stand)
        return _weights_page(load_course(slug), stand, form), 422
    except StaleWeighting:
        place = load_course(slug)
        now = get_weights(db.session(), place.course.id)
        _say_what_changed(form, given, now)
        return _weights_page(place, stand, form), 409
    flash(_("The weights are saved."), "done")
    return redirect(_way_back(place), 303)


def _chosen(name: str, offered: Collection[int]) -> int | None:
    """The id chosen in the address, if it is offered."""
    typed = request.args.get(name, "")
    return next((one for one in offered if str(one) == typed), None)


def _rows(slug: str, lines: Sequence[Line], weeks: Sequence[GradedWeek]) -> list[Markup]:
    """Each line as HTML, its cells with the way to the desk. A class of three hundred has thousands
    of them: a row is kept under all it shows, so that only what has changed is written again.
    """
    # Desks say the course and the place of the application, and the language is the reader's.
    desks = tuple(_desk_address(slug, week) for week in weeks)
    frame = (desks, tuple(week.most for week in weeks), str(get_locale()))
    keys: list[Hashable] = [(frame, *_shown(line)) for line in lines]
    found = _written.find(keys)
    if len(found) < len(keys):
        pen = _Pen(weeks, desks)
        made = {
            key: pen.row(line) for key, line in zip(keys, lines, strict=True) if key not in found
        }
        _written.keep(made)
        found |= made
    return [found[key] for key in keys]


def _shown(line: Line) -> tuple[Hashable, ...]:
    student = line.student
    return student.user_id, student.name, student.section, line.cells, line.total.percent


class _Pen:
    """Writes rows; each different cell once."""

    def __init__(self, weeks: Sequence[GradedWeek], desks: Sequence[Markup]) -> None:
        self._places = list(zip(weeks, desks, strict=True))
        mark = get_template_attribute("gradebook/_cell.html", "mark")
        self._write = get_template_attribute("gradebook/_cell.html", "cell")
        self._row = get_template_attribute("gradebook/_cell.html", "row")
        self._marks = {state: mark(look) for state, look in LOOKS.items()}
        self._said: dict[tuple[Cell, Decimal], Markup] = {}

    def row(self, line: Line) -> Markup:
        """A student with all cells and the total."""
        student = line.student
        cells = Markup("").join(
            _LATER.format(self._say(cell, week))
            if cell.state == "later"
            else _CELL.format(desk, student.user_id, self._say(cell, week))
            for cell, (week, desk) in zip(line.cells, self._places, strict=True)
        )
        written: Markup = self._row(student.name, student.section, cells, line.total.percent)
        return written

    def _say(self, cell: Cell, week: GradedWeek) -> Markup:
        said = self._said.get((cell, week.most))
        if said is None:
            said = self._write(cell, self._marks[cell.state], cell.out_of != week.most)
            self._said[cell, week.most] = said
        return said


_LATER = Markup("<td>{}</td>")
_CELL = Markup('<td><a href="{}{}">{}</a></td>')


def _desk_address(slug: str, week: GradedWeek) -> Markup:
    """The address of the desk in a week, to which a student's id is added."""
    address = url_for("grading.desk", slug=slug, week=week.week, user_id=0)
    return escape(address[:-1])


def _refuse_nothing(form: WeightsForm, stand: Weights) -> None:
    if stand.weeks:
        field = form.week_field(stand.weeks[0].prompt_id)
        field.errors = [_("Give at least one week a weight above 0.")]


def _say_what_changed(form: WeightsForm, given: WeightsInput, now: Weights) -> None:
    """Say at its field what somebody else set; saved once more, what is typed here holds."""
    said = _("Somebody else changed this just now. It reads: %(text)s")
    for week in now.weeks:
        # A week that was added in the meantime has no field yet.
        if given.weights.get(week.prompt_id, week.weight) != week.weight:
            form.week_field(week.prompt_id).errors = [said % {"text": points(week.weight)}]
    if given.drop_lowest != now.drop_lowest:
        form.drop_lowest.errors = [said % {"text": now.drop_lowest}]
    form.seen.data = str(now.version)


def _weights_page(place: Place, stand: Weights, form: WeightsForm) -> str:
    return render_template("gradebook/weights.html", stand=stand, form=form, back=_way_back(place))


def _way_back(place: Place) -> str:
    """The gradebook; for admins, who see no grades there, the settings of the course."""
    page = "gradebook.show" if place.viewer.may_grade else "course_settings.edit"
    return url_for(page, slug=place.course.slug)
