"""The student's checklist: findings and drafts as a list of things to do, in the page's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.discussion.queries.posts import PostView
from forum.participation.queries import Standing
from forum.prompts.queries import PromptSetup
from forum.rules.facts import Finding

#: The state shown for a finding (icon and word) where it is not a unit of its own.
DONE = {"met": "done", "late": "late"}


@dataclass(frozen=True)
class Item:
    """One line of the checklist; ``code`` is a state of ``presentation.STATES``."""

    code: str
    label: str
    href: str
    word: str = ""
    current: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do here."""
        return self.code in ("done", "late", "hold", "excused", "waived")


@dataclass(frozen=True)
class Progress:
    """Both halves of the checklist: the own post, and the conversation."""

    post: tuple[Item, ...]
    conversation: tuple[Item, ...]

    @property
    def done(self) -> int:
        """How many items are done."""
        return sum(item.is_done for item in (*self.post, *self.conversation))

    @property
    def total(self) -> int:
        """How many items there are."""
        return len(self.post) + len(self.conversation)

    @property
    def next_item(self) -> Item | None:
        """What to turn to next."""
        return _next_of(self.post, self.conversation)


def build_progress(
    setup: PromptSetup,
    standing: Standing,
    own: PostView | None,
    draft: Mapping[str, str],
    *,
    waiting: bool,
    week_url: str = "",
) -> Progress:
    """The checklist for one student.

    ``draft`` holds the texts of the unpublished draft by field; ``waiting``: nobody to whom a
    response would count has posted yet. Only publishing makes an item Done; a draft says "In your
    draft".
    """
    post = _post_items(setup, standing, own, draft)
    conversation = _conversation_items(standing, waiting)
    items = [replace(item, href=week_url + item.href) for item in (*post, *conversation)]
    following = _next_of(items[: len(post)], items[len(post) :])
    items = [replace(item, current=item is following) for item in items]
    return Progress(tuple(items[: len(post)]), tuple(items[len(post) :]))


def _next_of(post: Sequence[Item], conversation: Sequence[Item]) -> Item | None:
    """What is not even begun in the own post; then what waits there to be published; then the
    conversation.
    """
    left = [item for item in post if not item.is_done]
    begun = [item for item in left if item.code == "draft"]
    unbegun = [item for item in left if item.code != "draft"]
    talk = [item for item in conversation if not item.is_done]
    return next(iter((*unbegun, *begun, *talk)), None)


def _post_items(
    setup: PromptSetup, standing: Standing, own: PostView | None, draft: Mapping[str, str]
) -> list[Item]:
    items = []
    choice = standing.find("choice")
    if choice and choice.need and choice.status != "waived":
        drafted = own is None and bool(draft.get("site"))
        items.append(Item(_unit_code(choice, drafted), _("Site"), "#site"))
    parts = standing.find("parts")
    complete = {unit.unit: unit.days_late for unit in parts.counted} if parts else {}
    for part in setup.parts:
        if parts is None or parts.status == "waived":
            break
        drafted = own is None and bool(draft.get(f"part-{part.key}", "").strip())
        items.append(
            Item(_part_code(parts, part.key, complete, drafted), part.heading, f"#part-{part.key}")
        )
    references = standing.find("references")
    if references and references.need and references.status != "waived":
        items.append(_references_item(references, own, draft))
    return items


def _unit_code(finding: Finding, drafted: bool) -> str:
    if finding.status in DONE:
        return DONE[finding.status]
    if drafted:
        return "draft"
    return {"open": "todo", "partial": "partly", "review": "review"}.get(finding.status, "not")


def _part_code(finding: Finding, key: str, complete: Mapping[str, int], drafted: bool) -> str:
    if key in complete:
        return "late" if complete[key] else "done"
    if finding.status in ("met", "late"):
        return "done"
    if drafted:
        return "draft"
    return "todo" if finding.status == "open" else "not"


def _references_item(finding: Finding, own: PostView | None, draft: Mapping[str, str]) -> Item:
    label = ngettext("%(num)d reference, cited", "%(num)d references, cited", finding.need)
    drafted = own is None and any(
        text.strip() for field, text in draft.items() if field.startswith("references-")
    )
    return Item(_unit_code(finding, drafted), label, "#references")


def _conversation_items(standing: Standing, waiting: bool) -> list[Item]:
    items = []
    responses = standing.find("responses")
    if responses and responses.need and responses.status != "waived":
        items += _response_items(responses, waiting)
    days = standing.find("active_days")
    if days and days.need and days.status != "waived":
        label = ngettext("Write on %(num)d day", "Write on %(num)d days", days.need)
        word = _("%(have)s of %(need)s", have=days.have, need=days.need)
        items.append(Item(_unit_code(days, False), label, "#colleagues", word))
    answers = standing.find("answer_back")
    if answers and answers.need and answers.status != "waived":
        label = ngettext(
            "Answer %(num)d colleague back", "Answer %(num)d colleagues back", answers.need
        )
        items.append(Item(_unit_code(answers, False), label, "#received"))
    return items


def _response_items(finding: Finding, waiting: bool) -> list[Item]:
    """One line per response asked for; the credited ones first, each late or in time."""
    items = []
    for index in range(finding.need):
        label = _("Response %(n)s", n=index + 1)
        if index < len(finding.counted):
            code = "late" if finding.counted[index].days_late else "done"
        elif finding.status in DONE:
            code = DONE[finding.status]
        elif finding.status == "open":
            code = "waiting" if waiting else "todo"
        else:
            code = "review" if finding.status == "review" else "not"
        items.append(Item(code, label, "#colleagues"))
    return items
