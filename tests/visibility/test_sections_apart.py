"""Sections do not see each other unless an admin declares them one class: on no surface before,
and then on every one (who_sees_what V15; ``test_twins`` walks every page by itself)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forum.grading.models import GradeRelease, ReleasedGrade
from forum.grading.queries.standing import get_own_standing
from forum.participation.evidence import gather_discussion
from forum.prompts.queries import get_setup
from forum.rules.exchange import Exchange
from forum.rules.room import look
from tests.notifications.support import Told
from tests.support.classroom import TUESDAY, words_of
from tests.support.factories import make_section
from tests.support.marking import make_rubric
from tests.support.weeks import scene_of


@pytest.fixture
def room(app, session, clock, postbox) -> Told:
    """Ana and Bea by day, Eve in the evening; Ana waits for somebody with another site."""
    made = Told(app, session, clock, postbox)
    day, evening = (make_section(session, made.course, name) for name in ("Day", "Evening"))
    made.ana, made.bea = (made.person(name, section=day) for name in ("Ada Day", "Ben Day"))
    made.eve = made.person("Eve Stone", section=evening)
    made.own = made.post(made.ana)
    return made


def declared(room: Told, is_one_class: bool) -> None:
    """Say whether the sections are one class, as an admin does."""
    room.session.expire_all()
    room.course.sections_are_one_class = is_one_class
    room.session.commit()


@pytest.mark.parametrize("is_one_class", [False, True])
def test_pages_boards_people_and_news_tell_of_another_section_only_in_one_class(room, is_one_class):
    declared(room, is_one_class)
    theirs = room.post(room.eve, "Canary Site", stem="canarytext")
    room.later()
    assert room.list_of(room.ana) == (["eligible"] if is_one_class else [])
    told = {
        room.week: ("canarytext", "Eve Stone"),
        f"{room.week}/all": ("canarytext",),
        f"{room.home}/people": ("Eve Stone",),
    }
    for path, words in told.items():
        page = room.look(room.ana, path).text
        assert [word in page for word in words] == [is_one_class] * len(words), path
    assert ("Canary Site" in room.look(room.bea, room.week).text) is is_one_class
    count = "2 colleagues have written" if is_one_class else "1 colleague has written"
    assert count in words_of(room.look(room.bea, room.week))
    assert room.look(room.ana, room.at_post(theirs)).status_code == (200 if is_one_class else 404)


@pytest.mark.parametrize("is_one_class", [False, True])
def test_who_could_answer_and_what_counts_stay_within_the_section(room, is_one_class):
    declared(room, is_one_class)
    room.post(room.eve, "Love146")
    discussion = gather_discussion(room.session, get_setup(room.session, room.prompt))
    exchange = Exchange(look(discussion, TUESDAY))
    assert exchange.could_answer(room.ana.id, room.eve.id) is is_one_class


@pytest.mark.parametrize("is_one_class", [False, True])
def test_what_is_told_of_a_classs_totals_is_of_the_own_section(room, is_one_class):
    make_rubric(room.session, room.prompt)
    others = [room.person(f"Night {n}", section=None) for n in range(6)]
    released(room, room.ana, *others)
    declared(room, is_one_class)
    viewer = scene_of(room.session, room.ana, room.prompt, TUESDAY)[0].viewer
    standing = get_own_standing(room.session, viewer, room.course)
    assert (standing.class_total is not None) is is_one_class


def released(room: Told, *users) -> None:
    """Seven of ten points for each, released."""
    by = room.teacher.id
    act = GradeRelease(prompt_id=room.prompt.id, released_at=TUESDAY, released_by_id=by)
    room.session.add(act)
    room.session.flush()
    for user in users:
        room.session.add(
            ReleasedGrade(
                release_id=act.id,
                prompt_id=room.prompt.id,
                user_id=user.id,
                released_at=TUESDAY,
                marks=[],
                raw=Decimal(7),
                late_points=Decimal(0),
                total=Decimal(7),
                out_of=Decimal(10),
                comment_html="",
                graded_by_id=by,
            )
        )
    room.session.commit()
