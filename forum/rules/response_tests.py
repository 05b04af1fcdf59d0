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

    `obstacle` fails the post whatever it says; `text` is EMPTY, SHORT or COPY; `site` one of the
    three reasons about sites. `credit` is when the text was complete, None where it never was.
    """

    post: PostFacts
    colleague: Member
    obstacle: Code | None
    text: Code | None = None
    site: Code | None = None
    credit: Credit | None = None


def run_tests(case: Case, terms: Terms) -> list[Tested]:
    """Every response of the student, in the order of time."""
    return [_test(case, terms, post) for post in case.posts if post.kind == "response"]


def colleague_answered(case: Case, post: PostFacts) -> Member:
    """Who wrote what the post answers; raises KeyError where that is not among the facts."""
    if post.parent_id is None:
        raise KeyError(f"response {post.id} answers nothing")
    return case.room.members[case.room.posts[post.parent_id].author_id]


def failing_part(terms: Terms, version: Version) -> PartRule | None:
    """The part a version fails by: the first empty one, or else the first short one."""
    missing = [rule for rule in terms.response_parts if words_missing(rule, version)]
    empty = [rule for rule in missing if not version.words_in(rule.key)]
    return next(iter(empty or missing), None)


def sites_shown(case: Case, post: PostFacts) -> tuple[int | None, bool]:
    """The colleague's site to be named beside a response, and whether it is one named since.

    That of the time of the response, unless only the present one makes the difference.
    """
    then, now = _target_site(case, post, post.published_at), _target_site(case, post, case.now)
    if then is not None and (now is None or _differ_at(case, post, post.published_at)):
        return then, False
    if _differ_at(case, post, case.now):
        return now, now != then
    return (now, False) if then is None else (then, False)


def _test(case: Case, terms: Terms, post: PostFacts) -> Tested:
    colleague = colleague_answered(case, post)
    obstacle = case.obstacle(post, case.second) or _wrong_person(case, terms, post, colleague)
    if obstacle is not None:
        return Tested(post, colleague, obstacle)

    def is_complete(version: Version) -> bool:
        return version.copies is None and failing_part(terms, version) is None

    found = credit(post.versions, case.second, is_complete)
    text = None if found else _wrong_text(case, terms, post)
    site = _wrong_site(case, post) if terms.different_site else None
    return Tested(post, colleague, None, text, site, found)


def _wrong_person(case: Case, terms: Terms, post: PostFacts, colleague: Member) -> Code | None:
    """SELF, STAFF, NESTED, NOT_ACTIVE, OTHER_GROUP: all as things stood when it was posted."""
    at = post.published_at
    if colleague.id == case.member.id:
        return "SELF"
    if colleague.role != "student":
        return "STAFF"
    if terms.response_to == "initial" and not _answers_initial(case, post):
        return "NESTED"
    if not is_in(colleague.active, at):
        return "NOT_ACTIVE"
    return None if case.room.shares_scope(case.member, colleague, at) else "OTHER_GROUP"


def _answers_initial(case: Case, post: PostFacts) -> bool:
    return post.parent_id is not None and case.room.posts[post.parent_id].kind == "initial"


def _wrong_text(case: Case, terms: Terms, post: PostFacts) -> Code:
    version = last_accepted(post.versions, case.second) or post.versions[-1]
    rule = failing_part(terms, version)
    if rule is None:
        return "COPY"
    return "SHORT" if version.words_in(rule.key) else "EMPTY"


def _wrong_site(case: Case, post: PostFacts) -> Code | None:
    """Two sites are different if they differed at any instant since the response was posted.

    So nobody's later edit, not even one that is undone again, ever costs credit.
    """
    instants = _instants_to_compare(case, post)
    if any(_differ_at(case, post, at) for at in instants):
        return None
    if all(case.site_at(at) is None for at in instants):
        return "NO_OWN_SITE"
    if all(_target_site(case, post, at) is None for at in instants):
        return "NO_TARGET_SITE"
    return "SAME_SITE"


def _instants_to_compare(case: Case, post: PostFacts) -> list[datetime]:
    """When the response was posted, whenever one of the two sites may have changed, and now."""
    colleague = colleague_answered(case, post)
    initials = (*case.initials, *_initials_of(case, colleague.id))
    changes = {
        version.saved_at
        for initial in initials
        for version in initial.versions
        if version.saved_at > post.published_at
    }
    return [post.published_at, *sorted(changes), case.now]


def _differ_at(case: Case, post: PostFacts, at: datetime) -> bool:
    own, target = case.site_at(at), _target_site(case, post, at)
    if own is None or target is None:
        return False
    return case.room.site_key(own, at) != case.room.site_key(target, at)


def _target_site(case: Case, post: PostFacts, at: datetime) -> int | None:
    """The site of the post answered; of its author, where that is a reply."""
    parent = case.room.posts[post.parent_id] if post.parent_id is not None else post
    if parent.kind == "initial":
        return site_at(parent, at)
    sites = (site_at(initial, at) for initial in _initials_of(case, parent.author_id))
    return next((site for site in sites if site is not None), None)


def _initials_of(case: Case, member_id: int) -> list[PostFacts]:
    return [p for p in case.room.by_author.get(member_id, ()) if p.kind == "initial"]
