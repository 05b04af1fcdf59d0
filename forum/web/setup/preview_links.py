"""Where the links of a student's page lead while a week is previewed.

Templates ask ``url_for`` for every address. In a preview it answers with the same page of the
preview; what has no page there leads to the line that says what a preview is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, url_for

#: The pages of a student's week that have a preview, and which.
PAGES = {
    "discussion.show": "setup.preview",
    "discussion.post": "setup.preview_post",
    "discussion.respond": "setup.preview_response",
}
#: The rooms that students' pages of a week lead to; a made-up post has no place in the real ones.
_INERT = ("discussion.", "participation.", "grades.", "extension_requests.")
#: The line that says that nothing is kept.
NOWHERE = "#preview"


@dataclass(frozen=True)
class PreviewLinks:
    """One preview: of a week, in a state, begun at a field (``back``), alone in a frame or not.

    ``is_typed``: of what nobody has saved. It has one page, that of the week: a link cannot bring
    along what was typed.
    """

    slug: str
    week: int
    state: str
    back: str = ""
    is_framed: bool = False
    is_typed: bool = False

    def to(self, endpoint: str, **values: Any) -> str:
        """The address of a page of this preview; ``values`` may change its state."""
        kept: dict[str, Any] = {"state": self.state, "back": self.back or None}
        kept |= {"framed": 1 if self.is_framed else None, **values}
        return url_for(endpoint, slug=self.slug, week=self.week, **kept)

    def lead(self, endpoint: str, values: dict[str, Any]) -> str:
        """Where a link of the student's page leads."""
        if endpoint in PAGES and not self.is_typed:
            wanted = {
                name: values[name] for name in ("number", "order", "_anchor") if name in values
            }
            return self.to(PAGES[endpoint], **wanted)
        if endpoint.startswith(_INERT) or (self.is_framed and not endpoint.startswith("setup.")):
            return NOWHERE
        return url_for(endpoint, **values)


def init_preview_links(app: Flask) -> None:
    """Let templates' ``url_for`` know of previews."""
    app.jinja_env.globals["url_for"] = _address


def set_links(links: PreviewLinks) -> None:
    """Let what this request draws from now on lead about in a preview."""
    g.preview_links = links


def _address(endpoint: str, **values: Any) -> str:
    links: PreviewLinks | None = g.get("preview_links")
    return url_for(endpoint, **values) if links is None else links.lead(endpoint, values)
