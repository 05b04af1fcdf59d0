"""What is said of responses, those written and those to be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from forum.rules.facts import Code
from forum.rules.sentences.base import Wording


class ResponseWording(Wording):
    """Sentences of `responses`, and those above the response field."""

    def responses(
        self, have: int, need: int, counted: Sequence[str], failed: Iterable[str], shortage: str
    ) -> str:
        """The responses that count, those that do not, and what the class was too small for."""
        text = self._("Responses that count: {have} of {need}.", have=have, need=need)
        sentences = [text]
        if counted:
            sentences.append(self._("{list}.", list=", ".join(counted)))
        sentences += failed
        if shortage:
            sentences.append(shortage)
        return " ".join(sentences)

    def response_counted(
        self, name: str, site: str | None, is_new_site: bool, at: datetime, days: int
    ) -> str:
        """One response that counts: to whom, which site, when."""
        inside = [self._("now {site}", site=site) if is_new_site else site] if site else []
        inside.append(self.time(at))
        if days:
            inside.append(self.days_late(days))
        return self._("{name} ({facts})", name=name, facts=", ".join(inside))

    def response_failed(self, at: datetime, reason: str) -> str:
        """One response that does not count, published at `at`."""
        text = "Not counted: the post of {at}, which {reason}."
        return self._(text, at=self.time(at), reason=reason)

    def withdrawn(self, at: datetime) -> str:
        """Reason WITHDRAWN."""
        return self._("was withdrawn by its author on {at}", at=self.time(at))

    def hidden(self, at: datetime) -> str:
        """Reason HIDDEN."""
        return self._("has been hidden by the instructor since {at}", at=self.time(at))

    def too_late(self, closed_at: datetime) -> str:
        """Reason TOO_LATE."""
        text = "was posted after the discussion closed ({at})"
        return self._(text, at=self.due(closed_at))

    def person_reason(self, code: Code, name: str) -> str:
        """Reasons that lie in whom a response answers, or in what it repeats."""
        return self._(PERSON_REASONS[code], name=name)

    def part_reason(self, part: str, words: int, minimum: int) -> str:
        """Reasons EMPTY and SHORT."""
        if not words:
            return self._("leaves the part '{part}' empty", part=part)
        return self._(
            "has {words} of {minimum} words in the part '{part}'",
            words=words,
            minimum=minimum,
            part=part,
        )

    def same_site(self, name: str, site: str) -> str:
        """Reason SAME_SITE."""
        text = "answers {name}, who visited the same site ({site})"
        return self._(text, name=name, site=site)

    def sites_in_doubt(self, own: str, other: str) -> str:
        """For staff: a response counts although its two sites may be one."""
        text = "{own} and {other} may be one organisation. They count as two until you merge them."
        return self._(text, own=own, other=other)

    def will_count(self, name: str, site: str | None, have: int, need: int, days: int) -> str:
        """A response to be written will count; `have` includes it, `site` is a different one."""
        counts = self._(
            "This will count: {name} visited {site}, a different site.", name=name, site=site
        )
        if site is None:
            counts = self._("This will count as a response to {name}.", name=name)
        if days:
            text = "{counts} It is {late}. With it, {have} of {need} responses count."
            return self._(text, counts=counts, late=self.days_late(days), have=have, need=need)
        text = "{counts} With it, {have} of {need} responses count."
        return self._(text, counts=counts, have=have, need=need)

    def will_not_count(self, reason: str) -> str:
        """A response to be written will not count; `reason` as in "the post, which …"."""
        return self._("This will not count, because it {reason}.", reason=reason)

    def too_late_to_count(self, closed_at: datetime) -> str:
        """Nothing counts any more."""
        text = "This will not count, because the discussion closed on {at}."
        return self._(text, at=self.due(closed_at))

    def counts_once_site_named(self) -> str:
        """The student's own site is missing."""
        return self._(
            "This will not count yet, because no site has been named in the initial post. "
            "It counts as soon as one is."
        )

    def for_a_person(self, reason: str) -> str:
        """Only the instructor can say whether it will count."""
        return self._("This may count: it {reason}.", reason=reason)

    def beyond_what_is_asked(self, have: int, need: int) -> str:
        """Enough responses count already."""
        text = "This goes beyond what is asked: {have} of {need} responses count already."
        return self._(text, have=have, need=need)


PERSON_REASONS: dict[Code, str] = {
    "SELF": "is a reply to one's own post",
    "STAFF": "is addressed to {name}, who teaches the course, not to a colleague",
    "NESTED": "answers a reply by {name}, not {name}'s initial post",
    "NOT_ACTIVE": "answers someone who had left the course",
    "OTHER_GROUP": "answers {name}, who was in another group",
    "REPEAT": "is a further response to {name}; each colleague counts once",
    "COPY": "is nearly the same text as the response to {name}; the instructor will decide",
    "NO_OWN_SITE": "waits until its author has named a site in the initial post",
    "NO_TARGET_SITE": "answers {name}, who has not named a site; the instructor will decide",
}
