"""What is typed below the class matrix: who is ticked, and what is decided for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field

from forum.rules.limits import LONGEST_REASON
from forum.web.forms.extensions import ExtensionForm
from forum.web.forms.fields import Line
from forum.web.forms.grading import SettingForm
from forum.web.presentation import problems as problems_of
from forum.web.translations import lazy_gettext as _

Deed = Literal["finding", "extension"]


class ManyExtensionsForm(ExtensionForm):
    """The same own due time for several students; what is decided for many takes a reason."""

    reason = Line(_("Reason"), most=LONGEST_REASON, needs=_("Say why; the log keeps it."))


@dataclass(frozen=True)
class Selection:
    """The ticks and both forms, as they stand on the page; ``deed`` is the one that was chosen.

    The forms share their reason: a page has one field for it.
    """

    ticked: frozenset[int]
    deed: Deed | Literal[""]
    finding: SettingForm
    extension: ManyExtensionsForm
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def form(self) -> SettingForm | ManyExtensionsForm:
        """The form that was sent."""
        return self.extension if self.deed == "extension" else self.finding

    def validate(self) -> bool:
        """Whether the form that was chosen says what is to be done."""
        return bool(self.deed) and bool(self.form.validate())

    def refused(self, *sentences: tuple[str, str]) -> Selection:
        """The same page with what is wrong: (id of the control, sentence), then what fields say."""
        return Selection(
            self.ticked,
            self.deed,
            self.finding,
            self.extension,
            (*sentences, *problems_of(self.form)),
        )

    def with_ticks(self, user_ids: frozenset[int]) -> Selection:
        """The same with the ticks of these people besides."""
        ticked = self.ticked | user_ids
        return Selection(ticked, self.deed, self.finding, self.extension, self.problems)

    def without(self, user_ids: Iterable[int]) -> Selection:
        """The same page without the ticks of these people."""
        ticked = self.ticked - frozenset(user_ids)
        return Selection(ticked, self.deed, self.finding, self.extension, self.problems)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a page carries on in hidden fields: the ticks, the deed and its form as typed."""
        ticks = [("student", str(user_id)) for user_id in sorted(self.ticked)]
        return [
            *ticks,
            ("deed", self.deed),
            *((f.name, _typed(f)) for f in self.form if _is_own(f)),
        ]


def read_selection() -> Selection:
    """The selection as it was sent; what is no number is as if it were not ticked."""
    ticked = frozenset(request.form.getlist("student", type=int))
    sent = request.form.get("deed", "")
    deed: Deed | Literal[""] = (
        "finding" if sent == "finding" else "extension" if sent == "extension" else ""
    )
    return _selection(ticked, deed, request.form)


def empty_selection() -> Selection:
    """Nobody ticked and nothing typed."""
    return _selection(frozenset(), "", None)


def _selection(
    ticked: frozenset[int], deed: Deed | Literal[""], sent: MultiDict[str, str] | None
) -> Selection:
    extension = ManyExtensionsForm(formdata=sent)
    del extension.student
    finding = SettingForm(formdata=sent)
    return Selection(ticked, deed, finding, extension)


def _is_own(field: Field) -> bool:
    return not field.name.endswith("csrf_token")


def _typed(field: Field) -> str:
    return str((field.raw_data or [""])[0])
