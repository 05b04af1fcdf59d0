"""Compares what was published with what stood there before, and keeps what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from forum.activity.models import Activity
from forum.courses.models import Course
from forum.database import insert_many, insert_new
from forum.discussion.queries.written import (
    Written,
    find_shown_revision,
    list_versions_before,
    list_written,
)
from forum.integrity.models import Fingerprint, Overlap
from forum.integrity.queries import (
    list_earlier_prints,
    list_lineages,
    list_unprinted,
    list_versions_of,
)
from forum.outbox.actions import Work, emit
from forum.prompts.text import list_given_words
from forum.rules.overlap import Passage, Span, Text, find_candidates, find_passages, read_text

#: The outbox's kind of work that compares one version with those before it.
CHECK = "overlap"
#: Rows of the log after which there is a new version to compare.
_WRITTEN = frozenset({"post_published", "post_edited", "response_published", "reply_published"})


def ask_for_check(session: Session, activity: Activity, *, now: datetime) -> None:
    """Have the version compared that a row of the log tells of, where it tells of one."""
    if activity.verb not in _WRITTEN or activity.object_id is None:
        return
    revision_id = find_shown_revision(session, activity.object_id)
    if revision_id is not None:
        work = Work(CHECK, f"{CHECK}:{revision_id}", {"revision_id": revision_id}, can_wait=True)
        emit(session, [work], now=now)


def compare_posts(session: Session, course: Course, now: datetime) -> int:
    """Compare every version under the prompts of a course and their copies, in the order of time;
    how many passages were found."""
    return sum(
        check_revision(session, revision_id, now=now)
        for lineage in list_lineages(session, course.id)
        for revision_id in list_versions_of(session, lineage)
    )


def check_revision(session: Session, revision_id: int, *, now: datetime) -> int:
    """Compare a version with everything saved earlier under its prompt and the prompt's copies.

    What was found before is replaced. Versions before it that have no prints yet get theirs first,
    so that two posts of the same second miss each other in neither order. Returns how many
    passages were found; 0 where the version is gone.
    """
    found = list_written(session, [revision_id])
    if revision_id not in found:
        return 0
    written = found[revision_id]
    _print_missing(session, written)
    text = read_text(_parts(written), list_given_words(session, written.prompt_id))
    rows = list(_rows(session, written, text))
    session.execute(delete(Overlap).where(Overlap.revision_id == revision_id))
    insert_many(session, Overlap, rows)
    session.get_one(Fingerprint, revision_id).checked_at = now
    return len(rows)


def _print_missing(session: Session, written: Written) -> None:
    """Prints for this version and those before it that have none."""
    missing = list_unprinted(session, written.lineage, written.saved_at)
    rows = [
        {
            "revision_id": one.revision_id,
            "post_id": one.post_id,
            "author_id": one.author_id,
            "course_id": one.course_id,
            "prompt_id": one.prompt_id,
            "lineage": one.lineage,
            "saved_at": one.saved_at,
            "prints": read_text(_parts(one)).prints,
            "checked_at": None,
        }
        for one in list_written(session, missing).values()
    ]
    insert_new(session, Fingerprint, rows)


def _rows(session: Session, written: Written, text: Text) -> Iterator[dict[str, Any]]:
    """The passages found, as rows."""
    earlier = list_earlier_prints(session, written)
    likely = find_candidates(text.hashes, written.author_id, earlier)
    sources = list_written(session, likely.keys)
    versions = list_versions_before(session, written.post_id, written.saved_at)
    for key in likely.keys:
        source = sources[key]
        passages = find_passages(
            text,
            read_text(_parts(source)),
            whose="self" if source.author_id == written.author_id else "peer",
            before=_before(versions, source.saved_at),
            common=likely.common,
        )
        for passage in passages:
            yield {
                "revision_id": written.revision_id,
                "source_id": source.revision_id,
                "kind": passage.kind,
                "words": passage.words,
                "places": _places(passage, tuple(written.parts), tuple(source.parts)),
            }


def _before(versions: Sequence[Written], until: datetime) -> Text | None:
    """What the author of a post had published when the other version was saved."""
    own = [version for version in versions if version.saved_at <= until]
    return read_text(_parts(own[-1])) if own else None


def _parts(written: Written) -> list[str]:
    return list(written.parts.values())


def _places(
    passage: Passage, keys: Sequence[str], source_keys: Sequence[str]
) -> dict[str, list[list[str | int]]]:
    def listed(spans: Iterable[Span], names: Sequence[str]) -> list[list[str | int]]:
        return [[names[span.part], span.start, span.end] for span in spans]

    return {
        "spans": listed(passage.spans, keys),
        "shared": listed(passage.shared, keys),
        "source_spans": listed(passage.source_spans, source_keys),
        "source_shared": listed(passage.source_shared, source_keys),
    }
