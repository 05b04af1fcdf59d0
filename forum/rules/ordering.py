"""The order of colleagues that leaves nobody unanswered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Group = Literal["eligible", "answered", "same_site"]
GROUPS: tuple[Group, ...] = ("eligible", "answered", "same_site")


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague's initial post as one student sees it.

    `responses` are those it has received from anybody; `is_answered` by this student;
    `is_same_site` where a response would not count because of the site.
    """

    post_id: int
    author_id: int
    responses: int
    is_answered: bool = False
    is_same_site: bool = False


def group_of(colleague: Colleague) -> Group:
    """Under which heading the colleague stands."""
    if colleague.is_answered:
        return "answered"
    return "same_site" if colleague.is_same_site else "eligible"


def order_colleagues(colleagues: Iterable[Colleague], student_id: int) -> list[Colleague]:
    """Eligible ones with the fewest responses first, then those answered, then the same site.

    Among equals every student has an order of their own, and always the same one, so that not
    everybody answers the same colleague.
    """
    return sorted(
        colleagues,
        key=lambda one: (
            GROUPS.index(group_of(one)),
            one.responses if group_of(one) == "eligible" else 0,
            own_order(student_id, one.author_id),
            one.post_id,
        ),
    )


def own_order(student_id: int, author_id: int) -> bytes:
    """A number that is random to the eye and the same in every process and release."""
    return blake2b(f"{student_id}:{author_id}".encode(), digest_size=8).digest()
