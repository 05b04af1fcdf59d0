"""Each row of ``tests/cases/who_sees_what.csv`` as a test of its own, through the real client."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from forum.activity.models import Activity
from forum.courses.models import Enrollment
from forum.discussion.models import GateOpening, Post
from forum.participation.models import Question, Setting
from forum.prompts.models import Extension
from tests.cases.tables import read_rows
from tests.support.classroom import TUESDAY, Classroom, shows, words_of
from tests.support.factories import enrol, make_section, make_user
from tests.support.weeks import at, words

CASES = Path(__file__).resolve().parents[1] / "cases" / "who_sees_what.csv"
ROWS = {row["id"]: row for row in read_rows(CASES)}

#: A test of a row, here or in a neighbour of this file.
TEST = re.compile(r"^def test_(v\d\d)_", re.MULTILINE)
#: Rows about things that are not built yet, with what is missing.
NOT_BUILT = {
    "V10": "no prompt can be anonymous to peers yet",
    "V11": "no prompt can be anonymous to peers yet",
    "V18": "no institution can set a suppression of names yet",
    "V19": "there is no way to report a concern about a post yet",
    "V25": "there is no e-mail yet",
    "V30": "there is no setting of suggestions for many students at once yet",
    "V34": "there is no replacing of names after the term yet",
}
#: Rows of which a part is not built yet; the rest is tested.
PARTLY = {
    "V07": "only the author makes a post private so far, not the instructor on request",
    "V09": "no administrator can open a private post at all, not even with a reason",
    "V26": "the page links to the support address alone",
    "V28": "grades are sent to no gradebook elsewhere yet",
    "V32": "there is no student preview with an account, only observers",
}


def test_every_row_is_tested_or_listed_with_its_reason():
    modules = Path(__file__).parent.glob("test_who_sees_*.py")
    names = [name for module in modules for name in TEST.findall(module.read_text("utf-8"))]
    tested = {name.upper() for name in names}
    assert tested | NOT_BUILT.keys() == ROWS.keys()
    assert not tested & NOT_BUILT.keys()
    assert tested >= PARTLY.keys()


@pytest.fixture
def room(app, session, clock) -> Classroom:
    """Ana has written nothing; Bea and Cy have posted and Cy has answered Bea. It is Tuesday."""
    clock(TUESDAY)
    room = Classroom(app, session, private_allowed=True)
    room.cy = room.person("Cy Ng")
    room.post(room.cy, "La Strada International", stem="canarycy")
    room.theirs = room.post(room.bea, "Love146", stem="canarybea")
    room.answer = room.respond(room.cy, room.theirs, stem="canaryanswer")
    return room


def test_v01_before_the_own_post_board_and_number_but_no_posts_and_no_names(room):
    page = room.look(room.ana, room.week)
    assert shows(page, ROWS["V01"]["words_shown"], "2 colleagues have written")
    assert shows(page, "Love146", "La Strada International", "1 of 2 chose it", "The prompt")
    assert not [word for word in ("canary", "Bea", "Cy") if word in page.text]


def test_v02_an_extension_does_not_open_the_posts_early(room, clock):
    room.session.add(
        Extension(
            prompt_id=room.prompt.id,
            user_id=room.ana.id,
            kind="T1",
            due_at=at(8, "23:59"),
            set_at=TUESDAY,
            set_by_id=room.teacher.id,
        )
    )
    clock(at(5, "10:00"))
    page = room.look(room.ana, room.week)
    assert shows(page, ROWS["V02"]["words_shown"], "you have an extension")
    assert "canary" not in page.text
    assert room.look(room.ana, room.at_post(room.theirs)).status_code == 404


def test_v03_a_waived_initial_post_opens_the_discussion(room):
    room.session.add(
        Setting(
            prompt_id=room.prompt.id,
            user_id=room.ana.id,
            requirement="initial_post",
            status="waived",
            reason="Joined late.",
            set_at=TUESDAY,
            set_by_id=room.teacher.id,
        )
    )
    assert "canarybea" in room.look(room.ana, f"{room.week}/all").text
    assert shows(room.look(room.ana, f"{room.home}/my-work"), "Nothing published yet")


def test_v04_who_has_posted_and_withdrawn_still_reads(room):
    own = room.post(room.ana)
    room.withdraw(room.ana, own)
    assert "canarybea" in room.look(room.ana, f"{room.week}/all").text
    assert shows(room.look(room.ana, room.week), "You withdrew this post.")


def test_v05_a_private_post_is_not_listed_not_counted_and_not_found(room):
    dan = room.person("Dan Ruiz")
    private = room.post(dan, "Polaris Project", stem="canaryprivate", is_private=True)
    before = room.look(room.ana, room.week)
    assert shows(before, "2 colleagues have written", "0 of 2 chose it")
    room.post(room.ana)
    for path in (room.week, f"{room.week}/all", f"{room.week}?order=name"):
        page = room.look(room.ana, path)
        assert "canaryprivate" not in page.text
        assert "Dan" not in page.text
    for more in ("", "/respond", "/versions", "/edit"):
        assert room.look(room.ana, room.at_post(private, more)).status_code == 404


def test_v06_the_author_of_a_private_post_reads_who_else_can(room):
    private = room.post(room.ana, is_private=True)
    for path in (room.week, room.at_post(private)):
        assert shows(room.look(room.ana, path), ROWS["V06"]["words_shown"]), path
    assert shows(room.look(room.teacher, room.at_post(private)), "as its author chose")


def test_v07_a_post_becomes_private_until_somebody_has_answered(room):
    own = room.post(room.ana)
    path = room.at_post(own, "/revisions")
    assert room.send(room.ana, path, base="1", **room.form(private="1")).status_code == 303
    assert room.look(room.bea, room.at_post(own)).status_code == 404
    assert room.send(room.ana, path, base="2", **room.form()).status_code == 303
    answer = room.respond(room.bea, room.session.get_one(Post, own.id), stem="canaryback")
    refused = room.send(room.ana, path, base="3", **room.form(private="1"))
    assert refused.status_code == 409
    assert shows(refused, "Your instructor can make it private.")
    # Once it is private all the same, an answer is read by who wrote it.
    room.session.get_one(Post, own.id).is_private = True
    assert room.look(room.cy, room.at_post(answer)).status_code == 404
    mine = room.look(room.bea, f"{room.home}/my-work")
    assert (mine.status_code, room.at_post(answer) in mine.text) == (200, True)


def test_v08_an_instructor_of_another_section_cannot_open_a_private_post(room):
    private = room.post(room.ana, stem="canaryprivate", is_private=True)
    evening = make_section(room.session, room.course, "Evening")
    other = make_user(room.session, "Prof. Ruiz")
    enrol(room.session, room.course, other, "instructor", section=evening)
    assert room.look(other, room.at_post(private)).status_code == 404
    assert "canaryprivate" not in room.look(other, f"{room.week}/all").text
    assert "canarybea" in room.look(other, f"{room.week}/all").text
    desk = room.look(other, f"{room.week}/grade/{room.ana.id}")
    assert "canaryprivate" not in desk.text
    assert room.look(room.teacher, room.at_post(private)).status_code == 200


def test_v09_an_administrator_cannot_open_a_private_post_without_a_reason(room):
    private = room.post(room.ana, stem="canaryprivate", is_private=True)
    admin = make_user(room.session, "Ada Admin", is_admin=True)
    assert room.look(admin, room.at_post(private)).status_code == 404
    assert "canaryprivate" not in room.look(admin, f"{room.week}/all").text


def test_v12_a_student_sees_the_own_checklist_and_no_network_or_progress_of_others(room):
    room.post(room.ana)
    for path in ("/participation", "/grade", f"/grade/{room.bea.id}", "/release"):
        assert room.look(room.ana, room.week + path).status_code in (403, 404), path
    page = room.look(room.ana, room.week)
    assert shows(page, "Your progress", "Responses that count")
    assert "Progress of" not in page.text


def test_v15_another_section_has_no_names_posts_roster_or_counts(room):
    evening = make_section(room.session, room.course, "Evening")
    eve = make_user(room.session, "Eve Stone")
    enrol(room.session, room.course, eve, section=evening)
    assert not shows(room.look(eve, room.week), "colleagues have written")
    room.post(eve)
    for path in ("", "/all", "?order=name"):
        page = room.look(eve, room.week + path)
        assert not [word for word in ("canary", "Bea", "Cy Ng", "2 of 3") if word in page.text]
    people = room.look(eve, f"{room.home}/people")
    assert (people.status_code, "Bea" in people.text) == (200, False)
    for post in (room.theirs, room.answer):
        assert room.look(eve, room.at_post(post)).status_code == 404
    room.session.get_one(type(room.course), room.course.id).sections_are_one_class = True
    assert "canarybea" in room.look(eve, f"{room.week}/all").text


def leave(room: Classroom, user) -> None:
    """Let somebody leave the course."""
    row = room.session.scalars(select(Enrollment).where(Enrollment.user_id == user.id)).one()
    row.ended_at = TUESDAY
    room.session.commit()


def test_v16_a_student_who_left_is_a_former_classmate_on_every_page(room):
    own = room.post(room.ana)
    room.respond(room.ana, room.theirs)
    theirs = room.respond(room.cy, own)
    room.respond(room.cy, theirs, kind="reply")
    leave(room, room.bea)
    leave(room, room.cy)
    pages = [room.week, f"{room.week}/all", f"{room.week}?order=name", f"{room.home}/my-work", "/"]
    pages += [f"{room.home}/people", f"{room.home}/my-grades"]
    for post in (own, room.theirs, room.answer, theirs):
        pages += [room.at_post(post), room.at_post(post, "/respond")]
    for path in pages:
        page = room.look(room.ana, path)
        assert page.status_code == 200, path
        assert not [name for name in ("Bea", "Cy", "Mills", "Ng") if name in words_of(page)], path
    assert shows(room.look(room.ana, room.at_post(room.theirs)), "A former classmate", "canarybea0")


def test_v17_an_instructor_reads_the_name_of_who_left_with_a_mark(room):
    leave(room, room.bea)
    for path in (room.week, f"{room.week}/all", room.at_post(room.theirs)):
        assert shows(room.look(room.teacher, path), "Bea Mills (left the course)"), path
    assert shows(room.look(room.bea, room.week), "There is nothing here for you to see")


def test_v20_a_hidden_post_is_a_placeholder_and_its_answers_stay_readable(room):
    room.post(room.ana)
    room.hide(room.theirs, "canaryreason")
    page = room.look(room.ana, room.at_post(room.theirs))
    assert (page.status_code, shows(page, ROWS["V20"]["words_shown"])) == (200, True)
    assert "canaryanswer" in page.text
    assert not [word for word in ("canarybea", "canaryreason", "Love146") if word in page.text]
    assert "canarybea" not in room.look(room.ana, f"{room.week}/all").text
    dan = room.person("Dan Ruiz")
    assert room.look(dan, room.at_post(room.theirs)).status_code == 404
    evening = make_section(room.session, room.course, "Evening")
    eve = make_user(room.session, "Eve Stone")
    enrol(room.session, room.course, eve, section=evening)
    room.post(eve)
    assert room.look(eve, room.at_post(room.theirs)).status_code == 404


def test_v21_the_author_of_a_hidden_post_reads_text_and_reason_and_can_edit(room):
    room.hide(room.theirs, "It names a client.")
    for path in (room.week, room.at_post(room.theirs)):
        page = room.look(room.bea, path)
        assert shows(page, "canarybea0", "It names a client."), path
        assert room.at_post(room.theirs, "/edit") in page.text, path
    edit = room.look(room.bea, room.at_post(room.theirs, "/edit"))
    assert shows(edit, "It names a client.", "canarybea0")


def test_v22_a_new_version_of_a_hidden_post_goes_to_the_instructor_and_keeps_its_time(room, clock):
    room.post(room.ana)
    room.hide(room.theirs, "It names a client.")
    clock(at(4, "10:00"))
    fields = room.form("Love146", base="1", **{"part-overview": words(20, "mended")})
    assert room.send(room.bea, room.at_post(room.theirs, "/revisions"), **fields).status_code == 303
    assert "mended" not in room.look(room.ana, f"{room.week}/all").text
    assert shows(room.look(room.teacher, room.at_post(room.theirs)), words(20, "mended"))
    room.send(room.teacher, room.at_post(room.theirs, "/hiding"), show="1")
    assert shows(room.look(room.ana, f"{room.week}/all"), words(20, "mended"))
    assert room.session.get_one(Post, room.theirs.id).published_at == TUESDAY
    assert shows(room.look(room.bea, room.week), "Published on time")


def test_v23_the_alternative_case_is_shown_by_its_title_alone(app, session, clock):
    clock(TUESDAY)
    cases = {"case_title": "The case of Mara", "alternative_title": "The case of Jo"}
    room = Classroom(app, session, case_text="One.", alternative_text="Two.", **cases)
    mine = room.post(room.bea, uses_alternative=True)
    other = room.post(room.ana)
    pages = [room.look(room.ana, room.at_post(post)) for post in (mine, other)]
    assert shows(pages[0], "The case of Jo")
    assert shows(pages[1], "The case of Mara")
    for page in pages:
        assert not [word for word in ("lternative", "Another case") if word in page.text]


def test_v24_a_content_note_folds_the_text_behind_a_button_that_needs_no_script(room):
    room.post(room.ana)
    noted = room.post(room.person("Dan Ruiz"), stem="canarydan", content_note="violence at home")
    card = BeautifulSoup(room.look(room.ana, room.week).text, "html.parser")
    shown = card.select_one(f"[aria-labelledby=c-{noted.number}]").get_text()
    assert ("violence at home" in shown, "canarydan" in shown) == (True, False)
    for path in (room.at_post(noted), f"{room.week}/all", room.at_post(noted, "/respond")):
        page = BeautifulSoup(room.look(room.ana, path).text, "html.parser")
        article = page.select_one(f"#p{noted.number}")
        fold = next(row for row in article.select("details") if "canarydan" in row.get_text())
        assert "violence at home" in fold.summary.get_text()
        fold.extract()
        assert "canarydan" not in article.get_text(), path


def test_v26_posts_are_not_scanned_and_help_is_a_link_on_every_page(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session, content_note="Violence against children.")
    sad = room.form(**{"part-ally": "I do not want to live any more. " * 5})
    assert room.send(room.ana, f"{room.week}/posts", **sad).status_code == 303
    assert session.scalars(select(Activity.verb).order_by(Activity.id)).all() == ["post_published"]
    app.config["SUPPORT_ADDRESS"] = "care@example.org"
    try:
        for more in ("", "/all", "/review"):
            assert "mailto:care@example.org" in room.look(room.ana, room.week + more).text, more
    finally:
        app.config["SUPPORT_ADDRESS"] = ""


def test_v31_a_question_about_a_finding_quotes_it_and_its_answer_becomes_a_setting(room):
    room.post(room.ana, length=1)
    page = room.look(room.ana, room.week)
    assert shows(page, "This looks wrong")
    asked = {"requirement": "parts", "text": "I wrote all of it."}
    assert room.send(room.ana, f"{room.week}/questions", **asked).status_code == 303
    question = room.session.scalars(select(Question)).one()
    assert question.sentence in unescape(page.text)
    desk = room.look(room.teacher, f"{room.week}/grade/{room.ana.id}")
    assert shows(desk, question.sentence, "I wrote all of it.")
    answered = room.send(
        room.teacher,
        f"{room.week}/grade/{room.ana.id}/answers",
        question=str(question.id),
        answer="You are right.",
        status="met",
    )
    assert answered.status_code == 303
    setting = room.session.scalars(select(Setting)).one()
    assert (setting.requirement, setting.status) == ("parts", "met")
    assert shows(room.look(room.ana, room.week), "You are right.")
    assert "I wrote all of it." not in room.look(room.bea, room.week).text


def test_v32_an_observer_reads_and_is_never_counted(room):
    before = room.look(room.ana, room.week)
    observer = room.person("Olga Observer", "observer")
    assert "canarybea" in room.look(observer, f"{room.week}/all").text
    refused = room.send(observer, f"{room.week}/posts", **room.form())
    assert refused.status_code == 403
    openings = set(room.session.scalars(select(GateOpening.user_id)))
    assert openings == {room.cy.id, room.bea.id}
    assert "Olga" not in room.look(room.teacher, f"{room.week}/participation").text
    assert shows(before, "2 colleagues have written")
    assert shows(room.look(room.ana, room.week), "2 colleagues have written")
