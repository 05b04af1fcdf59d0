"""What a refused write says to the person: (control, sentence), and its status."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.discussion.actions import refusals
from forum.discussion.actions.drafts import FieldTooLong
from forum.markup import TooComplex
from forum.prompts.actions.refusals import SiteUnsure
from forum.prompts.sites import InvalidAddress
from forum.web.discussion.fields import fields_for
from forum.web.discussion.scene import Scene
from forum.web.discussion.typed import KeyMissing, LineTooLong
from forum.web.presentation import clock, last_minute

_STATUS: dict[type[Exception], int] = {
    refusals.NotAllowed: 403,
    refusals.NotOpen: 403,
    refusals.Closed: 403,
    refusals.AlreadyPosted: 409,
    refusals.SiteFull: 409,
    refusals.SiteLocked: 409,
    refusals.Answered: 409,
    refusals.StaleVersion: 409,
    refusals.DraftTooLarge: 413,
}


def status_of(refusal: Exception) -> int:
    """403 where it is not allowed, 409 where something else came first, 413 where there is no
    room, else 422."""
    return _STATUS.get(type(refusal), 422)


def too_large() -> str:
    """What a draft that has no more room says."""
    return _("A draft can hold 300,000 characters in all. Please shorten it.")


def problems_of(refusal: Exception, scene: Scene, kind: str = "initial") -> list[tuple[str, str]]:
    """The sentence for a refusal and the control it belongs to ("" for none).

    ``kind`` is that of the post that was refused.
    """
    if isinstance(refusal, TooComplex):
        return [("", _(str(refusal)))]
    if isinstance(refusal, InvalidAddress):
        return [("own_site_address", _(refusal.reason))]
    if isinstance(refusal, SiteUnsure):
        site = refusal.question.site.name
        return [("site_same", _("Is this the same as %(site)s? Please answer below.", site=site))]
    if isinstance(refusal, FieldTooLong):
        return [(refusal.field, _("A part can hold 60,000 characters. Please shorten this one."))]
    if isinstance(refusal, LineTooLong):
        sentence = _("Up to %(most)s characters fit here.", most=refusal.most)
        return [(refusal.control, sentence)]
    if isinstance(refusal, refusals.NothingWritten):
        first = fields_for(scene.setup, kind)[0].key
        return [(f"part-{first}", _("Write something in at least one part before publishing."))]
    return [_plain(refusal, scene)]


def _plain(refusal: Exception, scene: Scene) -> tuple[str, str]:
    opens_at = clock(scene.schedule.opens_at, scene.zone)
    closed_at = clock(last_minute(scene.schedule.closes_at), scene.zone)
    control, sentence = {
        refusals.NotOpen: ("", _("This discussion opens %(time)s.", time=opens_at)),
        refusals.Closed: (
            "",
            _("This discussion closed %(time)s. Your text is kept below.", time=closed_at),
        ),
        refusals.AlreadyPosted: (
            "",
            _("You have published an initial post here already. You can edit it instead."),
        ),
        KeyMissing: (
            "",
            _("This form came back incomplete, so nothing was published. Please send it again."),
        ),
        refusals.SiteMissing: ("site", _("Choose the site you visited.")),
        refusals.SiteFull: (
            "site",
            _("Somebody took the last place at this site just now. Please choose another."),
        ),
        refusals.SiteLocked: (
            "site",
            _(
                "A colleague has responded to your post about this site, so it can no longer be "
                "changed here. Ask your instructor."
            ),
        ),
        refusals.Answered: (
            "private",
            _("Somebody has answered this post. Your instructor can make it private."),
        ),
        refusals.DraftTooLarge: ("", too_large()),
        refusals.StaleVersion: (
            "",
            _("This post was changed in another window since you opened it. Both texts are below."),
        ),
    }.get(type(refusal), ("", _("This is not possible here.")))
    return control, sentence
