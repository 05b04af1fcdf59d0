"""What every door of a discussion loads first: place, set-up, own schedule, reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import abort
from flask_babel import gettext
from sqlalchemy.orm import Session

from forum.courses.policy import Viewer
from forum.database import utc_now
from forum.discussion.models import Post
from forum.discussion.policy import Reader
from forum.discussion.queries.posts import PostView, find_post, find_post_row, find_prompt_of
from forum.discussion.queries.readers import get_reader
from forum.extensions import db
from forum.integrity.policy import can_compare_some
from forum.participation.evidence import without_answers_to, without_former_names
from forum.participation.queries import Standing, get_standing, is_initial_waived
from forum.prompts.models import Prompt
from forum.prompts.policy import can_read_prompt
from forum.prompts.queries import PromptSetup, get_setup
from forum.prompts.schedule import (
    PersonalSchedule,
    get_personal_schedule,
    personal_schedule,
)
from forum.rules import facts
from forum.web.access import Place, load_course, load_prompt
from forum.web.discussion.reads import Reads, StoredReads
from forum.web.presentation import clock
from forum.web.translations import translator


@dataclass(frozen=True)
class Scene:
    """One viewer in front of one prompt at one instant."""

    place: Place
    prompt: Prompt
    setup: PromptSetup
    schedule: PersonalSchedule
    reader: Reader
    reads: Reads
    now: datetime

    @property
    def session(self) -> Session:
        """The request's session."""
        return db.session()

    @property
    def viewer(self) -> Viewer:
        """Who is looking."""
        return self.place.viewer

    @property
    def slug(self) -> str:
        """The course's address."""
        return self.place.course.slug

    @property
    def zone(self) -> ZoneInfo:
        """The course's zone, in which every time is shown."""
        return self.place.course.zone

    @property
    def has_opened(self) -> bool:
        """Whether this viewer may read more than the title and the opening time."""
        return self.viewer.is_staff or self.now >= self.schedule.opens_at

    @property
    def is_open(self) -> bool:
        """Whether this viewer may publish now; nobody may in an archived course."""
        if self.place.course.archived_at is not None:
            return False
        return self.schedule.is_open or self.viewer.is_staff

    @property
    def compares(self) -> bool:
        """Whether this viewer may read posts side by side with others that share passages."""
        return can_compare_some(self.viewer)

    @cached_property
    def evidence(self) -> facts.Discussion:
        """What the discussion is judged by, in words this viewer may read."""
        found = self.reads.discussion()
        if self.viewer.is_staff:
            return replace(found, about=self.viewer.own_students)
        if not self.reader.gate_is_open:
            found = without_answers_to(found, self.viewer.user_id)
        former = gettext("a former classmate")
        return without_former_names(found, self.viewer.user_id, self.now, former)

    @cached_property
    def standing(self) -> Standing:
        """The viewer's own findings."""
        return get_standing(self.evidence, self.viewer.user_id, self.now, translator())


def load_scene(slug: str, week: int, *, early: bool = False) -> Scene:
    """The scene of a week's prompt; 404 where the viewer may not know of it.

    403 before it opens, except for a door that says so itself (``early``).
    """
    place, prompt = load_prompt(slug, week)
    scene = scene_at(place, prompt)
    if not (early or scene.has_opened):
        opens_at = clock(scene.schedule.opens_at, scene.zone)
        abort(403, description=gettext("This discussion opens %(time)s.", time=opens_at))
    return scene


def load_post_scene(slug: str, number: int) -> tuple[Scene, PostView]:
    """The scene of a post by its short number; what the viewer may not see is not found."""
    place = load_course(slug)
    scene = _scene_of_number(place, number)
    post = find_post(scene.session, scene.reader, number)
    if post is None:
        abort(404)
    return scene, post


def load_post_row(slug: str, number: int) -> tuple[Scene, Post]:
    """As ``load_post_scene``, with the row for an action."""
    place = load_course(slug)
    scene = _scene_of_number(place, number)
    post = find_post_row(scene.session, scene.reader, number)
    if post is None:
        abort(404)
    return scene, post


def _scene_of_number(place: Place, number: int) -> Scene:
    prompt = find_prompt_of(db.session(), place.course.id, number)
    if prompt is None or not can_read_prompt(place.viewer, prompt):
        abort(404)
    scene = scene_at(place, prompt)
    if not scene.has_opened:
        abort(404)
    return scene


def scene_at(place: Place, prompt: Prompt) -> Scene:
    """The scene of a prompt that was loaded already; 404 while its due times are not all set."""
    session = db.session()
    now = utc_now()
    setup = get_setup(session, prompt)
    if not setup.is_complete:
        abort(404)
    viewer = place.viewer
    excused = viewer.is_student and is_initial_waived(session, prompt.id, viewer.user_id)
    reader = get_reader(
        session,
        viewer,
        place.course,
        setup,
        excused=excused,
        now=now,
        former_name=gettext("A former classmate"),
    )
    return Scene(
        place=place,
        prompt=prompt,
        setup=setup,
        schedule=_schedule(session, setup, viewer, now),
        reader=reader,
        reads=StoredReads(session, setup, reader),
        now=now,
    )


def _schedule(
    session: Session, setup: PromptSetup, viewer: Viewer, now: datetime
) -> PersonalSchedule:
    """The viewer's own due times; staff, of whom nothing is due, have the class's."""
    if viewer.is_staff:
        return personal_schedule(setup, viewer.user_id, (), (), now)
    return get_personal_schedule(session, setup, viewer.user_id, now)
