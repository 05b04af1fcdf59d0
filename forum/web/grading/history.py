"""What happened, in the order of time: the draft begun, posts, edits, decisions about them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise

from flask_babel import gettext as _

from forum.discussion.models import Revision
from forum.discussion.queries.drafts import DraftTrace
from forum.discussion.queries.posts import PostView
from forum.discussion.queries.readers import OpenedGate
from forum.participation.models import Setting
from forum.prompts.models import Extension
from forum.rules.facts import PostFacts
from forum.web.discussion.fields import fields_for
from forum.web.grade_words import EXTENSIONS
from forum.web.grading.scene import StudentDesk
from forum.web.grading.work import Work
from forum.web.presentation import clock, last_minute

#: Words beyond which two texts are shown whole instead of being compared word by word.
MOST_WORDS = 4000
#: A first try is worth telling when it lies so long before the arrival.
NOTICED = timedelta(minutes=1)

Piece = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """One part as an edit changed it: pieces of (op, text) with op "=", "+" or "-"."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Event:
    """Something that happened; ``code`` is a state, ``note`` says more."""

    at: datetime
    code: str
    text: str
    note: str = ""
    href: str = ""
    changes: tuple[Change, ...] = ()


def build_timeline(
    desk: StudentDesk,
    work: Work,
    trace: DraftTrace | None,
    settings: Sequence[Setting],
    extensions: Sequence[Extension],
    gate: OpenedGate | None,
) -> list[Event]:
    """Everything about one student under a prompt, the oldest first."""
    events = [
        *_drafts(trace),
        *_gate(gate),
        *_decisions(desk, settings),
        *_extensions(desk, extensions),
    ]
    facts = {post.id: post for post in desk.book.posts_by.get(desk.student.id, ())}
    for post in work.posts:
        events += _post_events(desk, work, post)
        if post.id in facts:
            events += _intervals(facts[post.id], post)
    return sorted(events, key=lambda event: event.at)


def _drafts(trace: DraftTrace | None) -> Iterator[Event]:
    if trace is not None:
        yield Event(trace.begun_at, "draft", _("Draft of the post begun"))


def _gate(gate: OpenedGate | None) -> Iterator[Event]:
    """What write-first opened on: the version had its site and its words."""
    if gate is not None:
        text = _(
            "Could read the colleagues from version %(n)s of #%(number)s on",
            n=gate.revision,
            number=gate.number,
        )
        yield Event(gate.opened_at, "done", text, href=f"#p{gate.number}")


def _decisions(desk: StudentDesk, settings: Sequence[Setting]) -> Iterator[Event]:
    names = {member.id: member.name for member in desk.book.discussion.members}
    for row in settings:
        who = names.get(row.set_by_id, _("The instructor"))
        yield Event(row.set_at, "judge", _("%(who)s decided on a finding", who=who), row.reason)
        if row.ended_at is not None:
            yield Event(row.ended_at, "judge", _("That decision ended"), row.reason)


def _extensions(desk: StudentDesk, extensions: Sequence[Extension]) -> Iterator[Event]:
    for row in extensions:
        until = clock(last_minute(row.due_at), desk.scene.zone, desk.scene.now)
        text = _("Extension: %(what)s until %(time)s", what=EXTENSIONS[row.kind], time=until)
        yield Event(row.set_at, "waiting", text, row.reason)


def _post_events(desk: StudentDesk, work: Work, post: PostView) -> Iterator[Event]:
    href = f"#p{post.number}"
    note = ""
    if post.tried_at is not None and post.published_at - post.tried_at >= NOTICED:
        note = _(
            "Tried %(tried)s by the student's own clock, arrived %(arrived)s.",
            tried=clock(post.tried_at, desk.scene.zone, desk.scene.now, seconds=True),
            arrived=clock(post.published_at, desk.scene.zone, desk.scene.now, seconds=True),
        )
    yield Event(post.published_at, "done", published_text(post, work), note, href)
    versions = work.versions.get(post.id, ())
    for before, after in pairwise(versions):
        text = _("Edited #%(number)s", number=post.number)
        changes = compare(before, after, dict(_headings(desk, post.kind)))
        yield Event(after.saved_at, "draft", text, "", href, changes)


def published_text(post: PostView, work: Work) -> str:
    """What was published, in words."""
    if post.kind == "initial":
        return _("Initial post published")
    answer = work.answer_to(post.id)
    name = answer.target.author_name if answer and answer.target else _("a colleague")
    if post.kind == "response":
        return _("Response to %(name)s published", name=name)
    return _("Reply to %(name)s published", name=name)


def _intervals(facts: PostFacts, post: PostView) -> Iterator[Event]:
    """When a post was out of sight, and back."""
    href = f"#p{post.number}"
    for interval in facts.withdrawn:
        if interval.start:
            text = _("Withdrew #%(number)s", number=post.number)
            yield Event(interval.start, "withdrawn", text, href=href)
        if interval.end:
            text = _("Restored #%(number)s", number=post.number)
            yield Event(interval.end, "done", text, href=href)
    for interval in facts.hidden:
        if interval.start:
            text = _("#%(number)s hidden by the staff", number=post.number)
            yield Event(interval.start, "hold", text, href=href)
        if interval.end:
            text = _("#%(number)s shown again", number=post.number)
            yield Event(interval.end, "done", text, href=href)


def _headings(desk: StudentDesk, kind: str) -> Iterator[tuple[str, str]]:
    for field in fields_for(desk.scene.setup, kind):
        yield field.key, field.heading


def compare(before: Revision, after: Revision, headings: dict[str, str]) -> tuple[Change, ...]:
    """The parts that differ between two versions, compared word by word."""
    keys = [*headings, *(key for key in after.parts if key not in headings)]
    pairs = [(key, before.parts.get(key, ""), after.parts.get(key, "")) for key in keys]
    return tuple(
        Change(headings.get(key, key), tuple(compare_texts(old, new)))
        for key, old, new in pairs
        if old != new
    )


def compare_texts(old: str, new: str) -> list[Piece]:
    """Two texts as pieces that stayed, went and came; very long ones as a whole."""
    old_words, new_words = _words(old), _words(new)
    if max(len(old_words), len(new_words)) > MOST_WORDS:
        return [("-", old), ("+", new)]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old_words, new_words)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("=", "".join(old_words[i:j])))
            continue
        if i < j:
            pieces.append(("-", "".join(old_words[i:j])))
        if k < m:
            pieces.append(("+", "".join(new_words[k:m])))
    return pieces


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
