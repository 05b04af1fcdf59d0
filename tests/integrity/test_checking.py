"""What the worker keeps of a comparison: from where, since when, and for how long."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from forum.courses.models import Course
from forum.discussion.actions.posts import revise_post
from forum.discussion.actions.writing import Writing
from forum.discussion.models import GateOpening, Revision
from forum.integrity.models import Fingerprint, Overlap
from forum.integrity.queries import list_passages_of, list_passages_under
from forum.outbox.models import OutboxEntry
from tests.integrity.conftest import LOST, SHELTER, check, latest, parts
from tests.support.classroom import TUESDAY, Classroom
from tests.support.factories import enrol, make_course
from tests.support.statements import count_statements
from tests.support.weeks import make_prompt, post_initial, scene_of

MINUTE = timedelta(minutes=1)


def kinds(room, user, prompt=None):
    prompt = prompt or room.prompt
    room.session.expire_all()
    found = list_passages_of(room.session, prompt.id, user.id, for_author=False)
    return [(row.kind, row.words) for row in found]


def edit(room, user, post, text, now):
    reader, setup, schedule = scene_of(room.session, user, room.prompt, now)
    revise_post(
        room.session,
        reader,
        setup,
        schedule,
        post,
        Writing(parts=parts(text, user.name[:3]), site_id=latest(room.session, post).site_id),
        base=post.revision_number,
        now=now,
    )
    room.session.commit()


def test_a_passage_is_found_in_the_later_post_and_never_in_the_earlier(room):
    first = room.post(room.ana, parts=parts(LOST, "ana"), now=TUESDAY)
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    assert check(room.session, later) == 1
    assert check(room.session, first) == 0
    assert kinds(room, room.bea) == [("shared", 23)]
    assert kinds(room, room.ana) == []


def test_checking_again_changes_nothing(room):
    room.post(room.ana, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    assert [check(room.session, later) for _ in range(3)] == [1, 1, 1]
    assert kinds(room, room.bea) == [("shared", 23)]


def test_a_response_that_copies_the_post_it_answers_is_found(room):
    theirs = room.post(room.ana, parts=parts(LOST, "ana"))
    room.post(room.bea, "Love146", parts=parts(SHELTER, "bea"))
    answer = room.respond(
        room.bea, theirs, parts={"common": LOST, "changed": "It did."}, now=TUESDAY + MINUTE
    )
    check(room.session, answer)
    assert kinds(room, room.bea) == [("shared", 23)]


def test_posts_of_one_author_in_one_course_are_not_compared(room):
    own = room.post(room.ana, parts=parts(LOST, "ana"))
    room.post(room.bea, "Love146", parts=parts("My own words.", "bea"))
    answer = room.respond(
        room.bea, own, parts={"common": SHELTER, "changed": "It did."}, now=TUESDAY + MINUTE
    )
    reply = room.respond(
        room.ana, answer, kind="reply", parts={"text": LOST}, now=TUESDAY + 2 * MINUTE
    )
    assert check(room.session, reply) == 0


def test_what_was_added_later_was_not_there_to_be_copied(room):
    """Bea writes a sentence on Tuesday; Ana, whose post is older, adds it afterwards."""
    old = room.post(room.ana, parts=parts(SHELTER, "Ana"))
    middle = room.post(room.bea, "Love146", parts=parts(LOST, "Bea"), now=TUESDAY + MINUTE)
    edit(room, room.ana, old, f"{SHELTER} {LOST}", TUESDAY + 2 * MINUTE)
    assert check(room.session, middle) == 0
    assert check(room.session, old) == 1
    assert kinds(room, room.ana) == [("shared", 23)]


def test_what_the_author_had_before_stays_the_authors_after_an_edit(room):
    """Bea copies Ana's sentence; Ana then edits another part of her post."""
    first = room.post(room.ana, parts=parts(LOST, "Ana"))
    copy = room.post(room.bea, "Love146", parts=parts(LOST, "Bea"), now=TUESDAY + MINUTE)
    edit(room, room.ana, first, f"{LOST} And more of my own.", TUESDAY + 2 * MINUTE)
    assert check(room.session, first) == 0
    assert check(room.session, copy) == 1


