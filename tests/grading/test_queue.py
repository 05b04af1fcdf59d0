"""The order in which a grader meets the students, and the filters."""

from __future__ import annotations

from forum.grading.queue import build_queue
from tests.support.weeks import at, post_initial


def queue(desk, *, grader=1, asked=(), show=None, by_name=False):
    book = desk.book()
    return build_queue(
        book,
        asked,
        grader_id=grader,
        prompt_id=desk.prompt.id,
        show=show,
        by_name=by_name,
    )


def names(found) -> list[str]:
    return [entry.student.short_name for entry in found.entries]


def test_everybody_is_there_those_without_work_too(desk):
    assert names(queue(desk, by_name=True)) == ["Ana", "Bea", "Cy", "Dee"]


def test_each_grader_has_an_own_order_that_stays(desk):
    for number in range(12):
        desk.person(f"Student {number}")
    orders = {tuple(names(queue(desk, grader=grader))) for grader in range(5)}
    assert len(orders) == 5
    assert names(queue(desk, grader=3)) == names(queue(desk, grader=3))


def test_the_filters_count_and_find(desk):
    post_initial(desk.session, desk.cy, desk.prompt, now=at(4, "10:00"))
    eve = desk.person("Eve Ito")
    desk.grade(desk.ana)
    found = queue(desk, asked={desk.bea.id}, by_name=True)
    assert found.counts == {
        "ungraded": 4,
        "look": 1,
        "changed": 0,
        "late": 1,
        "met": 1,
        "none": 1,
    }
    assert names(queue(desk, show="late")) == ["Cy"]
    assert names(queue(desk, show="met")) == ["Ana"]
    assert names(queue(desk, show="none")) == ["Eve"]
    assert names(queue(desk, show="look", asked={desk.bea.id})) == ["Bea"]
    assert found.position(eve.id) == 5


def test_next_ungraded_goes_round_and_skips_the_graded(desk):
    desk.grade(desk.ana)
    desk.grade(desk.cy, 0)
    found = queue(desk, by_name=True)
    assert found.next_ungraded().short_name == "Bea"
    assert found.next_ungraded(desk.bea.id).short_name == "Dee"
    dee = found.entries[3].student.id
    assert found.next_ungraded(dee).short_name == "Bea"


def test_the_last_ungraded_one_has_no_next(desk):
    for student in (desk.ana, desk.cy):
        desk.grade(student, 0)
    found = queue(desk, by_name=True)
    desk.grade(desk.bea, 0)
    found = queue(desk, by_name=True)
    assert found.next_ungraded(found.entries[3].student.id) is None


def test_before_and_after_stay_within_the_list(desk):
    found = queue(desk, by_name=True)
    assert found.before(desk.ana.id) is None
    assert found.after(desk.ana.id).short_name == "Bea"
    assert found.after(found.entries[3].student.id) is None
    assert found.position(10**9) is None
