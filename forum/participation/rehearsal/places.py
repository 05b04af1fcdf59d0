"""Who of the made-up class is there, and which site each chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from forum.prompts.models import Site
from forum.prompts.queries import PromptSetup


@dataclass(frozen=True)
class Person:
    """Somebody who is nobody."""

    id: int
    name: str


STUDENT = Person(1, "Jordan Lee")
#: Three with the student's site, three with other sites, one who has not posted.
SAME_SITE = (Person(2, "Amira Haddad"), Person(3, "Ben Okoye"), Person(4, "Carla Nunes"))
OTHER_SITE = (Person(5, "Daniela Ruiz"), Person(6, "Elias Berg"), Person(7, "Farah Khan"))
SILENT = Person(8, "Grace Lin")
PEOPLE = (STUDENT, *SAME_SITE, *OTHER_SITE, SILENT)

#: So many sites make a class in which everybody finds somebody elsewhere.
_ENOUGH = 2
_INVENTED = ((-1, "Harbor Family Center", "harbor"), (-2, "Northside Shelter", "northside"))


@dataclass(frozen=True)
class Choice:
    """A person and the site of their post; ``site`` is None where the week asks for none."""

    person: Person
    site: Site | None


def choose_sites(setup: PromptSetup) -> tuple[Choice, ...]:
    """What the student and the six who post chose, of the week's own sites.

    Where few are listed and another organisation is allowed, some choose one that is invented.
    Nobody is over the cap: who finds no place left is missing, as they could not publish.
    """
    if not setup.prompt.asks_site:
        return tuple(Choice(person, None) for person in (STUDENT, *SAME_SITE, *OTHER_SITE))
    sites, taken = _offered(setup), Counter[int]()
    wishes = [(person, 0) for person in (STUDENT, *SAME_SITE)]
    wishes += [(person, 1 + place) for place, person in enumerate(OTHER_SITE)]
    choices = []
    for person, wish in wishes:
        site = _first_free(sites, wish, taken, setup.prompt.site_cap)
        if site is not None:
            taken[site.id] += 1
            choices.append(Choice(person, site))
    return tuple(choices)


def _offered(setup: PromptSetup) -> Sequence[Site]:
    listed = list(setup.sites)
    if setup.prompt.own_site_allowed and len(listed) < _ENOUGH:
        listed += [_invent(*row) for row in _INVENTED[: _ENOUGH - len(listed)]]
    return listed


def _invent(number: int, name: str, host: str) -> Site:
    identity = f"{host}.example"
    return Site(id=number, name=name, address=f"https://{identity}", identity=identity)


def _first_free(
    sites: Sequence[Site], wish: int, taken: Counter[int], cap: int | None
) -> Site | None:
    """The wished site or the next one with a place; others than the first go round among those."""
    if wish and len(sites) > 1:
        others = sites[1:]
        turn = (wish - 1) % len(others)
        sites = [*others[turn:], *others[:turn], sites[0]]
    free = (site for site in sites if cap is None or taken[site.id] < cap)
    return next(free, None)
