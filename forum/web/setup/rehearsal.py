"""The scene of a student in front of a week with a made-up class: what a preview is drawn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

from flask_babel import gettext as _

from forum.courses.policy import Viewer
from forum.discussion.models import GateOpening, Post
from forum.discussion.policy import Reader, is_gate_open
from forum.discussion.queries.posts import PostView, view_of
from forum.extensions import db
from forum.grading.queries.released import ReleasedWeek
from forum.grading.queries.rubrics import RubricView
from forum.participation.models import Question
from forum.participation.rehearsal.made import DraftText, MadePost, Rehearsal
from forum.participation.rehearsal.places import STUDENT
from forum.participation.rehearsal.states import State
from forum.participation.rehearsal.texts import Phrases
from forum.prompts.changes import WeekChange
from forum.prompts.models import Checkpoint, ExtensionRequest, Site
from forum.prompts.patterns import get_course_schedule
from forum.prompts.queries import PromptSetup
from forum.prompts.readings.queries import NO_SOURCES, Sources
from forum.rules import facts
from forum.rules.roles import Role
from forum.web.access import Place
from forum.web.discussion.scene import Scene
from forum.web.integrity.passages import ShownPassage
from forum.web.setup.desk import Desk

#: As they are made for every post; this one is nobody's.
RECEIPT = "K7F3-Q2"


@dataclass(frozen=True)
class RehearsedReads:
    """``Reads`` of a class that is made up, for the student in it."""

    made: Rehearsal
    reader: Reader
    rubric: RubricView | None
    is_made_up = True

    def discussion(self) -> facts.Discussion:
        """The facts of the class at this instant."""
        return self.made.discussion

    def outlines(self) -> list[PostView]:
        """What the gate and a private post leave, with the texts, which cost nothing here."""
        return [self._view(post) for post in self.made.posts if self._is_seen(post)]

    def list_passages(self) -> Sequence[ShownPassage]:
        """What is made up stands nowhere else."""
        return ()

    def with_texts(self, posts: Sequence[PostView]) -> list[PostView]:
        """They have them already."""
        return list(posts)

    def drafts(self, slot: str) -> Mapping[str, DraftText]:
        """The beginning of a post; no answer is begun."""
        return self.made.draft if slot == "initial" else {}

    def count_choices(self) -> Mapping[int, int]:
        """Of the initial posts, also before the gate is open."""
        chosen: dict[int, int] = {}
        for post in self.made.posts:
            if post.site is not None:
                chosen[post.site.id] = chosen.get(post.site.id, 0) + 1
        return chosen

    def count_colleagues(self) -> int:
        """How many have posted."""
        posts = self.made.posts
        return sum(post.kind == "initial" and post.author is not STUDENT for post in posts)

    def list_sites(self, site_ids: Collection[int]) -> Sequence[Site]:
        """Those of the class that the week does not list."""
        sites = {row.site.id: row.site for row in self.made.choices if row.site}
        found = [sites[site_id] for site_id in site_ids if site_id in sites]
        return sorted(found, key=lambda site: site.name.lower())

    def sources(self, site_id: int | None) -> Sources:
        """The course's reading list has no part in it."""
        return NO_SOURCES

    def list_questions(self) -> Sequence[Question]:
        """Nobody has asked."""
        return ()

    def find_rubric(self) -> RubricView | None:
        """The week's own."""
        return self.rubric

    def find_request(self) -> ExtensionRequest | None:
        """Nobody has asked for more time."""
        return None

    def list_changes(self) -> Sequence[WeekChange]:
        """Nothing has changed."""
        return ()

    def find_previous(self) -> ReleasedWeek | None:
        """Nothing was graded before."""
        return None

    def is_own_thread(self, post: Post | PostView) -> bool:
        """Whether it stands under the student's post."""
        own = self.made.own
        return own is not None and (post.root_id or post.id) == own.number

    def _is_seen(self, post: MadePost) -> bool:
        """Only the own post before the gate opens. Nobody else's is private here."""
        return self.reader.gate_is_open or post.author is STUDENT

    def _view(self, post: MadePost) -> PostView:
        revision, site = post.revision, post.site
        row = SimpleNamespace(
            id=post.number,
            number=post.number,
            kind=post.kind,
            parent_id=post.parent,
            root_id=post.parent,
            author_id=post.author.id,
            author_name=post.author.name,
            author_role=Role.STUDENT.value,
            has_left=False,
            published_at=post.published_at,
            edited_at=None,
            tried_at=None,
            is_private=post.is_private,
            content_note="",
            withdrawn_at=None,
            hidden_at=None,
            hidden_reason="",
            receipt=RECEIPT,
            uses_alternative=False,
            revision_number=revision.number,
            site_id=revision.site_id,
            site_name=site.name if site else None,
            site_address=site.address if site else None,
            html=revision.html,
            words=revision.words,
            references=revision.references,
            is_read=post.number in self.made.answered,
        )
        return view_of(self.reader, row)


def with_usual_times(desk: Desk) -> PromptSetup:
    """The week as it is set up; a time that is not set yet is that of the course's pattern.

    One statement where one is missing.
    """
    setup, course = desk.setup, desk.course
    if setup.is_complete:
        return setup
    schedule = get_course_schedule(db.session(), course)
    calendar = schedule.calendar(course)
    usual = tuple(
        Checkpoint(kind=kind, due_at=calendar.instant(kind, desk.prompt.week, at), set_at=desk.now)
        for kind, at in schedule.pattern.items()
        if setup.due(kind) is None
    )
    return replace(setup, checkpoints=(*setup.checkpoints, *usual))


def rehearse(desk: Desk, whole: PromptSetup, state: State) -> Scene:
    """A student's scene of the week as it is set up (``whole``: with all its times), in a state."""
    made = Rehearsal(whole, state, phrases())
    setup, prompt = made.settled, desk.prompt
    viewer = Viewer(STUDENT.id, STUDENT.name, Role.STUDENT)
    opening = GateOpening(prompt_id=prompt.id, user_id=STUDENT.id) if made.has_opened_gate else None
    reader = Reader(
        viewer=viewer,
        prompt=prompt,
        gate_is_open=is_gate_open(
            viewer,
            prompt,
            opening=opening,
            excused=False,
            close_at=setup.due("close"),
            now=made.now,
        ),
    )
    return Scene(
        place=Place(desk.course, viewer),
        prompt=prompt,
        setup=setup,
        schedule=made.schedule,
        reader=reader,
        reads=RehearsedReads(made, reader, desk.rubric),
        now=made.now,
    )


def phrases() -> Phrases:
    """What the made-up texts are put together from, in the language of the page."""
    return Phrases(
        sentences=(
            _("This is an example text, so that the page looks as it will with a class in it."),
            _("A student would write here about the organisation and the people it serves."),
            _("The text has as many words as this part asks for."),
            _("Somebody else would begin with what the website leaves out."),
            _("Two staff members are named, and each of them could be called first."),
            _("The hours and the languages of the service are easy to find."),
            _("What it costs, and who is turned away, is not said anywhere."),
            _("That would be the first question on the telephone."),
        ),
        title=_("An example of a reference"),
        source=_("Journal of Examples"),
    )
