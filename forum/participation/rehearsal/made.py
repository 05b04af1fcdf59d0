"""The made-up class at one instant: its posts, the student's draft, and the facts of it all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from forum.discussion.actions.rows import has_substance
from forum.discussion.actions.writing import Writing, new_revision
from forum.discussion.models import Revision
from forum.participation.evidence import short_names
from forum.participation.rehearsal import states
from forum.participation.rehearsal.places import (
    OTHER_SITE,
    PEOPLE,
    SAME_SITE,
    STUDENT,
    Choice,
    Person,
    choose_sites,
)
from forum.participation.rehearsal.states import State, Times, times_of
from forum.participation.rehearsal.texts import (
    Phrases,
    initial_writing,
    response_writing,
    text_of,
)
from forum.prompts.models import Checkpoint, Extension, Site
from forum.prompts.queries import PromptSetup
from forum.prompts.schedule import (
    PersonalSchedule,
    due_changes,
    extension_fact,
    late_policy,
    opening,
    personal_schedule,
)
from forum.rules import facts

#: Everybody has been in the course, and everything set, for so long.
_BEFORE = timedelta(days=60)
_SAVED_AGO = timedelta(minutes=20)


@dataclass(frozen=True)
class MadePost:
    """A post of the made-up class, which is its own id too."""

    number: int
    author: Person
    kind: facts.Kind
    published_at: datetime
    revision: Revision
    site: Site | None = None
    parent: int | None = None
    is_private: bool = False

    @property
    def fact(self) -> facts.PostFacts:
        """The post as the rules take it."""
        saved = self.revision
        version = facts.Version(
            saved_at=self.published_at,
            words=tuple(saved.words.items()),
            site_id=saved.site_id,
            listed=saved.listed,
            cited=saved.cited,
            unread=saved.unread,
            total=sum(saved.words.values()),
        )
        private = (facts.Interval(self.published_at),) if self.is_private else ()
        return facts.PostFacts(
            self.number, self.author.id, self.parent, self.kind, (version,), private=private
        )


@dataclass(frozen=True)
class DraftText:
    """One field of the student's draft."""

    text: str
    saved_at: datetime
    version: int = 1


