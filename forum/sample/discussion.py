"""Publishes the texts of the sample through the product's own actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from forum.discussion.actions.posts import publish_answer, publish_initial, revise_post
from forum.discussion.actions.reading import mark_read
from forum.discussion.actions.writing import Writing
from forum.rules.citations import Reference, parse_reference
from forum.sample import files
from forum.sample.loading import Event, Loading
from forum.sample.texts import Text


def past_weeks(loading: Loading, weeks: range) -> Iterator[Event]:
    """The posts and responses of weeks whose texts carry their own times."""
    for week in weeks:
        for name in files.names(week, "posts"):
            text = files.text(week, "posts", name)
            yield _event(loading, week, text, partial(publish_post, loading, week, name, text))
        for name in files.names(week, "responses"):
            text = files.text(week, "responses", name)
            yield _event(loading, week, text, partial(publish_response, loading, week, name, text))


def publish_post(loading: Loading, week: int, key: str, text: Text, now: datetime) -> None:
    """Publish somebody's initial post."""
    reader, schedule = loading.stand(week, key, now)
    post = publish_initial(
        loading.session,
        reader,
        loading.setup(week),
        schedule,
        _writing(loading, text),
        key=f"sample-{week:02}-{key}",
        now=now,
    )
    loading.posts[f"{week:02}/{key}"] = post


def revise_initial(loading: Loading, week: int, key: str, text: Text, now: datetime) -> None:
    """Save another version of somebody's initial post."""
    reader, schedule = loading.stand(week, key, now)
    post = loading.posts[f"{week:02}/{key}"]
    revise_post(
        loading.session,
        reader,
        loading.setup(week),
        schedule,
        post,
        _writing(loading, text),
        base=post.revision_number,
        now=now,
    )


def publish_response(loading: Loading, week: int, name: str, text: Text, now: datetime) -> None:
    """Publish "ben-hana", Ben's response to Hana's post."""
    writer, _, to = name.partition("-")
    answer(loading, week, writer, f"{week:02}/{to}", text, kind="response", now=now)


def answer(
    loading: Loading,
    week: int,
    writer: str,
    to: str,
    text: Text,
    *,
    kind: str,
    now: datetime,
    past_gate: bool = False,
) -> None:
    """Answer the post called ``to``; its writer has read it. ``kind`` is response or reply.

    ``past_gate`` lets a student answer whose own post has not opened the discussion.
    """
    reader, schedule = loading.stand(week, writer, now)
    if past_gate:
        reader = replace(reader, gate_is_open=True)
    parent = loading.posts[to]
    name = f"{week:02}/{writer}>{to.partition('/')[2]}"
    mark_read(loading.session, reader, [parent.number], now=now)
    loading.posts[name] = publish_answer(
        loading.session,
        reader,
        schedule,
        parent,
        Writing(parts=text.parts or {"text": text.body}),
        kind=kind,
        key="sample-" + name.replace("/", "-").replace(">", "-"),
        now=now,
    )


def _event(loading: Loading, week: int, text: Text, do: Callable[[datetime], object]) -> Event:
    return Event(loading.calendar.at(week, text.header["time"]), do)


def _writing(loading: Loading, text: Text) -> Writing:
    site = text.header.get("site")
    return Writing(
        parts=text.parts,
        site_id=loading.sites[site] if site else None,
        references=tuple(_reference(line) for line in text.references),
        is_private=text.is_private,
    )


def _reference(line: str) -> Reference:
    """A reference as its row would be typed; a line nobody can read is kept as it is."""
    read = parse_reference(line)
    return read if isinstance(read, Reference) else Reference(raw=line)
