"""Every sentence the rules say, in one place.

No pronouns, no blame, always a time, always the reason. Each format string passes whole through
`translate`, so that another language can order its words as it likes. Catalogues are extracted
with the keywords `_` and `_many:1,2`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from forum.rules.facts import Code, Status

Translate = Callable[[str], str]

_MINUTE = timedelta(minutes=1)


def as_written(text: str) -> str:
    """The translation into English, which is none."""
    return text


class Speech:
    """The words for one discussion: one language, one zone."""

    def __init__(self, zone: ZoneInfo, translate: Translate = as_written) -> None:
        self._zone = zone
        self._translate = translate
        self._times: dict[datetime, str] = {}

    # -- Times --------------------------------------------------------------------------------

    def time(self, at: datetime) -> str:
        """ "Wed 8 Oct 10:00" in course time."""
        known = self._times.get(at)
        if known is None:
            local = at.astimezone(self._zone)
            known = self._times[at] = f"{self.day(at)} {local:%H:%M}"
        return known

    def due(self, at: datetime) -> str:
        """A due instant as people know it: the minute that ends there."""
        return self.time(at - _MINUTE)

    def day(self, at: datetime) -> str:
        """ "Wed 8 Oct" in course time."""
        local = at.astimezone(self._zone)
        return self._(
            "{weekday} {day} {month}",
            weekday=self._(WEEKDAYS[local.weekday()]),
            day=local.day,
            month=self._(MONTHS[local.month - 1]),
        )

    def days_late(self, days: int) -> str:
        """ "1 day late"."""
        return self._many("{n} day late", "{n} days late", days)

    # -- The initial post ---------------------------------------------------------------------

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

    # -- Site, parts, references --------------------------------------------------------------

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

    # -- Responses ----------------------------------------------------------------------------

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

    # -- Before writing -----------------------------------------------------------------------

    def will_count(self, have: int, need: int, days: int) -> str:
        """A response to be written will count; `have` includes it."""
        if days:
            text = "This will count, {late}. With it, {have} of {need} responses count."
            return self._(text, have=have, need=need, late=self.days_late(days))
        text = "This will count. With it, {have} of {need} responses count."
        return self._(text, have=have, need=need)

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

    # -- Small classes ------------------------------------------------------------------------

    def nobody_there(self) -> str:
        """Nobody had posted at all."""
        return self._(
            "No colleague had posted in time to be answered, so no response is asked for."
        )

    def people_there(self, reach: int, different_site: bool, at: datetime) -> str:
        """How many colleagues could be answered; the beginning of a sentence."""
        if different_site:
            if not reach:
                text = "No colleague with a different site had posted by {at}"
                return self._(text, at=self.due(at))
            return self._many(
                "Only {n} colleague with a different site had posted by {at}",
                "Only {n} colleagues with a different site had posted by {at}",
                reach,
                at=self.due(at),
            )
        if not reach:
            return self._("No colleague had posted by {at}", at=self.due(at))
        return self._many(
            "Only {n} colleague had posted by {at}",
            "Only {n} colleagues had posted by {at}",
            reach,
            at=self.due(at),
        )

    def shortage(self, people: str, same_site: int, need: int, asked: int) -> str:
        """What follows from `people`: same-site responses that count too, a smaller need."""
        text = people
        if same_site:
            text += self._many(
                ", so {n} same-site response counts too",
                ", so {n} same-site responses count too",
                same_site,
            )
        if need == 0:
            text += self._(", so no response is asked for")
        elif need < asked:
            text += self._many(
                "; {n} of the {asked} responses is asked for",
                "; {n} of the {asked} responses are asked for",
                need,
                asked=asked,
            )
        return self._("{text}.", text=text)

    def shortage_for_instructor(self, people: str) -> str:
        """The prompt leaves a shortage to the instructor."""
        return self._("{people}; the instructor will decide.", people=people)

    def outlook(self, reach: int, different_site: bool, at: datetime, fallback: str) -> str:
        """Before the pool is taken: what will happen if nobody else posts."""
        if different_site:
            so_far = self._many(
                "{n} colleague with a different site has posted so far",
                "{n} colleagues with a different site have posted so far",
                reach,
            )
        else:
            so_far = self._many(
                "{n} colleague has posted so far", "{n} colleagues have posted so far", reach
            )
        if fallback == "instructor":
            text = "{so_far}; if that is still so on {at}, the instructor will decide."
        elif fallback == "waive" or not different_site:
            text = "{so_far}; if that is still so on {at}, fewer responses will be asked for."
        else:
            text = (
                "{so_far}; if that is still so on {at}, a response to the same site will count too."
            )
        return self._(text, so_far=so_far, at=self.due(at))

    # -- Days and answers ---------------------------------------------------------------------

    def active_days(self, have: int, need: int, days: Sequence[datetime]) -> str:
        """The days that count."""
        text = self._many(
            "Posted on {n} day of the {need} asked for",
            "Posted on {n} days of the {need} asked for",
            have,
            need=need,
        )
        if days:
            listed = ", ".join(self.day(day) for day in days)
            text = self._("{text}: {list}", text=text, list=listed)
        return self._("{text}.", text=text)

    def answers(self, have: int, need: int, answered: Sequence[tuple[str, int]]) -> str:
        """The colleagues who wrote and were answered (name, days late)."""
        text = self._(
            "Colleagues who wrote and were answered: {have} of {need}.", have=have, need=need
        )
        if not answered:
            return text
        names = (
            self._("{name}, {late}", name=name, late=self.days_late(days)) if days else name
            for name, days in answered
        )
        apart = "; " if any(days for _, days in answered) else ", "
        return self._("{text} {list}.", text=text, list=apart.join(names))

    def nobody_wrote(self, final: bool) -> str:
        """Nothing to answer; `final` once later writers no longer matter."""
        if final:
            return self._("No colleague had written in time, so no answer is asked for.")
        return self._("No colleague has written yet, so no answer is asked for so far.")

    # -- What all requirements share ----------------------------------------------------------

    def not_asked(self, requirement: str) -> str:
        """The prompt does not ask for it."""
        return self._(NOT_ASKED[requirement])

    def old_rules(self, since: datetime | None) -> str:
        """Earlier terms are better: those of the beginning, or those in force from `since`."""
        if since is None:
            return self._("Judged by the rules in force when this student began.")
        return self._("Judged by the rules in force from {at}.", at=self.time(since))

    def left(self) -> str:
        """The student is no longer in the course."""
        return self._("This student has left the course; nothing is asked for.")

    def setting(self, sentence: str, status: Status, reason: str) -> str:
        """An instructor's setting, after what the rules found."""
        text = "{sentence} Set to “{status}” by the instructor: {reason}"
        return self._(text, sentence=sentence, status=self._(status), reason=reason)

    # -- Next steps ---------------------------------------------------------------------------

    def step(self, what: str, due_at: datetime) -> str:
        """Something to do by the due time."""
        return self._("{what} by {at}.", what=what, at=self.due(due_at))

    def late_step(self, what: str, closes_at: datetime) -> str:
        """Something that can still be done late."""
        text = "{what}; late work is accepted until {at}."
        return self._(text, what=what, at=self.due(closes_at))

    def closed_step(self) -> str:
        """Nothing can be done any more."""
        return self._(
            "The discussion has closed. "
            "Ask your instructor if something prevented you from taking part."
        )

    def publish(self) -> str:
        """Step for the initial post."""
        return self._("Publish your initial post")

    def restore(self) -> str:
        """Step for a withdrawn initial post."""
        return self._("Restore it to count again; its original time is kept.")

    def ask_about_hidden(self) -> str:
        """Step for a hidden initial post."""
        return self._(
            "Your instructor has hidden this post; "
            "read the note beside it, or write to your instructor."
        )

    def name_site(self) -> str:
        """Step for the site."""
        return self._("Name the site you visited")

    def complete_parts(self) -> str:
        """Step for the parts."""
        return self._("Complete the missing parts")

    def add_references(self, missing: int, cited: bool) -> str:
        """Step for the references."""
        if cited:
            return self._many(
                "List {n} more reference and cite it in the text",
                "List {n} more references and cite them in the text",
                missing,
            )
        return self._many("List {n} more reference", "List {n} more references", missing)

    def respond(self, missing: int, different_site: bool) -> str:
        """Step for the responses."""
        if different_site:
            return self._many(
                "Respond to {n} more colleague who visited a different site",
                "Respond to {n} more colleagues who visited a different site",
                missing,
            )
        return self._many(
            "Respond to {n} more colleague", "Respond to {n} more colleagues", missing
        )

    def post_on_more_days(self, missing: int) -> str:
        """Step for the active days."""
        return self._many("Post on {n} more day", "Post on {n} more days", missing)

    def answer(self, missing: int) -> str:
        """Step for answering back."""
        return self._many(
            "Answer a colleague who replied to you",
            "Answer {n} colleagues who replied to you",
            missing,
        )

    # -- Translation --------------------------------------------------------------------------

    def _(self, text: str, /, **values: object) -> str:
        return self._translate(text).format_map(values) if values else self._translate(text)

    def _many(self, one: str, many: str, n: int, /, **values: object) -> str:
        return self._(one if n == 1 else many, n=n, **values)


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

NOT_ASKED = {
    "initial_post": "No initial post is asked for.",
    "choice": "No site is asked for.",
    "parts": "No parts are asked for.",
    "references": "No references are asked for.",
    "responses": "No responses are asked for.",
    "active_days": "No active days are asked for.",
    "answer_back": "No answers are asked for.",
}

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