@dataclass(frozen=True)
class Rehearsal:
    """A week with the made-up class in it, in one state. No statement, nothing kept.

    ``setup`` says what holds now as if it had always held: what was set before, and when, is not
    looked at.
    """

    setup: PromptSetup
    state: State
    phrases: Phrases

    @cached_property
    def now(self) -> datetime:
        """The instant at which the week is looked at."""
        return self.state.instant(self._times)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Who chose which site, whether they have published by now or not."""
        return choose_sites(self.setup)

    @cached_property
    def posts(self) -> tuple[MadePost, ...]:
        """What has been published by now, in the order of time."""
        published = [post for post in self._script() if post.published_at <= self.now]
        return tuple(sorted(published, key=lambda post: post.published_at))

    @cached_property
    def own(self) -> MadePost | None:
        """The student's initial post."""
        return next((post for post in self.posts if post.author is STUDENT), None)

    @property
    def answered(self) -> frozenset[int]:
        """The posts that the student has answered, by number."""
        mine = (post.parent for post in self.posts if post.author is STUDENT)
        return frozenset(parent for parent in mine if parent is not None)

    @property
    def has_opened_gate(self) -> bool:
        """Whether the student's post lets them read colleagues."""
        return self.own is not None and has_substance(self.setup, self.own.revision)

    @cached_property
    def draft(self) -> Mapping[str, DraftText]:
        """The beginning of a post, by field: a site, and half of the first part."""
        if self.state.own != "draft":
            return {}
        saved_at = min(self.now, self._times.close) - _SAVED_AGO
        choice = next((row for row in self.choices if row.person is STUDENT), None)
        fields = {}
        if choice and choice.site:
            fields["site"] = str(choice.site.id)
        for part in self.setup.parts[:1]:
            fields[f"part-{part.key}"] = text_of(self.phrases, part.min_words // 2, 0)
        return {name: DraftText(text, saved_at) for name, text in fields.items()}

    @cached_property
    def discussion(self) -> facts.Discussion:
        """The facts of it, for the rules."""
        setup = self.settled
        names = short_names({person.id: person.name for person in PEOPLE})
        sites = [*setup.sites, *(row.site for row in self.choices if row.site)]
        return facts.Discussion(
            zone=setup.prompt.course.zone,
            opens_at=opening(setup),
            terms=setup.terms,
            dues=due_changes(setup.checkpoints),
            members=tuple(
                facts.Member(
                    person.id, person.name, names[person.id], active=(facts.Interval(self._since),)
                )
                for person in PEOPLE
            ),
            posts=tuple(post.fact for post in self.posts),
            sites=tuple({site.id: site.name for site in sites}.items()),
            extensions=tuple(map(extension_fact, self._extensions)),
            policy=late_policy(setup.prompt),
        )

    @property
    def schedule(self) -> PersonalSchedule:
        """The student's own times."""
        since = [facts.Interval(self._since)]
        return personal_schedule(self.settled, STUDENT.id, self._extensions, since, self.now)

    @cached_property
    def _times(self) -> Times:
        return times_of(self.setup)

    @cached_property
    def _since(self) -> datetime:
        return min(self._times.opens, self._times.initial) - _BEFORE

    @cached_property
    def settled(self) -> PromptSetup:
        """The setup without its history: set long ago, so that it holds at every instant."""
        current = (self.setup.checkpoint(kind) for kind in ("opens", "T1", "T2", "close"))
        checkpoints = tuple(
            Checkpoint(kind=row.kind, due_at=row.due_at, set_at=self._since)
            for row in current
            if row is not None
        )
        terms = (replace(self.setup.current_terms, valid_from=self._since),)
        return replace(self.setup, terms=terms, checkpoints=checkpoints)

    @property
    def _extensions(self) -> tuple[Extension, ...]:
        if not self.state.is_extended:
            return ()
        due_at = self._times.initial + states.EXTENSION
        return (Extension(user_id=STUDENT.id, kind="T1", due_at=due_at, set_at=self._since),)

    def _script(self) -> Iterator[MadePost]:
        """Everything that is ever published in this week, by the state's student and the class."""
        times, setup = self._times, self.setup
        shares = dict(zip(SAME_SITE, states.SAME_SITE_AT, strict=True))
        shares |= dict(zip(OTHER_SITE, states.OTHER_SITE_AT, strict=True))
        if self.state.own in ("published", "private"):
            shares[STUDENT] = states.OWN_AT
        numbers: dict[Person, int] = {}
        for choice in self.choices:
            if choice.person not in shares:
                continue
            person, number = choice.person, choice.person.id
            numbers[person] = number
            is_private = person is STUDENT and self.state.own == "private"
            site_id = choice.site.id if choice.site else None
            writing = initial_writing(setup, self.phrases, number, site_id, is_private=is_private)
            at = times.writing(shares[person])
            yield self._post(number, person, "initial", at, writing, choice.site)
        yield from self._talk(numbers)

    def _talk(self, numbers: Mapping[Person, int]) -> Iterator[MadePost]:
        """The student has written one of several responses, and got one from a colleague."""
        times, terms = self._times, self.setup.current_terms
        if not terms.responses or STUDENT not in numbers:
            return
        colleague = next((person for person in OTHER_SITE if person in numbers), None)
        if colleague is None:
            return
        number = max(person.id for person in PEOPLE)
        kind: facts.Kind = "response" if self.setup.response_parts else "reply"
        if terms.responses > 1:
            at, writing = times.talking(states.OWN_RESPONSE_AT), self._response(1)
            yield self._post(number + 1, STUDENT, kind, at, writing, parent=colleague.id)
        if self.state.own == "published":
            at, writing = times.talking(states.RECEIVED_AT), self._response(2)
            yield self._post(number + 2, colleague, kind, at, writing, parent=STUDENT.id)

    def _response(self, turn: int) -> Writing:
        return response_writing(self.setup, self.phrases, turn)

    def _post(
        self,
        number: int,
        author: Person,
        kind: facts.Kind,
        at: datetime,
        writing: Writing,
        site: Site | None = None,
        parent: int | None = None,
    ) -> MadePost:
        revision = new_revision(writing, number=1, now=at)
        return MadePost(number, author, kind, at, revision, site, parent, writing.is_private)
