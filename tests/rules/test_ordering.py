"""The order of colleagues that leaves nobody unanswered."""

from __future__ import annotations

from forum.rules.ordering import Colleague, group_of, order_colleagues

CLASS = [
    Colleague(1, 11, responses=2),
    Colleague(2, 12, responses=0),
    Colleague(3, 13, responses=0),
    Colleague(4, 14, responses=0, is_same_site=True),
    Colleague(5, 15, responses=0, is_answered=True),
    Colleague(6, 16, responses=1, is_answered=True, is_same_site=True),
    Colleague(7, 17, responses=0),
    Colleague(8, 18, responses=0),
]


def test_fewest_responses_first_then_answered_then_same_site():
    ordered = order_colleagues(CLASS, student_id=1)
    assert [group_of(one) for one in ordered] == ["eligible"] * 5 + ["answered"] * 2 + ["same_site"]
    assert [one.responses for one in ordered[:5]] == [0, 0, 0, 0, 2]


def test_every_student_has_an_order_that_stays():
    orders = {tuple(one.post_id for one in order_colleagues(CLASS, n)) for n in range(30)}
    assert len(orders) > 5
    assert order_colleagues(CLASS, 3) == order_colleagues(reversed(CLASS), 3)
