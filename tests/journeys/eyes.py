"""What a page must be for everybody: measured in the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
#: What depends on colours and sizes; the rest is the same in every width and scheme.
LOOKS = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")

_RUN = """async (only) => {
  const options = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };
  if (only.length) Object.assign(options, { runOnly: { type: "rule", values: only } });
  const { violations } = await axe.run(document, options);
  const say = (id, { target, failureSummary: why }) =>
    `${id} ${target} ${why}`.replace(/\\s+/g, " ");
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => say(id, node)));
}"""

_WIDER = """() => {
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth <= innerWidth) return [];
  const isOut = (node) => node.getBoundingClientRect().right > innerWidth + 1;
  const wide = [...document.body.querySelectorAll("*")].filter(isOut).slice(0, 4);
  return [`${scrollWidth} px: ${wide.map((node) => `${node.tagName} ${node.className}`)}`];
}"""

_SMALL = """() => {
  const inText = (node) => node.matches("a") && getComputedStyle(node).display === "inline";
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true });
  const labelOf = (node) => node.closest("label") ?? node.labels?.[0] ?? node;
  const boxOf = (node) => labelOf(node).getBoundingClientRect();
  const sizeOf = (node) => {
    const own = node.getBoundingClientRect();
    const label = node.matches("[type=radio], [type=checkbox]") ? boxOf(node) : own;
    return [Math.max(own.width, label.width), Math.max(own.height, label.height)];
  };
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((node) => isShown(node) && !inText(node))
    .filter((node) => !node.matches(".skip, .hidden-text, [type=hidden]"))
    .filter((node) => Math.min(...sizeOf(node)) < 23.5)
    .map((node) => `${node.tagName} ${node.className} “${node.textContent.trim().slice(0, 30)}”`);
}"""


def violations(page: Page, only: tuple[str, ...] = ()) -> list[str]:
    """What axe finds; ``only`` names the rules to run."""
    # Neither sends axe to a page that has it, nor brings the whole of it back as an answer.
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    found: list[str] = page.evaluate(_RUN, list(only))
    return found


def outline(page: Page) -> list[str]:
    """Problems of the headings: exactly one h1, and a title that says the same product."""
    problems = []
    if (count := page.locator("h1").count()) != 1:
        problems.append(f"{count} h1")
    if not page.title().endswith("Colloquy"):
        problems.append(f"title “{page.title()}”")
    return problems


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    found: list[str] = page.evaluate(_WIDER)
    return found


def too_small(page: Page) -> list[str]:
    """Targets under 24 px, links inside of sentences aside (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(_SMALL)
    return found


def look(page: Page, width: int, scheme: Any) -> None:
    """Show the page in that width and colour scheme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
