"""The line over a preview: that nothing is kept, which state it shows, the others, the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from forum.participation.rehearsal.states import list_states
from forum.web.discussion.scene import Scene
from forum.web.presentation import clock
from forum.web.setup.preview_links import PreviewLinks

#: Each state as its link says it, and what the made-up student has done by then.
STATES = {
    "before": (_l("Before it opens"), _l("The week opens in a day.")),
    "writing": (
        _l("Writing"),
        _l("Colleagues have published; the student has a draft, and time left."),
    ),
    "waiting": (
        _l("Waiting"),
        _l("The student has published, and nobody is there yet to whom a response would count."),
    ),
    "responding": (
        _l("Responding"),
        _l("The student has published, a colleague has answered, and responses are to be written."),
    ),
    "late": (
        _l("Late"),
        _l("The time for posts has passed, and the student has only a draft."),
    ),
    "extension": (
        _l("Extension"),
        _l("The time for posts has passed for the others; this student has two days more."),
    ),
    "private": (
        _l("Private post"),
        _l("The student has published for the instructor alone, and responses are to be written."),
    ),
    "closed": (
        _l("Closed"),
        _l("The week closed a day ago. The student published, and did not write every response."),
    ),
    "missed": (
        _l("Closed, no post"),
        _l("The week closed a day ago. The student never published the draft."),
    ),
}
#: The width of a small phone, as its link says it.
NARROW = "320"
#: What the line adds to the form it carries on.
_ASIDE = frozenset({"csrf_token", "state", "width", "back", "framed", "rows"})


@dataclass(frozen=True)
class Option:
    """A state or a width: its name, what a form sends for it, what a link leads to."""

    text: Any
    value: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Bar:
    """The line over a page of ``links``. ``typed`` is what the long form holds and nobody saved."""

    links: PreviewLinks
    leave: str
    states: list[Option]
    widths: list[Option]
    sentence: Any
    said_now: str
    typed: list[tuple[str, str]]

    @property
    def width(self) -> str:
        """The width that is shown."""
        return next(one.value for one in self.widths if one.is_current)


def make_bar(
    scene: Scene, links: PreviewLinks, typed: MultiDict[str, str], *, is_narrow: bool
) -> Bar:
    """The line over a page of this scene; ``typed`` is empty for a week as it is saved."""
    width = NARROW if is_narrow else None
    states = [
        Option(
            STATES[state.code][0],
            state.code,
            links.to("setup.preview", state=state.code, width=width),
            state.code == links.state,
        )
        for state in list_states(scene.setup)
    ]
    widths = [
        Option(_("Full width"), "", links.to("setup.preview"), not is_narrow),
        Option(_("320 pixels"), NARROW, links.to("setup.preview", width=NARROW), is_narrow),
    ]
    return Bar(
        links=links,
        leave=url_for("setup.edit", slug=links.slug, week=links.week, _anchor=links.back or None),
        states=states,
        widths=widths,
        sentence=STATES[links.state][1],
        said_now=_("It is %(time)s.", time=clock(scene.now, scene.zone)),
        typed=[pair for pair in typed.items(multi=True) if pair[0] not in _ASIDE],
    )
