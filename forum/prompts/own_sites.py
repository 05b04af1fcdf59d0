"""What a person means who types another organisation: a site of the course, a new one, or neither
for certain. Then it is asked: "Is this the same as Polaris Project?"
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.prompts.models import Site, SiteAnswer
from forum.prompts.sites import InvalidAddress, KnownSites, know_sites
from forum.rules.sites import SiteKey, doubt_between, identity, is_nearly_name


@dataclass(frozen=True)
class SiteQuestion:
    """Whether what was typed is this site of the course; ``typed`` is its key, or the name.

    ``code`` says why it is asked: a reason of ``rules.sites``, or "named" for one name.
    """

    site: Site
    typed: str
    code: str


@dataclass(frozen=True)
class OwnSite:
    """What was typed: a site of the course, or the key of a new one. ``question`` is still open."""

    site: Site | None
    key: str
    question: SiteQuestion | None = None


def read_own_site(
    session: Session,
    course_id: int,
    user_id: int,
    name: str,
    address: str,
    askable: Collection[int],
) -> OwnSite:
    """What a typed name and address mean, after all that the person has answered before.

    A name without an address is looked up among the course's sites. ``askable`` are the sites
    whose names this person may read. Raises InvalidAddress where neither can be read.
    """
    known = know_sites(session, course_id)
    answers = list_answers(session, course_id, user_id)
    found = identity(address.strip() or name, known.names)
    if not found.is_certain:
        return _by_name(known, found, answers, askable)
    site = known.of_key(found.key)
    if site is not None:
        return OwnSite(site, found.key)
    for question in _questions(known, found, name, askable):
        answer = answers.get((found.key, question.site.id))
        if answer is None:
            return OwnSite(None, found.key, question)
        if answer:
            return OwnSite(question.site, found.key)
    return OwnSite(None, found.key)


def list_answers(session: Session, course_id: int, user_id: int) -> dict[tuple[str, int], bool]:
    """What a person answered: by what was typed and the site that was asked about."""
    rows = session.scalars(
        select(SiteAnswer).where(SiteAnswer.course_id == course_id, SiteAnswer.user_id == user_id)
    )
    return {(row.identity, row.site_id): row.is_same for row in rows}


def _by_name(
    known: KnownSites,
    found: SiteKey,
    answers: Mapping[tuple[str, int], bool],
    askable: Collection[int],
) -> OwnSite:
    """A name that the course does not know, perhaps one that it nearly knows."""
    for site in known.sites if found.kind == "name" else ():
        names = (site.name, *known.further.get(site.id, ()))
        if site.id in askable and any(is_nearly_name(found.key, name) for name in names):
            answer = answers.get((found.key, site.id))
            if answer is None:
                return OwnSite(None, found.key, SiteQuestion(site, found.key, "misspelt"))
            if answer:
                return OwnSite(site, found.key)
    raise InvalidAddress(found.reason)


def _questions(
    known: KnownSites, found: SiteKey, name: str, askable: Collection[int]
) -> list[SiteQuestion]:
    """The sites that the typed one may be, those that staff listed first. A site is also what its
    further names say, among them those of the sites that were merged into it."""
    sites = [site for site in known.sites if site.id in askable]
    asked = []
    for site in sorted(sites, key=lambda row: row.approved_at is None):
        called = (site.identity, *known.further.get(site.id, ()))
        doubts = (doubt_between(found.key, name, key, site.name) for key in called)
        code = next(filter(None, doubts), "")
        if code:
            asked.append(SiteQuestion(site, found.key, code))
    return asked
