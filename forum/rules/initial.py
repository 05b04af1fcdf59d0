"""The requirements `initial_post` and `choice`."""

from __future__ import annotations

from forum.rules.case import (
    Case,
    credit,
    late_share,
    next_step,
    not_asked,
    status_of,
)
from forum.rules.facts import Code, Counted, Finding, NotCounted, PostFacts, Terms, Version
from forum.rules.room import is_in


def judge_initial_post(case: Case, terms: Terms) -> Finding:
    """One initial post that is neither withdrawn nor hidden, published by T1."""
    if not terms.initial_post:
        return not_asked(case, "initial_post")
    post = case.initial
    return _without_initial(case) if post is None else _with_initial(case, post)


def judge_choice(case: Case, terms: Terms) -> Finding:
    """The version that counts names a site."""
    if not terms.choice:
        return not_asked(case, "choice")
    speech = case.room.speech
    named = _named_site(case)
    if named is None:
        status = status_of(case, case.first, 0, 1, late=False, review=False)
        step = next_step(case, case.first, status, speech.name_site())
        return Finding("choice", status, 0, 1, sentence=speech.no_site(), next_step=step)
    post, unit, site = named
    days = unit.days_late
    return Finding(
        "choice",
        "late" if days else "met",
        have=1,
        need=1,
        counted=(unit,),
        late_share=late_share(case, [days], 1),
        sentence=speech.site(case.room.site_name(site), days),
        note=_note_on_site(case, post, site),
    )


def _with_initial(case: Case, post: PostFacts) -> Finding:
    speech, at = case.room.speech, post.published_at
    days = case.first.days_late(at)
    return Finding(
        "initial_post",
        "late" if days else "met",
        have=1,
        need=1,
        counted=(Counted(post.id, at, days),),
        not_counted=tuple(
            NotCounted(other.id, case.obstacle(other, case.first) or "EXTRA")
            for other in case.initials
            if other is not post
        ),
        late_share=late_share(case, [days], 1),
        sentence=speech.initial_published(at, case.first.due_at(at), days),
        note=speech.private() if is_in(post.private, case.now) else "",
    )


def _without_initial(case: Case) -> Finding:
    speech, window = case.room.speech, case.first
    obstacles = [(post, case.obstacle(post, window)) for post in case.initials]
    failed = [(post, code) for post, code in obstacles if code is not None]
    status = status_of(case, window, 0, 1, late=False, review=False)
    return Finding(
        "initial_post",
        status,
        have=0,
        need=1,
        not_counted=tuple(NotCounted(post.id, code) for post, code in failed),
        sentence=" ".join(
            speech.initial_not_counted(code, case.obstacle_at(post, code, window))
            for post, code in failed
        )
        or speech.no_initial(),
        next_step=_step_without(case, {code for _, code in failed})
        or next_step(case, window, status, speech.publish()),
    )


def _step_without(case: Case, codes: set[Code]) -> str:
    """What helps a post that exists but does not count; "" where only a new one would."""
    if "WITHDRAWN" in codes:
        return case.room.speech.restore()
    return case.room.speech.ask_about_hidden() if "HIDDEN" in codes else ""


def _names_site(version: Version) -> bool:
    return version.site_id is not None


def _named_site(case: Case) -> tuple[PostFacts, Counted, int] | None:
    """The post, since when it has named a site, and which one counts.

    That of the last version in time; where that names none, of the last before the close.
    """
    post = case.initial
    found = credit(post.versions, case.first, _names_site) if post else None
    if post is None or found is None:
        return None
    looked_at = case.first.is_accepted if found.days_late else case.first.is_on_time
    sites = [v.site_id for v in post.versions if looked_at(v.saved_at) and v.site_id is not None]
    return post, Counted(post.id, found.at, found.days_late), sites[-1]


def _note_on_site(case: Case, post: PostFacts, counted: int) -> str:
    shown = post.versions[-1].site_id
    if shown == counted:
        return ""
    name = None if shown is None else case.room.site_name(shown)
    return case.room.speech.site_changed(name)
