"""The tests of one response, in their order; the first failure is the reason shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.rules.case import Case, Credit, credit, last_accepted
from forum.rules.facts import Code, Member, PartRule, PostFacts, Terms, Version
from forum.rules.parts import words_missing
from forum.rules.room import is_in, site_at


@dataclass(frozen=True, slots=True)
class Tested:
    """One response, tested by itself: what does not depend on the student's other responses.

    `parent` is the post it answers, `colleague` who wrote that.
    `obstacle` fails the post whatever it says; `text` is EMPTY, SHORT or COPY; `site` one of the
    three reasons about sites. `credit` is when the text was complete, None where it never was.
    """

    post: PostFacts
    parent: PostFacts
    colleague: Member
    obstacle: Code | None
    text: Code | None = None
    site: Code | None = None
    credit: Credit | None = None


def run_tests(case: Case, terms: Terms) -> list[Tested]:
    """Every response of the student, in the order of time."""
    return [
        _tested(case, terms, post, case.room.posts[post.parent_id])
        for post in case.posts
        if post.kind == "response" and post.parent_id is not None
    ]


def failing_part(terms: Terms, version: Version) -> PartRule | None:
    """The part a version fails by: the first empty one, or else the first short one."""
    missing = [rule for rule in terms.response_parts if words_missing(rule, version)]
    empty = [rule for rule in missing if not version.words_in(rule.key)]
    return next(iter(empty or missing), None)


def sites_shown(case: Case, one: Tested) -> tuple[int | None, bool]:
    """The colleague's site to be named beside a response, and whether it is one named since.

    That of the time of the response, unless only the present one makes the difference.
    """
    posted = one.post.published_at
    then, now = _target_site(case, one.parent, posted), _target_site(case, one.parent, case.now)
    if then is not None and _differ_at(case, one.parent, posted):
        return then, False
    if _differ_at(case, one.parent, case.now):
        return now, now != then
    return (now if then is None else then), False


def doubtful_sites(case: Case, one: Tested) -> tuple[int, int] | None:
    """The own site and the colleague's at the time of a response, where they may be one."""
    at = one.post.published_at
    own, target = case.site_at(at), _target_site(case, one.parent, at)
    if own is None or target is None:
        return None
    return (own, target) if case.room.may_be_one(own, target) else None


def different_site(case: Case, parent: PostFacts) -> str | None:
    """The name of the site of the post answered, where it differs from the own one now."""
    site = _target_site(case, parent, case.now)
    if site is None or not _differ_at(case, parent, case.now):
        return None
    return case.room.site_name(site)


def _tested(case: Case, terms: Terms, post: PostFacts, parent: PostFacts) -> Tested:
    """The test of a response, kept in the room: a response that might be written now is judged
    beside those written, once for every post it might answer, and theirs stay the same."""
    key = ("tested", case.member.id, terms, post)
    known = case.room.memo.get(key)
    if not isinstance(known, Tested):
        known = case.room.memo[key] = _test(case, terms, post, parent)
    return known


def _test(case: Case, terms: Terms, post: PostFacts, parent: PostFacts) -> Tested:
    colleague = case.room.members[parent.author_id]
    obstacle = case.obstacle(post, case.second)
    obstacle = obstacle or _wrong_person(case, terms, post, parent, colleague)
    if obstacle is not None:
        return Tested(post, parent, colleague, obstacle)

    def is_complete(version: Version) -> bool:
        return version.copies is None and failing_part(terms, version) is None

    found = credit(post.versions, case.second, is_complete)
    text = None if found else _wrong_text(case, terms, post)
    site = _wrong_site(case, post, parent) if terms.different_site else None
    return Tested(post, parent, colleague, None, text, site, found)


def _wrong_person(
    case: Case, terms: Terms, post: PostFacts, parent: PostFacts, colleague: Member
) -> Code | None:
    """SELF, STAFF, NESTED, NOT_ACTIVE, OTHER_GROUP: all as things stood when it was posted."""
    at = post.published_at
    if colleague.id == case.member.id:
        return "SELF"
    if colleague.role != "student":
        return "STAFF"
    if terms.response_to == "initial" and parent.kind != "initial":
        return "NESTED"
    if not is_in(colleague.active, at):
        return "NOT_ACTIVE"
    return None if case.room.shares_scope(case.member, colleague, at) else "OTHER_GROUP"


def _wrong_text(case: Case, terms: Terms, post: PostFacts) -> Code:
    version = last_accepted(post.versions, case.second) or post.versions[-1]
    rule = failing_part(terms, version)
    if rule is None:
        return "COPY"
    return "SHORT" if version.words_in(rule.key) else "EMPTY"


def _wrong_site(case: Case, post: PostFacts, parent: PostFacts) -> Code | None:
    """Two sites are different if they differed at any instant since the response was posted.

    So nobody's later edit, not even one that is undone again, ever costs credit.
    """
    instants = _instants_to_compare(case, post, parent)
    if any(_differ_at(case, parent, at) for at in instants):
        return None
    if all(case.site_at(at) is None for at in instants):
        return "NO_OWN_SITE"
    if all(_target_site(case, parent, at) is None for at in instants):
        return "NO_TARGET_SITE"
    return "SAME_SITE"


def _instants_to_compare(case: Case, post: PostFacts, parent: PostFacts) -> list[datetime]:
    """When the response was posted, whenever one of the two sites may have changed, and now.

    Two sites that were declared the same may have been two again for a while.
    """
    initials = (*case.initials, *_initials_of(case, parent.author_id))
    changes = {version.saved_at for initial in initials for version in initial.versions}
    changes |= {merge.until for merge in case.room.merges if merge.until is not None}
    changes = {at for at in changes if post.published_at < at <= case.now}
    return [post.published_at, *sorted(changes), case.now]


def _differ_at(case: Case, parent: PostFacts, at: datetime) -> bool:
    own, target = case.site_at(at), _target_site(case, parent, at)
    if own is None or target is None:
        return False
    return case.room.site_key(own, at) != case.room.site_key(target, at)


def _target_site(case: Case, parent: PostFacts, at: datetime) -> int | None:
    """The site of the post answered; of its author, where that is a reply."""
    if parent.kind == "initial":
        return site_at(parent, at)
    sites = (site_at(initial, at) for initial in _initials_of(case, parent.author_id))
    return next((site for site in sites if site is not None), None)


def _initials_of(case: Case, member_id: int) -> list[PostFacts]:
    return [p for p in case.room.by_author.get(member_id, ()) if p.kind == "initial"]
