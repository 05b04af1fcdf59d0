"""What staff are told of sites that may be one: by their addresses, and by what students said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.accounts.models import User
from forum.prompts.models import Site, SiteAnswer
from forum.prompts.sites import know_sites, list_current_sites, names_of_course
from forum.rules.sites import KnownSite, identity, pairs_in_doubt


@dataclass(frozen=True)
class Doubt:
    """A site that a student brought, and another that it may be. They count as two.

    ``code`` says why (``rules.sites``), ``by`` who brought it; ``is_denied``: this person was
    asked, and said that it is another one.
    """

    site: Site
    other: Site
    code: str
    by: str
    is_denied: bool


@dataclass(frozen=True)
class Claim:
    """A student typed ``typed``, which the course does not know, and said that it is this site.

    ``is_address``: it could be a site itself; else it is a name only.
    """

    id: int
    site: Site
    typed: str
    by: str
    answered_at: datetime
    is_address: bool


def list_doubts(session: Session, course_id: int) -> list[Doubt]:
    """The pairs of current sites that may be one, unless staff listed both."""
    sites = {site.id: site for site in list_current_sites(session, course_id)}
    known = [
        KnownSite(site.id, site.name, site.identity, site.approved_at is not None)
        for site in sites.values()
    ]
    pairs = list(pairs_in_doubt(known))
    if not pairs:
        return []
    names = _names(session, {sites[one].added_by_id for one, _other, _code in pairs})
    denied = _denials(session, course_id)
    return [
        Doubt(
            site=sites[one],
            other=sites[other],
            code=code,
            by=names.get(sites[one].added_by_id, ""),
            is_denied=(sites[one].added_by_id, sites[one].identity, other) in denied,
        )
        for one, other, code in pairs
    ]


def list_claims(session: Session, course_id: int) -> list[Claim]:
    """What students said is a site of the course, while the course does not know it as such."""
    rows = session.execute(
        select(SiteAnswer, Site)
        .join(Site, Site.id == SiteAnswer.site_id)
        .where(SiteAnswer.course_id == course_id, SiteAnswer.is_same.is_(True))
        .order_by(SiteAnswer.answered_at, SiteAnswer.id)
    ).all()
    if not rows:
        return []
    known, course_names = know_sites(session, course_id), names_of_course(session, course_id)
    names = _names(session, {row.SiteAnswer.user_id for row in rows})
    claims = []
    for answer, site in rows:
        found = identity(answer.identity, course_names)
        if found.is_certain and known.of_key(found.key) is not None:
            continue
        by = names[answer.user_id]
        claims.append(
            Claim(answer.id, site, answer.identity, by, answer.answered_at, found.is_certain)
        )
    return claims


def find_claim(session: Session, course_id: int, answer_id: int) -> Claim | None:
    """One of them; None where it is settled, or of another course."""
    claims = list_claims(session, course_id)
    return next((claim for claim in claims if claim.id == answer_id), None)


def _names(session: Session, user_ids: Collection[int | None]) -> dict[int | None, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(user_ids)))
    return {row.id: row.name for row in rows}


def _denials(session: Session, course_id: int) -> set[tuple[int, str, int]]:
    rows = session.scalars(
        select(SiteAnswer).where(SiteAnswer.course_id == course_id, SiteAnswer.is_same.is_(False))
    )
    return {(row.user_id, row.identity, row.site_id) for row in rows}
