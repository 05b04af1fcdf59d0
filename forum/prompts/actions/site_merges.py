"""Two sites of a course declared the same, and two again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.courses.turns import take_turn
from forum.prompts.actions.refusals import NotMergeable, NotMerged
from forum.prompts.actions.sites import log_site
from forum.prompts.models import PromptSite, Site, SiteAlias, SiteMerge
from forum.prompts.site_files import LONGEST_ALIAS
from forum.prompts.sites import find_merge, get_final_site


def merge_sites(session: Session, site: Site, into: Site, *, by: int, now: datetime) -> SiteMerge:
    """Declare two sites the same from ``now`` on.

    Credit given before stays (RULES.md, principle 3); from now on a response between the two is
    one to the same site. Raises NotMergeable.
    """
    if site.course_id != into.course_id or site.id == into.id:
        raise NotMergeable
    take_turn(session, site.course_id)
    if get_final_site(session, site).id != site.id or get_final_site(session, into).id != into.id:
        raise NotMergeable
    merge = SiteMerge(
        course_id=site.course_id,
        site_id=site.id,
        into_id=into.id,
        merged_at=now,
        merged_by_id=by,
        listings=_move_listings(session, site, into),
    )
    session.add(merge)
    into.approved_at = into.approved_at or site.approved_at
    log_site(
        session, site, "sites_merged", by, now, before=site.name, after=into.name, into_id=into.id
    )
    return merge


def split_site(session: Session, site: Site, *, by: int, now: datetime) -> Site:
    """Take back that a site is the one it was merged into; it is listed again where it was.

    From ``now`` on the two are two; what counted between them goes on counting, and what was
    written while they were one counts as well. Returns the other site. Raises NotMerged.
    """
    take_turn(session, site.course_id)
    merge = find_merge(session, site)
    if merge is None:
        raise NotMerged
    into = get_final_site(session, site)
    merge.ended_at, merge.ended_by_id = now, by
    _restore_listings(session, merge, into)
    # A merge of before gave the name away; the site has its own again.
    session.execute(
        delete(SiteAlias).where(
            SiteAlias.site_id == merge.into_id, SiteAlias.alias == site.name.lower()[:LONGEST_ALIAS]
        )
    )
    site.approved_at = site.approved_at or now  # who splits them says that they are two
    log_site(
        session, site, "sites_split", by, now, before=into.name, after=site.name, from_id=into.id
    )
    return into


def _move_listings(session: Session, site: Site, into: Site) -> list[list[int]]:
    """Where a prompt lists the merged site, it lists the other one, once. Returns what was so."""
    both = {row.prompt_id for row in _listings(session, into.id)}
    listed = _listings(session, site.id)
    moved = [[row.prompt_id, row.position, int(row.prompt_id not in both)] for row in listed]
    for row in listed:
        if row.prompt_id in both:
            session.delete(row)
        else:
            row.site_id = into.id
    session.flush()
    return moved


def _restore_listings(session: Session, merge: SiteMerge, into: Site) -> None:
    """List the site again where it was listed, and the other one no more where it came instead.

    Where a week's list names neither by now, somebody has changed it since, and it stays.
    """
    for prompt_id, position, was_replaced in merge.listings:
        rows = session.scalars(select(PromptSite).where(PromptSite.prompt_id == prompt_id)).all()
        listed = {row.site_id: row for row in rows}
        if merge.site_id in listed or into.id not in listed:
            continue
        if was_replaced:
            listed[into.id].site_id = merge.site_id
        else:
            row = PromptSite(prompt_id=prompt_id, site_id=merge.site_id, position=position)
            session.add(row)
    session.flush()


def _listings(session: Session, site_id: int) -> Sequence[PromptSite]:
    own = select(PromptSite).where(PromptSite.site_id == site_id)
    return session.scalars(own.order_by(PromptSite.id)).all()
