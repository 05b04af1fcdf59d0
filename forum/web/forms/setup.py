"""The long form of a prompt, and the short ones around it."""

from __future__ import annotations

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField
from wtforms.validators import Optional, ValidationError

from forum.web.forms.fields import Boxes, Choice, Clock, Line, Points, Prose, Whole
from forum.web.translations import lazy_gettext as _l

#: The lists whose rows are added and removed by buttons.
ROW_LISTS = frozenset({"parts", "response_parts", "new_sites", "criteria"})

COUNTED = (
    ("read", _l("Read by a person")),
    ("post", _l("The initial post and its parts")),
    ("references", _l("The references")),
    ("responses", _l("The responses")),
)


class PartRow(Form):
    """A field of a post or of a response."""

    key = HiddenField()
    heading = Line(_l("Heading"), most=120, needs=_l("Give the part a heading."))
    guidance = Prose(_l("Guidance"), most=1000)
    min_words = Whole(_l("Words at least"), most=2000, default=50)


class SiteRow(Form):
    """A site that the course does not know yet."""

    key = HiddenField()
    name = Line(_l("Name"), most=200)
    address = Line(_l("Address"), most=2048)


class CriterionRow(Form):
    """A row of the rubric; levels from Exemplary (4) to Not shown (0)."""

    key = HiddenField()
    title = Line(_l("What is read"), most=200, needs=_l("Say what is read here."))
    counted_from = Choice(_l("A level is suggested from"), COUNTED, default="read")
    points_4 = Points(_l("Exemplary"), default=20)
    points_3 = Points(_l("Proficient"), default=17)
    points_2 = Points(_l("Developing"), default=14)
    points_1 = Points(_l("Beginning"), default=10)
    points_0 = Points(_l("Not shown"), default=0)
    words_4 = Prose(_l("Exemplary: how it is recognised"), most=500)
    words_3 = Prose(_l("Proficient: how it is recognised"), most=500)
    words_2 = Prose(_l("Developing: how it is recognised"), most=500)
    words_1 = Prose(_l("Beginning: how it is recognised"), most=500)
    words_0 = Prose(_l("Not shown: how it is recognised"), most=500)

    def validate_points_3(self, field: Points) -> None:
        """A better level is never worth less."""
        points = [self[f"points_{level}"].data for level in (4, 3, 2, 1, 0)]
        if None not in points and points != sorted(points, reverse=True):
            raise ValidationError(gettext("A better level cannot be worth fewer points."))


class SetupForm(FlaskForm):
    """Everything that is set for a week, in the order of the page."""

    version = Whole(least=1, most=2_147_483_647)

    title = Line(_l("Title"), most=200, needs=_l("Give the week a title."))
    purpose = Prose(_l("Purpose, in one sentence"), most=500)
    body = Prose(_l("What students are asked"), markdown=True)
    respond = Prose(_l("How to respond to colleagues"), markdown=True)
    content_note = Prose(_l("Content note"), most=1000)
    case_title = Line(_l("Title of the case"), most=200)
    case_text = Prose(_l("The case"), markdown=True)
    alternative_title = Line(_l("Title of the other case"), most=200)
    alternative_text = Prose(_l("The other case"), markdown=True)

    parts = FieldList(FormField(PartRow), _l("Parts of the post"), max_entries=30)
    response_parts = FieldList(FormField(PartRow), _l("Parts of a response"), max_entries=30)

    asks_site = BooleanField(_l("Every student chooses a site"))
    own_site_allowed = BooleanField(_l("Students may bring a site of their own"))
    site_cap = Whole(_l("Students per site at most"), least=1, most=1000, optional=True)
    sites = Boxes(_l("Listed this week"))
    new_sites = FieldList(FormField(SiteRow), max_entries=30)

    references = Whole(_l("References at least"), most=20)
    cited = BooleanField(_l("Count a reference only where the text cites it"))
    responses = Whole(_l("Number of colleagues"), most=20)
    different_site = Choice(
        _l("Which site the colleagues chose"),
        [("different", _l("a different site")), ("any", _l("any site"))],
    )
    response_to = Choice(
        _l("What a response answers"),
        [
            ("initial", _l("initial posts only")),
            ("any", _l("initial posts and what was written under them")),
        ],
    )
    fallback = Choice(
        _l("If there are too few such colleagues"),
        [
            ("same_site", _l("responses to the same site count")),
            ("waive", _l("the missing responses are not asked")),
            ("instructor", _l("the instructor decides")),
        ],
    )
    pool_lead_hours = Whole(_l("Hours before the due time"), most=168)
    days = Whole(_l("Days"), most=14)
    day_words = Whole(_l("Words on a day that counts"), most=1000)
    answer_back = Whole(_l("Colleagues to answer back"), most=20)
    grace_minutes = Whole(_l("Minutes of grace"), most=1440)
    late_rate = Whole(_l("Per cent a day"), most=100)
    late_cap = Whole(_l("Per cent at most"), most=100)

    points = Whole(_l("Points of this week"), most=1000)
    rubric_title = Line(_l("Title of the rubric"), most=200)
    criteria = FieldList(FormField(CriterionRow), _l("Rubric"), max_entries=30)
    marked_points = Choice(
        _l("Those already graded, if points change"),
        [
            ("", _l("Choose")),
            ("keep", _l("keep the points they were graded with")),
            ("new", _l("get the new points for the level they have")),
        ],
        validators=[Optional()],
    )

    write_first = BooleanField(_l("Write first: colleagues' posts open with the own post"))
    site_board = BooleanField(_l("Show which sites were chosen, and how often, before writing"))
    private_allowed = BooleanField(_l("A post may be for the instructor only"))
    group_set_id = Choice(_l("Who talks with whom"), coerce=int)

    opens_day = Choice(_l("Opens on"))
    opens_time = Clock(_l("Opens at"))
    T1_day = Choice(_l("Posts due on"))
    T1_time = Clock(_l("Posts due at"))
    T2_day = Choice(_l("Responses due on"))
    T2_time = Clock(_l("Responses due at"))
    close_day = Choice(_l("Closes on"))
    close_time = Clock(_l("Closes at"))


class NewPromptForm(FlaskForm):
    """Which week, and from what."""

    week = Choice(_l("Week"), coerce=int)
    title = Line(_l("Title"), most=200)
    source = Choice(_l("Start from"))


class TemplateNameForm(FlaskForm):
    """What a template is called."""

    name = Line(_l("Name of the template"), most=120, needs=_l("Give the template a name."))


class KeepTemplateForm(TemplateNameForm):
    """A week kept as a template."""

    replaces = BooleanField(_l("Replace the template of this name, if there is one"))
