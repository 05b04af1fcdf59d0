"""Groups by lot: even sizes, sites spread, nobody moved who is settled."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.rules.groups import divide, share

PEOPLE = st.lists(st.integers(1, 500), max_size=60, unique=True)
GROUPS = st.lists(st.integers(1, 40), min_size=1, max_size=12, unique=True)
SEEDS = st.text(max_size=8)


@given(PEOPLE, GROUPS, SEEDS)
def test_everybody_is_in_one_group_and_the_groups_are_of_even_size(
    people: list[int], groups: list[int], seed: str
) -> None:
    found = divide(people, groups, seed=seed)
    assert set(found) == set(people)
    assert set(found.values()) <= set(groups)
    sizes = Counter(found.values())
    assert max(sizes[one] for one in groups) - min(sizes[one] for one in groups) <= 1


@given(PEOPLE, GROUPS, SEEDS, st.data())
def test_a_site_is_spread_as_evenly_as_its_number_allows_and_so_are_people(
    people: list[int], groups: list[int], seed: str, data: st.DataObject
) -> None:
    sites = data.draw(
        st.fixed_dictionaries({}, optional={one: st.integers(1, 4) for one in people})
    )
    found = divide(people, groups, seed=seed, kinds=sites)
    sizes = Counter(found.values())
    assert max(sizes[one] for one in groups) - min(sizes[one] for one in groups) <= 1
    for site in set(sites.values()):
        chosen = Counter(found[person] for person in sites if sites[person] == site)
        assert max(chosen[one] for one in groups) - min(chosen[one] for one in groups) <= 1


@given(PEOPLE, GROUPS, SEEDS)
def test_the_order_of_the_roster_decides_nothing(
    people: list[int], groups: list[int], seed: str
) -> None:
    assert divide(people, groups, seed=seed) == divide(people[::-1], groups[::-1], seed=seed)


@given(PEOPLE, GROUPS, SEEDS, st.data())
def test_who_is_settled_stays_and_counts(
    people: list[int], groups: list[int], seed: str, data: st.DataObject
) -> None:
    settled = data.draw(
        st.fixed_dictionaries({}, optional={one: st.sampled_from(groups) for one in people})
    )
    found = divide(people, groups, seed=seed, settled=settled)
    assert set(found) == set(people) - set(settled)
    before = Counter(settled.values())
    after = before + Counter(found.values())
    largest_before = max(before.values(), default=0)
    fair = -(-len(people) // len(groups))
    assert max(after.values(), default=0) <= max(largest_before, fair)


def test_another_seed_gives_other_groups() -> None:
    people, groups = range(1, 31), range(1, 6)
    assert divide(people, groups, seed="a") != divide(people, groups, seed="b")
    assert divide(people, groups, seed="a") == divide(people, groups, seed="a")


def test_every_pair_can_meet() -> None:
    together = Counter(
        found[1] == found[2]
        for found in (divide(range(1, 13), (1, 2, 3), seed=str(n)) for n in range(300))
    )
    assert 45 <= together[True] <= 120  # 3 of 11 places are beside the first: 82 of 300


def test_without_a_group_there_is_nothing_to_divide_into() -> None:
    with pytest.raises(ValueError, match="no group"):
        divide([1], [], seed="")


@pytest.mark.parametrize(
    ("sizes", "owned", "given"),
    [
        ({1: 150, 2: 150}, {}, [1, 1, 2, 2]),
        ({1: 30, 2: 10}, {}, [1, 1, 1, 2]),
        ({1: 100, None: 1}, {}, [1, 1, 1, None]),
        ({None: 7}, {}, [None] * 4),
        ({}, {}, []),
        ({1: 30, 2: 30}, {11: 1, 12: 1}, [1, 1, 2, 2]),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, {}, [1, 2, 3, 4]),
    ],
)
def test_groups_are_shared_among_sections_by_their_people(
    sizes: dict[int | None, int], owned: dict[int, int | None], given: list[int | None]
) -> None:
    assert list(share([11, 12, 13, 14], sizes, owned).values()) == given
