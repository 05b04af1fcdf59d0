"""The colleagues of the week as cards, in the order that leaves nobody unanswered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.discussion.queries.posts import PostView
from forum.rules import ordering
from forum.rules.ordering import order_colleagues
from forum.rules.roles import Role
from forum.rules.verdicts import Verdict, verdicts_by_post
from forum.web.discussion.scene import Scene
from forum.web.translations import translator


@dataclass(frozen=True)
class Colleague:
    """One colleague's initial post on a card.

    ``responses`` are colleagues who answered it; ``is_answered`` whether the viewer did;
    ``is_eligible`` whether a response to it would count.
    """

    post: PostView
    responses: int
    is_answered: bool
    is_eligible: bool
    is_same_site: bool

    @property
    def first_name(self) -> str:
        """The name in labels such as "Respond to Carla"."""
        return self.post.first_name


@dataclass(frozen=True)
class Colleagues:
    """The cards: those a response to whom would count (or has), and those with the same site."""

    first: tuple[Colleague, ...]
    same_site: tuple[Colleague, ...]

    @property
    def eligible(self) -> tuple[Colleague, ...]:
        """Those whom a response would still reach and count."""
        return tuple(row for row in self.first if row.is_eligible)

    @property
    def unanswered(self) -> int:
        """How many still have no response."""
        return sum(row.responses == 0 for row in (*self.first, *self.same_site))


def build_colleagues(scene: Scene, posts: Sequence[PostView], order: str) -> Colleagues:
    """The cards of readable initial posts by fellow students, in the order asked for.

    ``need`` (default) is the order of ``rules.ordering``; new, name and site are what they say.
    """
    initials = [post for post in posts if _is_colleague(scene, post)]
    answers = count_answers(posts)
    verdicts = _verdicts(scene, initials)
    mine = {
        post.parent_id
        for post in posts
        if post.author_id == scene.viewer.user_id and not post.is_withdrawn
    }
    cards = [
        Colleague(
            post=post,
            responses=len(answers.get(post.id, ())),
            is_answered=post.id in mine,
            is_eligible=post.id in verdicts and verdicts[post.id].code in (None, "EXTRA"),
            is_same_site=post.id in verdicts and verdicts[post.id].code == "SAME_SITE",
        )
        for post in initials
    ]
    cards = _ordered(cards, scene.viewer.user_id, order)
    return Colleagues(
        tuple(card for card in cards if not card.is_same_site),
        tuple(card for card in cards if card.is_same_site),
    )


def is_waiting(scene: Scene, own: PostView | None, colleagues: Colleagues) -> bool:
    """Whether the viewer owes a response and nobody is there yet to whom one would count."""
    asked = scene.standing.find("responses")
    owes = asked is not None and asked.status == "open" and asked.need > 0
    ready = own is not None and not own.is_withdrawn and scene.reader.gate_is_open
    return owes and ready and not colleagues.eligible


def _is_colleague(scene: Scene, post: PostView) -> bool:
    return (
        post.kind == "initial"
        and post.author_id != scene.viewer.user_id
        and post.is_readable
        and not post.is_withdrawn
    )


def _verdicts(scene: Scene, initials: Sequence[PostView]) -> Mapping[int, Verdict]:
    """Whether a response to each would count; nothing where nothing is asked of the viewer."""
    if not scene.viewer.is_student or not scene.setup.current_terms.responses:
        return {}
    return verdicts_by_post(
        scene.evidence,
        scene.viewer.user_id,
        [post.id for post in initials],
        scene.now,
        translate=translator(),
    )


def _ordered(cards: list[Colleague], viewer_id: int, order: str) -> list[Colleague]:
    if order == "new":
        return sorted(cards, key=lambda card: card.post.published_at, reverse=True)
    if order == "name":
        return sorted(cards, key=lambda card: card.post.author_name.casefold())
    if order == "site":
        return sorted(cards, key=lambda card: (card.post.site_name or "").casefold())
    ranked = order_colleagues(
        [
            ordering.Colleague(
                post_id=card.post.id,
                author_id=card.post.author_id,
                responses=card.responses,
                is_answered=card.is_answered,
                is_same_site=card.is_same_site,
            )
            for card in cards
        ],
        viewer_id,
    )
    by_id = {card.post.id: card for card in cards}
    return [by_id[row.post_id] for row in ranked]


def count_answers(posts: Sequence[PostView]) -> dict[int, set[int]]:
    """By initial post: the authors of live responses and replies under it, its own left out."""
    authors = {post.id: post.author_id for post in posts if post.root_id is None}
    answered: dict[int, set[int]] = defaultdict(set)
    for post in posts:
        if post.root_id is None or post.is_withdrawn or post.is_hidden:
            continue
        if post.author_role is Role.STUDENT and post.author_id != authors.get(post.root_id):
            answered[post.root_id].add(post.author_id)
    return answered
