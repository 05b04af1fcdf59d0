"""The week that is under way, as the rosters date it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from forum.discussion.actions.drafts import save_form
from forum.participation.evidence import gather_discussion
from forum.participation.questions import (
    ask_question,
)
from forum.prompts.actions.extensions import give_extension
from forum.rules.facts import Checkpoint
from forum.rules.participation import evaluate
from forum.sample import files
from forum.sample.discussion import answer, publish_post, revise_initial
from forum.sample.loading import Event, Loading
from forum.sample.placement import WEEK

#: Ximena cares for a parent this week. Her responses may wait as well: the roster has her second
#: one on the evening after T2.
_EXTENDED = ("xime", "Caring for a parent this week.", "2/15:10")
_EXTENSIONS: tuple[tuple[Checkpoint, str], ...] = (("T1", "5/23:59"), ("T2", "8/23:59"))
#: What she has written so far, and when she last wrote.
_DRAFTED = ("overview", "support")
_DRAFTED_AT = "4/09:35"
#: Owen finds his last part short and lengthens it a day late.
_REVISED = ("owen", "owen.edit", "4/20:00")
#: Quinn's post has two short parts, so that it would not open the discussion before the close; the
#: roster has Quinn respond all the same. It is after T2 that this is loaded, in whole loads alone.
_BEHIND_THE_GATE = "quinn"


def week_under_way(loading: Loading) -> Iterator[Event]:
    """Everything that happens in the discussion of week 6, to the last late response."""
    yield _event(loading, _EXTENDED[2], partial(_extend, loading))
    yield _event(loading, _DRAFTED_AT, partial(_draft, loading))
    for row in files.roster():
        if "/" in row["initial_post_day/time"]:
            text = files.text(WEEK, "posts", row["id"])
            do = partial(publish_post, loading, WEEK, row["id"], text)
            yield _event(loading, row["initial_post_day/time"], do)
    key, name, at = _REVISED
    text = files.text(WEEK, "posts", name)
    yield _event(loading, at, partial(revise_initial, loading, WEEK, key, text))
    for row in files.answers():
        yield _event(loading, row["day/time"], partial(_answer, loading, row))
    for question in files.questions():
        yield _event(loading, question["asked"], partial(_ask, loading, question))


def _event(loading: Loading, when: str, do: partial[None]) -> Event:
    return Event(loading.calendar.at(WEEK, when), do)


def _extend(loading: Loading, now: datetime) -> None:
    key, reason, _ = _EXTENDED
    for kind, until in _EXTENSIONS:
        give_extension(
            loading.session,
            loading.prompts[WEEK],
            loading.people[key].user.id,
            kind,
            loading.calendar.end_of(WEEK, until),
            by=loading.people["ngozi"].user.id,
            now=now,
            reason=reason,
        )


def _draft(loading: Loading, now: datetime) -> None:
    key = _EXTENDED[0]
    text = files.text(WEEK, "posts", key)
    fields = {f"part-{part}": text.parts[part] for part in _DRAFTED}
    fields["site"] = str(loading.sites[text.header["site"]])
    user_id = loading.people[key].user.id
    prompt_id = loading.prompts[WEEK].id
    save_form(loading.session, user_id, prompt_id, "initial", fields, seen={}, now=now)


def _answer(loading: Loading, row: dict[str, str], now: datetime) -> None:
    """A response to a post, or a reply to a response, which the roster calls "ben>amina#1"."""
    kind, _, answered = row["kind"].partition(" to ")
    folder = "responses" if kind == "response" else "replies"
    answer(
        loading,
        WEEK,
        row["from"],
        f"{WEEK:02}/{answered.partition('#')[0] or row['to']}",
        files.text(WEEK, folder, f"{row['from']}-{row['to']}"),
        kind=kind,
        now=now,
        past_gate=row["from"] == _BEHIND_THE_GATE,
    )


def _ask(loading: Loading, question: dict[str, str], now: datetime) -> None:
    """Ask about a finding as it reads at that moment."""
    viewer = loading.people[question["student"]].viewer
    discussion = gather_discussion(loading.session, loading.setup(WEEK))
    findings = evaluate(discussion, viewer.user_id, now)
    finding = next(row for row in findings if row.requirement == question["requirement"])
    prompt = loading.prompts[WEEK]
    ask_question(loading.session, viewer, prompt, finding, question["text"], now=now)
