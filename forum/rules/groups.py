"""Dividing people into groups by lot, of even size and, where asked, each with as many sites; and
groups among the sections that do not read each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from hashlib import blake2b


def divide(
    people: Sequence[int],
    groups: Sequence[int],
    *,
    seed: str,
    kinds: Mapping[int, Hashable] | None = None,
    settled: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Person's id -> group's id, by lot; the same seed gives the same groups, on every machine.

    ``kinds`` says what a person brings (the site chosen; missing: nothing): people of one kind are
    spread over the groups as evenly as their number allows. ``settled`` people stay where they are
    and count. Without them the sizes of two groups, and their numbers of one kind, differ by at
    most one. Raises ValueError where there is no group.

    One kind after the other, the most frequent first, each person goes where the fewest of this
    kind are, there where the fewest people are, and by lot where several groups are alike.
    """
    if not groups:
        raise ValueError("there is no group to divide people into")
    kinds, settled = kinds or {}, settled or {}
    sizes = Counter(settled.values())
    of_kind = Counter((group, kinds.get(person)) for person, group in settled.items())
    open_people = [person for person in people if person not in settled]
    often = Counter(kinds[person] for person in open_people if person in kinds)
    # A kind's place among equally frequent ones is that of its person who was drawn first.
    drawn = sorted(open_people, key=lambda person: _lot(seed, "person", person))
    first = {kinds.get(person): place for place, person in reversed([*enumerate(drawn)])}
    in_turn = sorted(
        drawn, key=lambda person: (-often[kinds.get(person)], first[kinds.get(person)])
    )
    found: dict[int, int] = {}
    for person in in_turn:
        kind = kinds.get(person)
        alike = (lambda group, kind=kind: of_kind[group, kind]) if person in kinds else _none
        group = min(
            groups,
            key=lambda one: (alike(one), sizes[one], _lot(seed, "group", person, one)),
        )
        found[person] = group
        sizes[group] += 1
        of_kind[group, kind] += 1
    return found


def share(
    groups: Sequence[int],
    sizes: Mapping[int | None, int],
    owned: Mapping[int, int | None] | None = None,
) -> dict[int, int | None]:
    """Group's id -> the section that has it to itself (None: those in no section).

    ``sizes`` says how many people each section has, ``owned`` which groups are taken. Each section
    gets one group, and then the next goes where most people share one. Where there are fewer groups
    than sections, some section has none.
    """
    owned = owned or {}
    if not sizes:
        return {**owned}
    free = [group for group in groups if group not in owned]
    has = Counter(owned.values())
    gets: Counter[int | None] = Counter()
    for _group in free:
        crowds = {
            part: (not has[part] + gets[part], size / max(1, has[part] + gets[part]))
            for part, size in sizes.items()
        }
        gets[max(crowds, key=lambda part: crowds[part])] += 1
    in_turn = [part for part in sizes for _count in range(gets[part])]
    return {**owned, **dict(zip(free, in_turn, strict=True))}


def _none(_group: int) -> int:
    """People who bring nothing are alike to nobody: only the sizes count."""
    return 0


def _lot(seed: str, *what: object) -> bytes:
    """A number that is random to the eye and the same in every process and release."""
    written = ":".join([seed, *map(str, what)])
    return blake2b(written.encode(), digest_size=8).digest()
