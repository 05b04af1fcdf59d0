"""What the pages of a discussion are made of, as it is read for one viewer.

Every page asks its scene's ``reads``. ``StoredReads`` looks into the database; the preview of a
week brings a class of its own that is kept nowhere (``web/setup/rehearsal.py``), of which the same
functions make the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from forum.discussion.models import Post
from forum.discussion.policy import Reader
from forum.discussion.queries.drafts import list_drafts
from forum.discussion.queries.own import is_own_thread
from forum.discussion.queries.posts import (
    PostView,
    count_choices,
    count_colleagues,
    list_outlines,
)
from forum.discussion.queries.texts import with_texts
from forum.grading.queries.released import ReleasedWeek, find_previous_released
from forum.grading.queries.rubrics import RubricView, find_rubric
from forum.participation.evidence import gather_discussion
from forum.participation.models import Question
from forum.participation.queries import list_questions
from forum.prompts.changes import WeekChange, list_week_changes
from forum.prompts.models import ExtensionRequest, Site
from forum.prompts.queries import PromptSetup, find_own_request, list_sites_by_id
from forum.prompts.readings.queries import Sources, get_sources
from forum.rules import facts
from forum.web.integrity.passages import ShownPassage, own_passages


class DraftField(Protocol):
    """One field of a text not yet published."""

    @property
    def text(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def saved_at(self) -> datetime: ...


class Reads(Protocol):
    """What a page asks for, each only when it needs it."""

    @property
    def is_made_up(self) -> bool:
        """Whether it is nobody's: then nothing that is made of it is kept for other readers."""

    def discussion(self) -> facts.Discussion:
        """What the discussion is judged by, for the rules."""

    def outlines(self) -> list[PostView]:
        """Every post the reader may know of, in the order of time, without the texts."""

    def with_texts(self, posts: Sequence[PostView]) -> list[PostView]:
        """These posts with the texts the reader may see."""

    def drafts(self, slot: str) -> Mapping[str, DraftField]:
        """The viewer's own draft in a slot, by field."""

    def count_choices(self) -> Mapping[int, int]:
        """How many chose each site, by the site's id, as far as the reader may know."""

    def count_colleagues(self) -> int:
        """How many colleagues have posted."""

    def list_sites(self, site_ids: Collection[int]) -> Sequence[Site]:
        """These sites by name."""

    def sources(self, site_id: int | None) -> Sources:
        """What the citations of a text about this site are checked against."""

    def list_questions(self) -> Sequence[Question]:
        """What the viewer asked about the own findings."""

    def list_passages(self) -> Sequence[ShownPassage]:
        """Passages of the viewer's own posts that also stand in others."""

    def find_rubric(self) -> RubricView | None:
        """How the week is graded; None where it has no rubric."""

    def list_changes(self) -> Sequence[WeekChange]:
        """What has changed in the week since it was published."""

    def find_request(self) -> ExtensionRequest | None:
        """The viewer's last request for an extension."""

    def find_previous(self) -> ReleasedWeek | None:
        """The student's own released grade of the latest week before; None for anybody else."""

    def is_own_thread(self, post: Post | PostView) -> bool:
        """Whether a post stands under the viewer's initial post, or is it."""


def posts_telling(reads: Reads, is_told: Callable[[PostView], bool]) -> list[PostView]:
    """The whole discussion in the order of time, with the texts of some posts."""
    posts = reads.outlines()
    told = reads.with_texts([post for post in posts if is_told(post)])
    by_id = {post.id: post for post in told}
    return [by_id.get(post.id, post) for post in posts]


@dataclass(frozen=True)
class StoredReads:
    """``Reads`` of what is in the database."""

    session: Session
    setup: PromptSetup
    reader: Reader
    is_made_up = False

    def discussion(self) -> facts.Discussion:
        """Two statements."""
        return gather_discussion(self.session, self.setup)

    def outlines(self) -> list[PostView]:
        """One statement."""
        return list_outlines(self.session, self.reader)

    def with_texts(self, posts: Sequence[PostView]) -> list[PostView]:
        """One statement; none where none is asked for."""
        return with_texts(self.session, self.reader, posts)

    def drafts(self, slot: str) -> Mapping[str, DraftField]:
        """One statement."""
        return list_drafts(self.session, self._user_id, self._prompt_id).get(slot, {})

    def count_choices(self) -> Mapping[int, int]:
        """One statement."""
        return count_choices(self.session, self.reader)

    def count_colleagues(self) -> int:
        """One statement."""
        return count_colleagues(self.session, self.reader)

    def list_sites(self, site_ids: Collection[int]) -> Sequence[Site]:
        """One statement; none where none is asked for."""
        return list_sites_by_id(self.session, site_ids)

    def sources(self, site_id: int | None) -> Sources:
        """Two statements, one where no site is named."""
        return get_sources(self.session, self.setup.prompt.course_id, site_id)

    def list_questions(self) -> Sequence[Question]:
        """One statement."""
        return list_questions(self.session, self.reader.viewer, self._prompt_id, self._user_id)

    def list_passages(self) -> Sequence[ShownPassage]:
        """One statement, two where something was found; none before the gate is open."""
        return own_passages(self.session, self.reader)

    def find_request(self) -> ExtensionRequest | None:
        """One statement."""
        return find_own_request(self.session, self._prompt_id, self._user_id)

    def list_changes(self) -> Sequence[WeekChange]:
        """One statement; none for a week that was never saved since it was published."""
        return list_week_changes(self.session, self.setup.prompt)

    def find_rubric(self) -> RubricView | None:
        """One statement."""
        return find_rubric(self.session, self._prompt_id)

    def find_previous(self) -> ReleasedWeek | None:
        """One statement for a student, none for anybody else."""
        viewer = self.reader.viewer
        if not viewer.is_student:
            return None
        return find_previous_released(self.session, viewer, self.setup.prompt, viewer.user_id)

    def is_own_thread(self, post: Post | PostView) -> bool:
        """One statement."""
        return is_own_thread(self.session, self._user_id, post.root_id or post.id)

    @property
    def _user_id(self) -> int:
        return self.reader.viewer.user_id

    @property
    def _prompt_id(self) -> int:
        return self.setup.prompt.id
