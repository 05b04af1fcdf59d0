"""The course's sites: added, proposed by students, approved, renamed, listed for a week."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.courses.models import Course
from forum.courses.turns import take_turn
from forum.markup import clean_text
from forum.prompts.actions.refusals import NameMissing, SiteExists, SiteUnsure
from forum.prompts.models import Prompt, PromptSite, Site, SiteAlias, SiteAnswer
from forum.prompts.own_sites import read_own_site
from forum.prompts.site_files import LONGEST_ALIAS, LONGEST_NAME, SiteChange
from forum.prompts.sites import (
    find_called,
    find_known_site,
    get_final_site,
    read_address,
)

LONGEST_ADDRESS = 2048
_WHOLE_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def add_site(
    session: Session, course: Course, name: str, address: str, *, by: int | None, now: datetime
) -> Site:
    """Add an approved site to the course.

    Raises InvalidAddress, NameMissing, and SiteExists where the course knows it already.
    """
    take_turn(session, course.id)
    identity = read_address(session, course.id, address)
    if known := find_known_site(session, course.id, identity):
        raise SiteExists(known.id)
    return _new_site(session, course.id, _name(name), address, identity, by, now, approved=True)


def propose_site(
    session: Session,
    course: Course,
    name: str,
    address: str,
    by: int,
    now: datetime,
    askable: Collection[int] = (),
) -> Site:
    """The site of a student's own address: the known one, else a new one that awaits approval.

    ``by`` is the id of the person, ``askable`` the sites that may be asked about. A name without an
    address is looked up in the course. Raises InvalidAddress with the sentence why, and SiteUnsure
    where a question is open; a missing name is replaced by the address's own.
    """
    take_turn(session, course.id)
    own = read_own_site(session, course.id, by, name, address, askable)
    if own.question is not None:
        raise SiteUnsure(own.question)
    if own.site is not None:
        return own.site
    said = clean_text(name).strip()[:LONGEST_NAME] or own.key[:LONGEST_NAME]
    typed = address.strip() or name
    return _new_site(session, course.id, said, typed, own.key, by, now, approved=False)


def answer_question(
    session: Session, site: Site, typed: str, *, is_same: bool, by: int, now: datetime
) -> None:
    """Keep what a person says: whether what they typed is this site. The last answer stands."""
    take_turn(session, site.course_id)
    answer = session.scalars(
        select(SiteAnswer).where(
            SiteAnswer.course_id == site.course_id,
            SiteAnswer.user_id == by,
            SiteAnswer.identity == typed,
            SiteAnswer.site_id == site.id,
        )
    ).first()
    if answer is not None and answer.is_same == is_same:
        return
    if answer is None:
        answer = SiteAnswer(course_id=site.course_id, user_id=by, identity=typed, site_id=site.id)
        session.add(answer)
    answer.is_same, answer.answered_at = is_same, now
    session.flush()
    log_site(session, site, "site_answered", by, now, typed=typed, name=site.name, same=is_same)


def adopt_site(session: Session, course: Course, site: Site, *, by: int, now: datetime) -> Site:
    """The same site in ``course``: itself there, else the known one, else a copy."""
    if site.course_id == course.id:
        return get_final_site(session, site)
    take_turn(session, course.id)
    if known := find_known_site(session, course.id, site.identity):
        return known
    return _new_site(
        session, course.id, site.name, site.address, site.identity, by, now, approved=True
    )


def add_listed_sites(
    session: Session, course: Course, changes: Iterable[SiteChange], *, by: int, now: datetime
) -> None:
    """Add what a file of sites was shown to add: approved sites, further names of known ones.

    Raises SiteExists where the course has come to know one of them in the meantime.
    """
    take_turn(session, course.id)
    for change in changes:
        site = change.site
        if site is None:
            if known := find_known_site(session, course.id, change.identity):
                raise SiteExists(known.id)
            site = _new_site(
                session,
                course.id,
                _name(change.name),
                change.address,
                change.identity,
                by,
                now,
                approved=True,
            )
        for alias in change.aliases:
            _name_further(session, site, alias, by, now)


def add_alias(session: Session, site: Site, alias: str, *, by: int, now: datetime) -> None:
    """Let a site be found by another name or address too; nothing where it is already.

    Raises NameMissing, and SiteExists where it is the name of another site.
    """
    take_turn(session, site.course_id)
    said = " ".join(clean_text(alias).split())[:LONGEST_ALIAS]
    if not said:
        raise NameMissing
    owner = find_called(session, site.course_id, said)
    if owner is not None and owner.id != site.id:
        raise SiteExists(owner.id)
    if owner is None:
        _name_further(session, site, said, by, now)


def remove_alias(session: Session, site: Site, alias: str, *, by: int, now: datetime) -> None:
    """Let a site no longer be found by a further name; nothing where it has none such."""
    take_turn(session, site.course_id)
    row = session.scalars(
        select(SiteAlias).where(SiteAlias.site_id == site.id, SiteAlias.alias == alias.lower())
    ).first()
    if row is not None:
        session.delete(row)
        session.flush()
        log_site(session, site, "site_alias_removed", by, now, name=row.alias)


def approve_site(session: Session, site: Site, *, by: int, now: datetime) -> None:
    """Say that a proposed site may be listed; students could choose it before already."""
    if site.approved_at is not None:
        return
    site.approved_at = now
    log_site(session, site, "site_approved", by, now)


def rename_site(session: Session, site: Site, name: str, *, by: int, now: datetime) -> None:
    """Give a site another name; the old one stays known as an alias. Raises NameMissing."""
    take_turn(session, site.course_id)
    new, old = _name(name), site.name
    if new == old:
        return
    site.name = new
    _add_alias(session, site, old)
    log_site(session, site, "site_renamed", by, now, before=old, after=new)


def list_prompt_sites(
    session: Session, prompt: Prompt, site_ids: Sequence[int], *, by: int | None, now: datetime
) -> None:
    """Make the list of a prompt's sites these, in this order. Ids of other courses are left out."""
    own = session.scalars(
        select(Site.id).where(Site.course_id == prompt.course_id, Site.id.in_(site_ids))
    ).all()
    wanted = [site_id for site_id in dict.fromkeys(site_ids) if site_id in own]
    before = session.scalars(
        select(PromptSite.site_id)
        .where(PromptSite.prompt_id == prompt.id)
        .order_by(PromptSite.position)
    ).all()
    if list(before) == wanted:
        return
    session.execute(delete(PromptSite).where(PromptSite.prompt_id == prompt.id))
    session.add_all(
        PromptSite(prompt_id=prompt.id, site_id=site_id, position=position)
        for position, site_id in enumerate(wanted, start=1)
    )
    session.flush()
    record(
        session,
        "prompt_sites_set",
        now=now,
        actor_id=by,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("prompt", prompt.id),
        before=list(before),
        after=wanted,
    )


