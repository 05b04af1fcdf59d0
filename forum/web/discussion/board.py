"""The board of sites: how many chose each, without names; also the choices of the form."""

from __future__ import annotations

from dataclasses import dataclass

from forum.discussion.queries.posts import PostView
from forum.prompts.models import Site
from forum.web.discussion.scene import Scene


@dataclass(frozen=True)
class Choice:
    """A site on the board; ``is_full``: the cap is reached by others."""

    site: Site
    chosen: int
    is_full: bool

    @property
    def host(self) -> str:
        """The address as people say it."""
        plain = self.site.address.removeprefix("https://").removeprefix("http://")
        return plain.removeprefix("www.").rstrip("/")

    @property
    def href(self) -> str:
        """The address to visit."""
        address = self.site.address
        return address if "://" in address else f"https://{address}"


@dataclass(frozen=True)
class Board:
    """All choices, the listed sites first, and how many have chosen in all."""

    choices: tuple[Choice, ...]
    total: int

    @property
    def crowded(self) -> Choice | None:
        """A site that more than half of at least four chose."""
        return next(
            (row for row in self.choices if self.total >= 4 and row.chosen * 2 > self.total), None
        )


def build_board(scene: Scene, own: PostView | None) -> Board:
    """The board for this reader: declared to everybody unless the prompt switched it off.

    Then only the listed sites and that of the ``own`` post can be chosen by their names.
    """
    chosen = scene.reads.count_choices() if scene.prompt.asks_site else {}
    listed = {site.id for site in scene.setup.sites}
    cap = scene.prompt.site_cap
    shown = chosen if scene.prompt.site_board else {}
    mine = {own.site_id} if own is not None and own.site_id is not None else set()
    others = scene.reads.list_sites((mine | set(shown)) - listed)
    choices = []
    for site in (*scene.setup.sites, *others):
        full = cap is not None and site.id not in mine and chosen.get(site.id, 0) >= cap
        choices.append(Choice(site, shown.get(site.id, 0), full))
    return Board(tuple(choices), sum(shown.values()))
