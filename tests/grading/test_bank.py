"""The comment bank: who has what, how uses are counted, what is filled in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.activity.models import Activity
from forum.grading.actions.grades import save_grade
from forum.grading.actions.refusals import NotAllowed
from forum.grading.bank.actions import (
    delete_comment,
    edit_comment,
    keep_comment,
    share_comment,
    unshare_comment,
)
from forum.grading.bank.evidence import placeholder_values
from forum.grading.bank.models import BankComment, BankUse
from forum.grading.bank.policy import can_change_comment, can_use_comment
from forum.grading.bank.queries import find_comment, list_bank, ranked
from forum.markup import TooComplex
from tests.support.marking import GRADING_TIME


def keep(desk, text, user=None, shared=False) -> BankComment:
    viewer = desk.viewer(user or desk.prof)
    comment = keep_comment(desk.session, viewer, desk.course.id, text, now=GRADING_TIME)
    if shared:
        share_comment(desk.session, viewer, comment, now=GRADING_TIME)
    desk.session.commit()
    return comment


def bank(desk, user) -> list[str]:
    entries = list_bank(desk.session, desk.viewer(user), desk.course.id)
    return sorted(entry.comment.text for entry in entries)


def test_graders_have_their_own_comments_and_the_courses_and_nobody_else_has_any(desk):
    keep(desk, "Mine")
    keep(desk, "Ours", shared=True)
    keep(desk, "Of Tomas", user=desk.tomas)
    observer = desk.person("Ruth Amsel", "observer")
    assert bank(desk, desk.prof) == ["Mine", "Ours"]
    assert bank(desk, desk.tomas) == ["Of Tomas", "Ours"]
    assert bank(desk, desk.ana) == bank(desk, observer) == []


def test_the_check_and_the_list_agree_for_everybody_and_every_comment(desk):
    for user in (desk.prof, desk.tomas):
        keep(desk, f"Own of {user.name}", user=user)
        keep(desk, f"Shared of {user.name}", user=user, shared=True)
    comments = desk.session.scalars(select(BankComment)).all()
    for user in (desk.prof, desk.tomas, desk.ana, desk.person("Ruth Amsel", "observer")):
        viewer = desk.viewer(user)
        for row in comments:
            found = find_comment(desk.session, viewer, desk.course.id, row.id)
            assert (found is not None) == can_use_comment(viewer, row)


def test_a_comment_is_changed_by_its_owner_and_the_courses_by_instructors_too(desk):
    own = keep(desk, "Own", user=desk.tomas)
    shared = keep(desk, "Shared", user=desk.tomas, shared=True)
    of_prof = keep(desk, "Of the instructor", shared=True)
    prof, tomas = desk.viewer(desk.prof), desk.viewer(desk.tomas)
    assert [can_change_comment(tomas, row) for row in (own, shared, of_prof)] == [True, True, False]
    assert [can_change_comment(prof, row) for row in (own, shared, of_prof)] == [False, True, True]
    for act in (share_comment, unshare_comment, delete_comment):
        with pytest.raises(NotAllowed):
            act(desk.session, prof, own, now=GRADING_TIME)
    with pytest.raises(NotAllowed):
        edit_comment(desk.session, tomas, of_prof, "Else", now=GRADING_TIME)
    with pytest.raises(NotAllowed):
        keep_comment(desk.session, desk.viewer(desk.ana), desk.course.id, "No", now=GRADING_TIME)


def test_the_same_words_are_kept_once(desk):
    assert keep(desk, "Good work.").id == keep(desk, "  Good work.\n").id


@pytest.mark.parametrize(
    ("text", "refusal"),
    [(" \n ", ValueError), ("x" * 4001, ValueError), ("> " * 1900 + "deep", TooComplex)],
    ids=["empty", "too long", "too deep"],
)
def test_what_cannot_be_given_is_not_kept(desk, text, refusal):
    with pytest.raises(refusal):
        keep(desk, text)
    assert desk.session.scalars(select(BankComment)).all() == []


def test_what_becomes_of_the_courses_comments_is_logged_and_of_own_ones_not(desk):
    viewer = desk.viewer(desk.prof)
    own, shared = keep(desk, "Own"), keep(desk, "Ours", shared=True)
    for comment in (own, shared):
        edit_comment(desk.session, viewer, comment, "New words", now=GRADING_TIME)
    unshare_comment(desk.session, viewer, shared, now=GRADING_TIME)
    share_comment(desk.session, viewer, shared, now=GRADING_TIME)
    for comment in (own, shared):
        delete_comment(desk.session, viewer, comment, now=GRADING_TIME)
    desk.session.commit()
    said = select(Activity.verb, Activity.object_id).where(Activity.object_kind == "bank_comment")
    rows = desk.session.execute(said.order_by(Activity.id)).all()
    assert [row.verb.removeprefix("bank_comment_") for row in rows] == [
        "shared",
        "edited",
        "unshared",
        "shared",
        "deleted",
    ]
    assert {row.object_id for row in rows} == {shared.id}


def criterion(desk, key) -> int:
    lines = desk.sheet(desk.ana).lines
    return next(line.criterion.id for line in lines if line.criterion.key == key)


def test_comments_rank_by_use_on_this_criterion_and_level_then_on_the_criterion(desk):
    here = criterion(desk, "writing")
    keep(desk, "Clear, {first_name}.")
    keep(desk, "Vague.")
    keep(desk, "Never given.")
    desk.grade(desk.ana, 4, comments={here: "Clear, Ana. Go on."}, comment="Vague.")
    desk.grade(desk.bea, 2, comments={here: "Vague."})

    def order(key, level):
        entries = list_bank(desk.session, desk.viewer(desk.prof), desk.course.id)
        return [entry.comment.text for entry in ranked(entries, key, level)]

    assert order("writing", 4) == ["Clear, {first_name}.", "Vague.", "Never given."]
    assert order("writing", 2) == ["Vague.", "Clear, {first_name}.", "Never given."]
    assert order("", None)[0] == "Vague."


def test_only_saved_grades_count_and_a_grade_counts_once_as_it_stands(desk):
    here = criterion(desk, "writing")
    keep(desk, "Clear.")

    def uses():
        entries = list_bank(desk.session, desk.viewer(desk.prof), desk.course.id)
        return {place: number for entry in entries for place, number in entry.uses.items()}

    desk.hold(desk.ana, 3, comments={here: "Clear."})
    assert uses() == {}
    desk.grade(desk.ana, 3, comments={here: "Clear."})
    desk.grade(desk.ana, 4, comments={here: "Clear. And more."})
    assert uses() == {("writing", 4): 1}
    desk.grade(desk.ana, 4, comments={here: "Something else."})
    assert uses() == {}


def test_a_colleague_who_saves_again_leaves_uses_of_private_comments_alone(desk):
    keep(desk, "Clear.")
    desk.grade(desk.ana, 3, comment="Clear.")
    sheet = desk.sheet(desk.ana)
    given = desk.given(sheet, 3, comment="Clear. Thank you.")
    save_grade(desk.session, desk.viewer(desk.tomas), desk.prompt, sheet, given, now=GRADING_TIME)
    desk.session.commit()
    assert len(desk.session.scalars(select(BankUse)).all()) == 1


def test_editing_or_deleting_never_changes_what_was_given(desk):
    comment = keep(desk, "Clear.")
    desk.grade(desk.ana, 3, comment="Clear.")
    viewer = desk.viewer(desk.prof)
    edit_comment(desk.session, viewer, comment, "Other words.", now=GRADING_TIME)
    desk.session.commit()
    assert desk.sheet(desk.ana).grade.comment == "Clear."
    delete_comment(desk.session, viewer, comment, now=GRADING_TIME)
    desk.session.commit()
    assert desk.sheet(desk.ana).grade.comment == "Clear."
    assert desk.session.scalars(select(BankUse)).all() == []


def test_placeholders_speak_of_the_students_own_evidence(desk):
    book = desk.book()

    def values(student):
        return placeholder_values(book, book.sheet(student.id), GRADING_TIME, str.upper)

    ana, bea, cy = values(desk.ana), values(desk.bea), values(desk.cy)
    assert (ana["first_name"], ana["reply_1_to"], ana["reply_2_to"]) == ("Ana", "Bea", "Dee")
    assert ana["site"] != bea["site"] == "Love146"
    assert (bea["reply_1_to"], bea.get("reply_2_to")) == ("Ana", None)
    assert "RESPONSES" in bea["missing"]
    assert (cy["first_name"], cy["site"], cy.get("reply_1_to")) == ("Cy", "", None)
    assert "INITIAL_POST" in cy["missing"]
