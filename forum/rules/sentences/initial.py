"""What is said of the initial post: published, its site, its parts, its references."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from forum.rules.facts import Code
from forum.rules.sentences.base import Wording


class InitialWording(Wording):
    """Sentences of `initial_post`, `choice`, `parts` and `references`."""

    def initial_published(self, at: datetime, due_at: datetime, days: int) -> str:
        """When the initial post was published, and how that stands to its due time."""
        times = {"at": self.time(at), "due": self.due(due_at)}
        if days:
            text = "Initial post published {at}, {late} (due {due})."
            return self._(text, late=self.days_late(days), **times)
        if at >= due_at:
            return self._(
                "Initial post published {at}, on time, within the grace period (due {due}).",
                **times,
            )
        return self._("Initial post published {at}, on time (due {due}).", **times)

    def no_initial(self) -> str:
        """Nothing has been published."""
        return self._("No initial post has been published.")

    def initial_not_counted(self, code: Code, at: datetime) -> str:
        """Why a published initial post does not count; `at` as in `out_of_reach`."""
        if code == "WITHDRAWN":
            text = "The initial post does not count: it was withdrawn by its author on {at}."
        elif code == "HIDDEN":
            text = (
                "The initial post does not count: it has been hidden by the instructor since {at}."
            )
        else:
            text = (
                "The initial post does not count: it was posted after the discussion closed ({at})."
            )
            return self._(text, at=self.due(at))
        return self._(text, at=self.time(at))

    def private(self) -> str:
        """Note on a post for the instructor only."""
        return self._("Visible to the instructor only, as its author chose.")

    def site(self, name: str, days: int) -> str:
        """The site named in the initial post."""
        if days:
            late = self.days_late(days)
            return self._("Site visited: {site}, named {late}.", site=name, late=late)
        return self._("Site visited: {site}.", site=name)

    def no_site(self) -> str:
        """No site named."""
        return self._("No site has been named in the initial post.")

    def site_changed(self, now: str | None) -> str:
        """Note: the site differs from the one that counts."""
        if now is None:
            return self._("The site was changed after the due time: now no site.")
        return self._("The site was changed after the due time: now {site}.", site=now)

    def parts(
        self, have: int, need: int, missing: Sequence[str], late: Sequence[tuple[str, int]]
    ) -> str:
        """How many parts are complete, which are not (`missing`), which came late (name, days)."""
        text = self._("{have} of {need} parts are complete", have=have, need=need)
        if missing:
            text = self._("{text}: {missing}", text=text, missing="; ".join(missing))
        for name, days in late:
            text += self._("; '{part}' added {late}", part=name, late=self.days_late(days))
        return self._("{text}.", text=text)

    def part_missing(self, name: str, words: int, minimum: int) -> str:
        """What one part lacks."""
        if not words:
            return self._("'{part}' is empty", part=name)
        return self._(
            "'{part}' has {words} of {minimum} words", part=name, words=words, minimum=minimum
        )

    def edited_after_close(self, at: datetime) -> str:
        """Note: what is shown is no longer what counts."""
        text = "Edited after the discussion closed; the version of {at} is the one counted."
        return self._(text, at=self.time(at))

    def references(
        self, have: int, need: int, *, cited: bool, uncited: int, unread: int, late: Sequence[int]
    ) -> str:
        """How many references count; `uncited` and `unread` lines; days of those that came late."""
        if cited:
            text = self._(
                "{have} of {need} references are listed and cited in the text",
                have=have,
                need=need,
            )
        else:
            text = self._("{have} of {need} references are listed", have=have, need=need)
        if uncited:
            text += self._many(
                "; {n} listed reference is not cited",
                "; {n} listed references are not cited",
                uncited,
            )
        if unread:
            text += self._many(
                "; {n} line could not be read as a reference and will be checked by the instructor",
                "; {n} lines could not be read as references and will be checked by the instructor",
                unread,
            )
        for days in sorted(set(late)):
            text += self._("; {n} added {late}", n=late.count(days), late=self.days_late(days))
        return self._("{text}.", text=text)