def _new_site(
    session: Session,
    course_id: int,
    name: str,
    address: str,
    identity: str,
    by: int | None,
    now: datetime,
    *,
    approved: bool,
) -> Site:
    site = Site(
        course_id=course_id,
        name=name,
        address=_address(address, identity),
        identity=identity,
        added_by_id=by,
        approved_at=now if approved else None,
        created_at=now,
    )
    session.add(site)
    session.flush()
    log_site(session, site, "site_added" if approved else "site_proposed", by, now, name=name)
    return site


def _address(typed: str, identity: str) -> str:
    """The address people will follow: the typed one where it is whole, else that of the site."""
    text = typed.strip()
    is_whole = _WHOLE_ADDRESS.fullmatch(text) and len(text) <= LONGEST_ADDRESS
    return text if is_whole else f"https://{identity}"


def _name(name: str) -> str:
    said = " ".join(clean_text(name).split())[:LONGEST_NAME]
    if not said:
        raise NameMissing
    return said


def _name_further(session: Session, site: Site, alias: str, by: int, now: datetime) -> None:
    _add_alias(session, site, alias)
    log_site(session, site, "site_alias_added", by, now, name=alias)


def _add_alias(session: Session, site: Site, name: str) -> None:
    alias = name.lower()[:LONGEST_ALIAS]  # some capitals are two characters as small letters
    known = session.scalar(
        select(SiteAlias.id).where(SiteAlias.course_id == site.course_id, SiteAlias.alias == alias)
    )
    if known is None:
        session.add(SiteAlias(course_id=site.course_id, site_id=site.id, alias=alias))
    session.flush()


def log_site(
    session: Session, site: Site, verb: str, by: int | None, now: datetime, **detail: Any
) -> None:
    """Write down that a site was changed."""
    record(
        session,
        verb,
        now=now,
        actor_id=by,
        course_id=site.course_id,
        target=("site", site.id),
        **detail,
    )
