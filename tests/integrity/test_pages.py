"""Who reads which passages: authors their own, staff both sides within what they teach."""

from __future__ import annotations

from datetime import timedelta

from forum.courses.models import Enrollment
from tests.integrity.conftest import LOST, SHELTER, check, parts
from tests.support.classroom import TUESDAY, shows, words_of
from tests.support.factories import enrol, make_course, make_section
from tests.support.weeks import make_prompt, post_initial

EARLIER = TUESDAY - timedelta(minutes=5)
FOUND = "A passage with 23 words also stands in another post of this prompt."


def copied(room, **first):
    """Ana has written a sentence, Bea has it too; both posts were compared."""
    room.own = room.post(room.ana, parts=parts(LOST, "anaword"), now=EARLIER, **first)
    room.copy = room.post(room.bea, "Love146", parts=parts(LOST, "beaword"))
    check(room.session, room.copy)


def test_the_author_reads_the_own_passage_and_neither_whose_it_is_nor_what_else_stands_there(room):
    copied(room)
    page = room.look(room.bea, room.week)
    assert shows(page, FOUND, "It begins: “Survivors often wait years before they tell anyone …”")
    checks = words_of(page).partition("What the checks found in your post")[2]
    checks = checks.partition("Colleagues to respond to")[0]
    assert "silent long after the danger has passed" in checks
    assert "Ana" not in checks
    assert "anaword" not in checks


def test_whoever_was_first_reads_nothing_of_it(room):
    copied(room)
    check(room.session, room.own)
    assert shows(
        room.look(room.ana, room.week),
        "No passage of your posts was found in another post of this prompt.",
    )


def test_an_author_whose_gate_is_shut_does_not_learn_what_others_have_written(app, room):
    """A post of one short part opens nothing, whatever sentence it repeats."""
    room.post(room.ana, parts=parts(LOST, "anaword"), now=EARLIER)
    mine = room.post(room.bea, "Love146", parts={"overview": LOST, "ally": ""})
    assert check(room.session, mine) == 1
    assert not shows(room.look(room.bea, room.week), FOUND)


def test_posts_out_of_sight_are_not_told_of_to_the_author_and_shown_to_the_teacher(room):
    copied(room)
    assert shows(room.look(room.bea, room.week), FOUND)
    room.hide(room.own)
    assert not shows(room.look(room.bea, room.week), FOUND)
    assert shows(room.look(room.teacher, f"{room.week}/overlap"), FOUND)


def test_a_private_post_is_as_if_it_were_not_there(room):
    room.prompt.private_allowed = True
    copied(room, is_private=True)
    assert not shows(room.look(room.bea, room.week), FOUND)
    assert shows(room.look(room.teacher, f"{room.week}/overlap/{room.bea.id}"), FOUND)


def test_staff_read_both_posts_side_by_side(room):
    copied(room)
    page = room.look(room.teacher, f"{room.week}/overlap/{room.bea.id}")
    assert shows(page, FOUND, "Post #2, Bea Mills", "Post #1, Ana Lopez")
    assert page.text.count("<mark>Survivors often wait") == 2
    whole = room.look(room.teacher, f"{room.week}/overlap")
    assert shows(whole, "1 passage of this week also stands in an earlier post.", "Bea Mills")


def test_students_and_strangers_find_no_such_page(room):
    copied(room)
    for path in (f"{room.week}/overlap", f"{room.week}/overlap/{room.bea.id}"):
        assert room.look(room.ana, path).status_code == 403
    assert room.look(room.teacher, f"{room.week}/overlap/999999").status_code == 404


def in_another_course(room, *, teaches: bool):
    """Dee wrote the sentence in another course with the same prompt."""
    course = make_course(room.session, "SOWK 509")
    dee = room.person("Dee Fox")
    enrol(room.session, course, dee)
    if teaches:
        enrol(room.session, course, room.teacher, "instructor")
    prompt = make_prompt(room.session, course, lineage=room.prompt.lineage)
    post_initial(room.session, dee, prompt, now=EARLIER, parts=parts(LOST, "deeword"))
    room.copy = room.post(room.bea, "Love146", parts=parts(LOST, "beaword"))
    check(room.session, room.copy)


def test_a_post_of_another_course_is_read_by_those_who_teach_it_too(room):
    in_another_course(room, teaches=True)
    page = room.look(room.teacher, f"{room.week}/overlap/{room.bea.id}")
    assert shows(page, FOUND, "Dee Fox")
    assert page.text.count("<mark>") == 2


def test_a_post_of_a_course_one_does_not_teach_stays_there(room):
    in_another_course(room, teaches=False)
    page = room.look(room.teacher, f"{room.week}/overlap/{room.bea.id}")
    assert shows(page, FOUND, "The other post is in a course, or of a section, that you do not")
    assert "Dee" not in page.text
    assert page.text.count("<mark>") == 1
    assert shows(room.look(room.bea, room.week), FOUND)


def test_an_assistant_with_own_sections_compares_their_own_students_alone(room):
    sections = {name: make_section(room.session, room.course, name) for name in "AB"}
    for user, name in ((room.ana, "A"), (room.bea, "B")):
        rows = room.session.query(Enrollment).filter_by(user_id=user.id)
        rows.one().section_id = sections[name].id
    tia = room.person("Tia Moss", "assistant", own_sections=[sections["B"].id])
    copied(room)
    page = room.look(tia, f"{room.week}/overlap/{room.bea.id}")
    assert shows(page, FOUND, "The other post is in a course, or of a section, that you do not")
    assert "Ana" not in page.text
    assert room.look(tia, f"{room.week}/overlap/{room.ana.id}").status_code == 404


def test_quotations_and_self_reuse_are_called_so(room):
    room.post(room.ana, parts=parts(f"{LOST} {SHELTER}", "anaword"), now=EARLIER)
    cited = f'"{LOST}" (Mead, 1935). ' + "As others say. " * 30 + f'"{SHELTER}"'
    post = room.post(room.bea, "Love146", parts=parts(cited, "beaword"))
    check(room.session, post)
    assert shows(
        room.look(room.bea, room.week),
        "A quotation of 23 words, with a citation near it, also stands in another post",
        "A quotation of 25 words, without a citation near it, also stands in another post",
    )


def test_this_looks_wrong_takes_the_row_along(room):
    copied(room)
    line = f"{FOUND} It begins: “Survivors often wait years before they tell anyone …”"
    sent = room.send(
        room.bea, f"{room.week}/checks/overlap/questions", row=line, text="We both quote a poster."
    )
    assert sent.status_code == 303
    assert shows(room.look(room.bea, room.week), "You asked: We both quote a poster.", line)


def test_the_desk_has_both_posts_beside_the_rubric(room):
    copied(room)
    page = room.look(room.teacher, f"{room.week}/grade/{room.bea.id}")
    assert shows(page, "1 passage, side by side", FOUND, "Post #1, Ana Lopez")
    assert "passage, side by side" not in words_of(
        room.look(room.teacher, f"{room.week}/grade/{room.ana.id}")
    )


def test_the_desk_hides_names_in_passages_too(room):
    room.post(room.ana, parts=parts(f"Ask Bea: {LOST}", "anaword"), now=EARLIER)
    room.copy = room.post(room.bea, "Love146", parts=parts(f"Ask Bea: {LOST}", "beaword"))
    check(room.session, room.copy)
    page = room.look(room.teacher, f"{room.week}/grade/{room.bea.id}?names=hidden")
    said = words_of(page).partition("1 passage, side by side")[2].partition("Only posts")[0]
    assert "Survivors often wait" in said
    assert "Ana" not in said
    assert "Bea" not in said
