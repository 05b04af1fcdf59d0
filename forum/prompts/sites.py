"""Finding a course's site by what somebody typed: its identity, an alias, or a merged site."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.prompts.actions.refusals import InvalidAddress
from forum.prompts.models import Site, SiteAlias, SiteMerge

LONGEST_ADDRESS = 2048


def read_address(text: str) -> str:
    """The identity of the site at a typed address (EVIDENCE.md, "Site identity").

    Raises InvalidAddress with the sentence that says why it cannot be read.
    """
    from forum.rules import sites

    found = sites.identify(text)
    if not found.key:
        raise InvalidAddress(found.reason)
    return found.key


def find_known_site(session: Session, course_id: int, identity: str) -> Site | None:
    """The course's site of this identity or alias; a merged one is the one it was merged into."""
    site = session.scalars(
        select(Site).where(Site.course_id == course_id, Site.identity == identity)
    ).first()
    if site is None:
        site = session.scalars(
            select(Site)
            .join(SiteAlias, SiteAlias.site_id == Site.id)
            .where(
                SiteAlias.course_id == course_id, func.lower(SiteAlias.alias) == identity.lower()
            )
        ).first()
    return get_final_site(session, site) if site else None


def get_final_site(session: Session, site: Site) -> Site:
    """The site itself, or the one it was merged into, however many steps away."""
    into = dict(
        session.execute(
            select(SiteMerge.site_id, SiteMerge.into_id)
            .where(SiteMerge.course_id == site.course_id)
            .order_by(SiteMerge.merged_at.desc(), SiteMerge.id.desc())
        )
        .tuples()
        .all()
    )
    found, seen = site.id, {site.id}
    while found in into and into[found] not in seen:
        found = into[found]
        seen.add(found)
    return site if found == site.id else session.get_one(Site, found)