def test_the_words_of_the_prompt_are_nobodys(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, body=f"Begin with this: {LOST}")
    room.post(room.ana, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    assert check(room.session, later) == 0


def test_posts_of_another_prompt_are_not_compared(room):
    course = make_course(room.session, "SOWK 509")
    enrol(room.session, course, room.ana)
    other = make_prompt(room.session, course)
    post_initial(room.session, room.ana, other, now=TUESDAY, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    assert check(room.session, later) == 0


def other_term(room, user) -> Course:
    """The same prompt in another course, where this person has written the sentence."""
    course = make_course(room.session, "SOWK 509")
    enrol(room.session, course, user)
    prompt = make_prompt(room.session, course, lineage=room.prompt.lineage)
    post_initial(room.session, user, prompt, now=TUESDAY, parts=parts(LOST, "then"))
    return course


def test_copies_of_a_prompt_are_one_lineage(room):
    other_term(room, room.person("Dee Fox"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    check(room.session, later)
    assert kinds(room, room.bea) == [("shared", 23)]


def test_ones_own_post_of_another_course_is_self_reuse(room):
    other_term(room, room.bea)
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    check(room.session, later)
    assert kinds(room, room.bea) == [("self", 23)]


def test_posts_published_before_anything_was_compared_get_their_prints_first(room):
    room.post(room.ana, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    assert room.session.scalar(select(func.count(Fingerprint.revision_id))) == 0
    assert check(room.session, later) == 1
    rows = room.session.scalars(select(Fingerprint)).all()
    assert sorted(row.checked_at is None for row in rows) == [False, True]


def test_publishing_has_the_post_compared_by_the_worker(room, postbox):
    room.post(room.ana, parts=parts(LOST, "ana"), now=TUESDAY - MINUTE)
    room.post(room.bea, "Love146", parts=parts(LOST, "bea"))
    postbox.deliver()
    assert kinds(room, room.bea) == [("shared", 23)]
    entries = room.session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "overlap")).all()
    assert len(entries) == 2
    assert all(entry.done_at for entry in entries)


def test_prints_and_passages_go_with_their_posts(room):
    first = room.post(room.ana, parts=parts(LOST, "ana"))
    later = room.post(room.bea, "Love146", parts=parts(LOST, "bea"), now=TUESDAY + MINUTE)
    check(room.session, later)
    gone = latest(room.session, first).id
    room.session.execute(delete(GateOpening).where(GateOpening.revision_id == gone))
    room.session.execute(delete(Revision).where(Revision.id == gone))
    room.session.commit()
    assert list_passages_under(room.session, room.prompt.id) == []
    assert room.session.scalar(select(func.count(Overlap.id))) == 0
    assert [row.post_id for row in room.session.scalars(select(Fingerprint))] == [later.id]


def test_a_comparison_takes_as_many_statements_however_many_posts_there_are(room):
    def cost(post):
        revision = latest(room.session, post)
        room.session.rollback()
        with count_statements(room.session.get_bind()) as sent:
            check(room.session, post)
        assert revision is not None
        return len(sent)

    room.post(room.ana, parts=parts(LOST, "ana"))
    few = cost(room.post(room.bea, "Love146", parts=parts(LOST, "b"), now=TUESDAY + MINUTE))
    for number in range(12):
        person = room.person(f"N{number} Person")
        text = parts(LOST if number < 1 else SHELTER, f"n{number}")
        room.post(person, "Love146", parts=text, now=TUESDAY + MINUTE)
    many = cost(room.post(room.cy, "Love146", parts=parts(LOST, "c"), now=TUESDAY + 2 * MINUTE))
    assert many == few
