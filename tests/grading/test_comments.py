"""Comments on single criteria: kept with the working grade, released with it."""

from __future__ import annotations

import pytest

from forum.grading.actions.grades import GradeInput, hold_grade, save_grade
from forum.grading.actions.refusals import CommentTooComplex
from forum.grading.actions.rubrics import CriterionInUse, save_rubric
from forum.grading.content import RubricInput
from forum.grading.queries.released import list_released_weeks
from tests.support.marking import GRADING_TIME
from tests.support.weeks import at


def comments_of(desk, student) -> dict[str, str]:
    return {line.criterion.key: line.comment for line in desk.sheet(student).lines if line.comment}


def hold(desk, comments, level=None):
    sheet = desk.sheet(desk.ana)
    ids = {line.criterion.key: line.criterion.id for line in sheet.lines}
    texts = {ids[key]: text for key, text in comments.items()}
    given = desk.given(sheet, level, comments=texts)
    viewer = desk.viewer(desk.prof)
    hold_grade(desk.session, viewer, desk.prompt, sheet, given, now=GRADING_TIME)
    desk.session.commit()


def read_by(desk, student):
    weeks = list_released_weeks(desk.session, desk.viewer(student), desk.course.id, student.id)
    return weeks[0].criterion_comments if weeks else None


def test_a_comment_needs_no_level_beside_it(desk):
    hold(desk, {"responsive": "Say more."})
    assert comments_of(desk, desk.ana) == {"responsive": "Say more."}
    assert desk.sheet(desk.ana).state == "held"


def test_an_emptied_comment_is_taken_away_and_one_not_sent_stays(desk):
    hold(desk, {"responsive": "Say more.", "writing": "Clear."})
    hold(desk, {"responsive": "  \n"})
    assert comments_of(desk, desk.ana) == {"writing": "Clear."}


def test_students_read_comments_as_safe_html_and_only_after_release(desk):
    ids = [line.criterion.id for line in desk.sheet(desk.ana).lines]
    desk.grade(desk.ana, 3, comments={ids[0]: "**Good** <script>x</script>"})
    assert read_by(desk, desk.ana) is None
    desk.release()
    told = read_by(desk, desk.ana)
    assert list(told) == ["responsive"]
    assert "<strong>Good</strong>" in told["responsive"]
    assert "<script" not in told["responsive"]


def test_a_comment_changed_after_release_waits_for_another(desk):
    ids = [line.criterion.id for line in desk.sheet(desk.ana).lines]
    desk.grade(desk.ana, 3, comments={ids[0]: "Before"})
    desk.release()
    desk.grade(desk.ana, 3, comments={ids[0]: "Before"}, now=at(11, "10:00"))
    assert desk.sheet(desk.ana).state == "released"
    desk.grade(desk.ana, 3, comments={ids[0]: "After"}, now=at(11, "11:00"))
    assert desk.sheet(desk.ana).state == "graded"
    assert "Before" in read_by(desk, desk.ana)["responsive"]
    desk.release({desk.ana.id: "Said more clearly."}, now=at(11, "12:00"))
    assert "After" in read_by(desk, desk.ana)["responsive"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("> " * 1900 + "deep", CommentTooComplex), ("x" * 4001, ValueError)],
    ids=["too deep", "too long"],
)
def test_a_comment_that_cannot_be_kept_or_shown_is_refused(desk, text, refusal):
    sheet = desk.sheet(desk.ana)
    given = desk.given(sheet, 3, comments={sheet.lines[0].criterion.id: text})
    viewer = desk.viewer(desk.prof)
    with pytest.raises(refusal):
        save_grade(desk.session, viewer, desk.prompt, sheet, given, now=GRADING_TIME)
    assert desk.sheet(desk.ana).grade is None


def test_text_on_a_criterion_that_has_left_the_rubric_is_refused_and_not_lost(desk):
    sheet = desk.sheet(desk.ana)
    given = GradeInput(version=0, comments={10**9: "Words"})
    viewer = desk.viewer(desk.prof)
    with pytest.raises(ValueError, match="no such"):
        hold_grade(desk.session, viewer, desk.prompt, sheet, given, now=GRADING_TIME)


def test_a_criterion_with_a_comment_cannot_be_taken_out(desk):
    hold(desk, {"writing": "Clear."})
    with pytest.raises(CriterionInUse) as refused:
        save_rubric(desk.session, desk.prompt, RubricInput("", ()), by=None, now=GRADING_TIME)
    assert refused.value.titles == ["Title of writing"]
