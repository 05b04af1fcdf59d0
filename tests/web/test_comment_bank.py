"""Comments on criteria and the comment bank through the real client."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.grading.bank.actions import keep_comment, share_comment
from forum.grading.bank.models import BankComment
from forum.grading.models import CriterionComment, Grade
from tests.support.client import text
from tests.support.marking import GRADING_TIME
from tests.support.statements import count_statements
from tests.web.grade_form import criterion_id, form_of


def keep(desk, words, user=None, shared=False) -> int:
    viewer = desk.viewer(user or desk.prof)
    comment = keep_comment(desk.session, viewer, desk.course.id, words, now=GRADING_TIME)
    if shared:
        share_comment(desk.session, viewer, comment, now=GRADING_TIME)
    desk.session.commit()
    return comment.id


def kept(desk) -> list[str]:
    desk.session.expire_all()
    return desk.session.scalars(select(BankComment.text).order_by(BankComment.id)).all()


def test_a_comment_on_a_criterion_is_held_without_a_level_and_stands_in_its_box(desk):
    box = f"comment-{criterion_id(desk, 'writing')}"
    form = form_of(desk, desk.prof, level=None, hold="1", **{box: "Clear."})
    assert desk.send(desk.prof, "grade/ana", **form).status_code == 303
    assert desk.see(desk.prof, "grade/ana").select_one(f"#{box}").text.strip() == "Clear."


def test_the_student_reads_it_after_release_and_not_before(desk):
    box = f"comment-{criterion_id(desk, 'writing')}"
    desk.send(desk.prof, "grade/ana", **form_of(desk, desk.prof, **{box: "**Clear** canary."}))
    for path in ("my-grades", "my-work"):
        assert "canary" not in desk.see(desk.ana, path).decode()
    desk.release()
    page = desk.see(desk.ana, "my-grades")
    row = next(row for row in page.select("tr") if "Title of writing" in text(row))
    assert row.select_one("blockquote strong").text == "Clear"
    record = desk.send(desk.ana, "my-work/copies").get_data(as_text=True)
    assert "canary" in record


@pytest.mark.parametrize("words", ["x" * 4001, "> " * 1900 + "deep"], ids=["long", "deep"])
def test_a_comment_that_does_not_fit_is_refused_with_a_sentence_and_given_back(desk, words):
    box = f"comment-{criterion_id(desk, 'writing')}"
    answer = desk.send(desk.prof, "grade/ana", **form_of(desk, desk.prof, **{box: words}))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#{box}"' in page
    assert words.replace(">", "&gt;") in page
    assert desk.session.scalars(select(CriterionComment)).all() == []


def test_a_refused_save_gives_comments_back_with_the_levels(desk):
    box = f"comment-{criterion_id(desk, 'writing')}"
    form = form_of(desk, desk.prof, level=None, **{box: "Typed & kept"})
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 422
    assert "Typed &amp; kept" in answer.get_data(as_text=True)


def test_two_graders_see_each_others_comments_on_a_criterion(desk):
    box = f"comment-{criterion_id(desk, 'writing')}"
    mine = form_of(desk, desk.prof, **{box: "Mine stays."})
    theirs = form_of(desk, desk.tomas, **{box: "Theirs is saved."})
    desk.send(desk.tomas, "grade/ana", **theirs)
    answer = desk.send(desk.prof, "grade/ana", **mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Mine stays." in page
    assert "Theirs is saved." in page


def test_a_comment_on_a_criterion_that_is_gone_comes_back_as_text(desk):
    form = form_of(desk, desk.prof, **{"comment-2147483647": "Homeless words"})
    answer = desk.send(desk.prof, "grade/ana", **form)
    assert answer.status_code == 422
    assert "Homeless words" in answer.get_data(as_text=True)


def test_a_comment_of_the_bank_is_inserted_without_a_script_and_nothing_is_lost(desk):
    number = keep(desk, "Dear {first_name}, look at {reply_9_to}.")
    box = f"comment-{criterion_id(desk, 'writing')}"
    form = form_of(desk, desk.prof, **{box: "Before.", "comment": "Overall"})
    answer = desk.send(desk.prof, "grade/ana", **form, insert="1", bank=number, into=box)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Before.\n\nDear Ana, look at {reply_9_to}.</textarea>" in page
    assert "Overall</textarea>" in page
    assert page.count(" checked") == 4
    assert desk.session.scalars(select(Grade)).all() == []


@pytest.mark.parametrize("into", ["comment-0", "", "reason-1", "comment"])
def test_an_insertion_without_a_comment_or_a_box_says_so_and_keeps_the_form(desk, into):
    number = keep(desk, "Kept", user=desk.tomas)  # private: not the instructor's to give
    form = form_of(desk, desk.prof, comment="Typed")
    answer = desk.send(desk.prof, "grade/ana", **form, insert="1", bank=number, into=into)
    assert answer.status_code == 422
    assert "Typed</textarea>" in answer.get_data(as_text=True)


def test_the_script_gets_filled_comments_best_first_and_no_private_ones(desk):
    here = criterion_id(desk, "writing")
    keep(desk, "A rare one")
    keep(desk, "Clear, {first_name}.", shared=True)
    keep(desk, "Private of Tomas", user=desk.tomas)
    desk.grade(desk.bea, 4, comments={here: "Clear, Bea."})
    rows = desk.get(desk.prof, f"grade/ana/bank?criterion={here}&level=4").json["comments"]
    assert [row["text"] for row in rows] == ["Clear, Ana.", "A rare one"]
    assert [(row["from"], row["used"]) for row in rows] == [
        ("Course", "used 1 time here"),
        ("Mine", ""),
    ]


@pytest.mark.parametrize("query", ["?criterion=x&level=y", "?criterion=99999999999999999999", ""])
def test_an_odd_question_for_the_bank_gets_the_bank(desk, query):
    keep(desk, "Kept")
    assert len(desk.get(desk.prof, f"grade/ana/bank{query}").json["comments"]) == 1


def test_the_page_of_the_bank_adds_edits_shares_and_deletes(desk):
    assert desk.send(desk.prof, "comments", text=" Be clear. ").status_code == 303
    assert kept(desk) == ["Be clear."]
    number = desk.session.scalars(select(BankComment.id)).one()
    assert "Be clear." in text(desk.see(desk.prof, "comments"))
    assert "Be clear." not in text(desk.see(desk.tomas, "comments"))
    desk.send(desk.prof, f"comments/{number}/text", text="Be clearer.")
    desk.send(desk.prof, f"comments/{number}/sharing")
    page = desk.see(desk.tomas, "comments")
    assert "Be clearer." in text(page)
    assert "from Ngozi Okafor" in text(page)
    desk.send(desk.prof, f"comments/{number}/unsharing")
    assert "Be clearer." not in text(desk.see(desk.tomas, "comments"))
    desk.send(desk.prof, f"comments/{number}/deletion")
    assert kept(desk) == []


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001, "> " * 1900 + "deep"])
def test_what_cannot_be_kept_is_refused_and_given_back(desk, words):
    number = keep(desk, "Kept")
    for path in ("comments", f"comments/{number}/text"):
        answer = desk.send(desk.prof, path, text=words)
        assert answer.status_code == 422
        assert words.strip().replace(">", "&gt;") in answer.get_data(as_text=True)
    answer = desk.send(desk.prof, "comments/selections", text=words)
    assert (answer.status_code, bool(answer.json["message"])) == (422, True)
    assert kept(desk) == ["Kept"]


def test_a_selection_is_kept_by_the_script(desk):
    answer = desk.send(desk.prof, "comments/selections", text="These words")
    assert answer.json["message"] == "Kept as a comment of yours."
    assert kept(desk) == ["These words"]


def test_a_colleagues_own_comment_is_not_found_and_the_instructors_not_to_be_changed(desk):
    private = keep(desk, "Of Tomas", user=desk.tomas)
    shared = keep(desk, "Of the course", shared=True)
    for act in ("text", "sharing", "unsharing", "deletion"):
        assert desk.send(desk.prof, f"comments/{private}/{act}", text="No").status_code == 404
        assert desk.send(desk.tomas, f"comments/{shared}/{act}", text="No").status_code == 403
    assert kept(desk) == ["Of Tomas", "Of the course"]


def test_a_large_bank_costs_the_desk_one_statement_more_than_none_whatever_it_holds(desk):
    def statements() -> tuple[int, int]:
        client = desk.browser(desk.prof)
        client.get("/help/counting")
        with count_statements(db.engine) as sent:
            assert client.get(desk.path("grade/ana")).status_code == 200
        return len([one for one in sent if "bank_comment" in one]), len(sent)

    desk.grade(desk.bea, 4)
    none = statements()
    keep(desk, "The first comment")
    desk.grade(desk.bea, 4)
    few = statements()
    here = criterion_id(desk, "writing")
    for number in range(40):
        keep(desk, f"Comment {number}", shared=number % 2 == 0)
    desk.grade(desk.bea, 4, comments={here: "Comment 1 and Comment 2"})
    assert statements() == few
    assert few == (2, none[1] + 1)  # the question whether there is one, then the bank
