"""Finding a course's site by what somebody typed: its identity, an alias, or a merged site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.prompts.models import PromptSite, Site, SiteAlias, SiteMerge
from forum.rules.sites import CourseNames, course_names, identity


class InvalidAddress(Exception):
    """What was typed is no address of a site; ``reason`` is the sentence for its writer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class KnownSites:
    """What the course knows: its current sites, their further names by id, and the look-up of the
    rules. A site is found by its identity, by a further name, or as the one it was merged into.
    """

    sites: Sequence[Site]
    further: Mapping[int, Sequence[str]]
    names: CourseNames

    def of_key(self, key: str) -> Site | None:
        """The site with this identity, or with it among its further names."""
        for site in self.sites:
            if site.identity == key or key in self.further.get(site.id, ()):
                return site
        return None

    def called(self, name: str) -> Site | None:
        """The site that a name or address means; capitals and accents make no difference."""
        found = identity(name, self.names)
        if found.is_certain:
            return self.of_key(found.key)
        said = name.casefold()
        for site in self.sites:
            if said in {one.casefold() for one in (site.name, *self.further.get(site.id, ()))}:
                return site
        return None


def know_sites(session: Session, course_id: int) -> KnownSites:
    """What the course knows of sites."""
    return KnownSites(
        sites=list_current_sites(session, course_id),
        further=list_further_names(session, course_id),
        names=names_of_course(session, course_id),
    )


def read_address(session: Session, course_id: int, text: str) -> str:
    """The identity of the site that a typed address, or a name the course knows, means.

    Raises InvalidAddress with the sentence that says what to type instead.
    """
    found = identity(text, names_of_course(session, course_id))
    if not found.is_certain:
        raise InvalidAddress(found.reason)
    return found.key


def names_of_course(session: Session, course_id: int) -> CourseNames:
    """The course's sites with their names and aliases, as the rules take them.

    Names and addresses of a merged site are further ones of the site it was merged into.
    """
    sites = {
        site.id: site for site in session.scalars(select(Site).where(Site.course_id == course_id))
    }
    merges = _merges(session, course_id)
    known: dict[str, list[str]] = {}
    for site in sites.values():
        names = known.setdefault(sites[_final_id(site.id, merges)].address, [])
        names += [site.name, site.address]
    for alias in session.scalars(select(SiteAlias).where(SiteAlias.course_id == course_id)):
        known[sites[_final_id(alias.site_id, merges)].address].append(alias.alias)
    return course_names(known)


def list_current_sites(session: Session, course_id: int) -> Sequence[Site]:
    """The sites of a course that were not merged into another one, by name."""
    merged = select(SiteMerge.site_id).where(
        SiteMerge.course_id == course_id, SiteMerge.ended_at.is_(None)
    )
    return session.scalars(
        select(Site)
        .where(Site.course_id == course_id, Site.id.not_in(merged))
        .order_by(func.lower(Site.name), Site.id)
    ).all()


def find_site(session: Session, course_id: int, site_id: int) -> Site | None:
    """A site of this course by its id, merged ones too."""
    return session.scalars(
        select(Site).where(Site.course_id == course_id, Site.id == site_id)
    ).first()


def list_further_names(session: Session, course_id: int) -> dict[int, list[str]]:
    """The aliases of each current site, and what those merged into it go by, each once."""
    merges = _merges(session, course_id)
    rows: list[tuple[int, str]] = [
        (row.site_id, row.alias)
        for row in session.execute(
            select(SiteAlias.site_id, SiteAlias.alias)
            .where(SiteAlias.course_id == course_id)
            .order_by(SiteAlias.id)
        )
    ]
    merged = session.execute(
        select(Site.id, Site.name, Site.identity)
        .where(Site.course_id == course_id, Site.id.in_(merges))
        .order_by(Site.id)
    )
    rows += [(row.id, name) for row in merged for name in (row.name.lower(), row.identity)]
    owners: dict[str, int] = {}
    for site_id, name in rows:
        owners.setdefault(name, _final_id(site_id, merges))
    names: dict[int, list[str]] = {}
    for name, owner in owners.items():
        names.setdefault(owner, []).append(name)
    return names


def list_aliases(session: Session, site_id: int) -> Sequence[str]:
    """The further names of one site, the oldest first."""
    own = select(SiteAlias.alias).where(SiteAlias.site_id == site_id)
    return session.scalars(own.order_by(SiteAlias.id)).all()


def list_merges(session: Session, course_id: int) -> dict[int, list[Site]]:
    """The sites merged into each current one, by its id, in the order of their names."""
    merges = _merges(session, course_id)
    merged = session.scalars(
        select(Site).where(Site.id.in_(merges)).order_by(func.lower(Site.name), Site.id)
    )
    found: dict[int, list[Site]] = {}
    for site in merged:
        found.setdefault(_final_id(site.id, merges), []).append(site)
    return found


def find_merge(session: Session, site: Site) -> SiteMerge | None:
    """The merge by which a site is another one now; None where it is itself."""
    return session.scalars(
        select(SiteMerge).where(SiteMerge.site_id == site.id, SiteMerge.ended_at.is_(None))
    ).first()


def list_same_ids(session: Session, course_id: int, site_id: int) -> frozenset[int]:
    """The ids of a site and of all that were merged into it, however many steps away."""
    merges = _merges(session, course_id)
    found = {site_id}
    while more := {one for one, into in merges.items() if into in found} - found:
        found |= more
    return frozenset(found)


def count_listings(session: Session, course_id: int) -> dict[int, int]:
    """How many prompts list each site of the course."""
    rows = session.execute(
        select(PromptSite.site_id, func.count().label("number"))
        .join(Site, Site.id == PromptSite.site_id)
        .where(Site.course_id == course_id)
        .group_by(PromptSite.site_id)
    )
    return {row.site_id: row.number for row in rows}


def find_called(session: Session, course_id: int, name: str) -> Site | None:
    """The current site that a name, alias or address of the course means; None for none of them."""
    found = identity(name, names_of_course(session, course_id))
    if found.is_certain:
        return find_known_site(session, course_id, found.key)
    said = name.lower()
    own = session.scalars(
        select(Site).where(Site.course_id == course_id, func.lower(Site.name) == said)
    ).first()
    return get_final_site(session, own) if own else find_known_site(session, course_id, said)


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
    found = _final_id(site.id, _merges(session, site.course_id))
    return site if found == site.id else session.get_one(Site, found)


def list_final_ids(session: Session, course_id: int, site_ids: Sequence[int]) -> list[int]:
    """The ids of these sites in their order, each once; of a merged one that it was merged into."""
    merges = _merges(session, course_id)
    return list(dict.fromkeys(_final_id(site_id, merges) for site_id in site_ids))


def _merges(session: Session, course_id: int) -> dict[int, int]:
    """Which site was merged into which, by id, and still is; a site is merged once at a time."""
    rows = session.execute(
        select(SiteMerge.site_id, SiteMerge.into_id).where(
            SiteMerge.course_id == course_id, SiteMerge.ended_at.is_(None)
        )
    )
    return {row.site_id: row.into_id for row in rows}


def _final_id(site_id: int, merges: Mapping[int, int]) -> int:
    while site_id in merges:
        site_id = merges[site_id]
    return site_id
