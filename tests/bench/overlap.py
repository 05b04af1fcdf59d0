"""What it costs to compare a post with those before it: with 500, 5,000 and 100,000 in the lineage.

The whole of a check is measured as the worker does it: texts read, prints made, prints of the
lineage looked through, up to twenty posts aligned, passages written. CPU time of this process and
of the database. Bars (EVIDENCE.md): p95 of 50 ms at 500 posts, 250 ms at 5,000.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forum.database import insert_many, transaction
from forum.discussion.models import Post, Revision
from forum.extensions import db
from forum.integrity.actions import check_revision
from forum.integrity.models import Fingerprint, Overlap
from forum.prompts.models import Prompt
from forum.rules.overlap import read_text
from tests.bench.measure import used_by
from tests.bench.run import database_processes
from tests.bench.stage import NOW, WORDS, some_text
from tests.support.databases import Applications
from tests.support.factories import make_course, make_user
from tests.support.weeks import make_prompt

#: Posts in the lineage, how many new ones are compared, and milliseconds that p95 may take.
STEPS = ((500, 60, 50.0), (5_000, 60, 250.0), (100_000, 10, None))
AUTHORS = 400
#: One post in so many has a passage of somebody else's.
COPIES = 10


def main() -> int:
    """Measure on one database; the exit code says whether the bars hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overlap", description=__doc__)
    parser.add_argument("database", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        applications = Applications(Path(folder))
        try:
            app = applications.get(asked.database)
            with app.app_context(), time_machine.travel(NOW, tick=True):
                return 0 if measure(db.session(), asked.database) else 1
        finally:
            applications.close()


def measure(session: Session, name: str) -> bool:
    """Fill the lineage step by step and compare some posts at each; whether the bars hold."""
    prompt = make_prompt(session, make_course(session))
    authors = [make_user(session, f"Person {number}").id for number in range(AUTHORS)]
    session.commit()
    dice, held = random.Random(5), True
    print(f"\n{name}: one post compared with those before it; CPU ms")
    print(f"{'posts':>10} {'median':>8} {'p95':>8} {'bar':>6} {'bytes a post':>13} {'passages':>9}")
    for posts, checks, bar in STEPS:
        _fill(session, prompt, authors, posts, dice)
        costs = sorted(_check(session, prompt, authors, checks, dice))
        p95 = costs[int(len(costs) * 0.95)]
        size = session.scalar(select(func.avg(func.length(Fingerprint.prints)))) or 0
        found = session.scalar(select(func.count(Overlap.id)))
        said = "" if bar is None else f"{bar:.0f}"
        past = bar is not None and p95 > bar
        held = held and not past
        print(
            f"{posts:>10,} {costs[len(costs) // 2]:>8.1f} {p95:>8.1f} {said:>6} {size:>13.0f} "
            f"{found:>9}{'  past its bar' if past else ''}"
        )
        session.rollback()
    return held


def _fill(
    session: Session, prompt: Prompt, authors: Sequence[int], until: int, dice: random.Random
) -> None:
    """Posts with their prints until there are so many in the lineage."""
    there = session.scalar(select(func.count(Post.id))) or 0
    for start in range(there, until, 1_000):
        numbers = range(start, min(start + 1_000, until))
        _publish(session, prompt, authors, numbers, dice, printed=True)
    session.commit()


def _check(
    session: Session, prompt: Prompt, authors: Sequence[int], number: int, dice: random.Random
) -> list[float]:
    """Milliseconds of each of so many checks of new posts."""
    first = session.scalar(select(func.count(Post.id))) or 0
    numbers = range(first, first + number)
    revisions = _publish(session, prompt, authors, numbers, dice, printed=False)
    session.commit()
    costs = []
    with database_processes() as processes:
        for revision_id in revisions:
            before = time.process_time_ns() + sum(map(used_by, processes()))
            with transaction() as writing:
                check_revision(writing, revision_id, now=NOW)
            after = time.process_time_ns() + sum(map(used_by, processes()))
            costs.append((after - before) / 1e6)
    return costs


def _publish(
    session: Session,
    prompt: Prompt,
    authors: Sequence[int],
    numbers: range,
    dice: random.Random,
    *,
    printed: bool,
) -> list[int]:
    """Posts with these short numbers, one after the other in time; returns their versions."""
    base = {"course_id": prompt.course_id, "prompt_id": prompt.id}
    texts = [_text(dice) for _ in numbers]
    times = [NOW - timedelta(days=2) + timedelta(milliseconds=number) for number in numbers]
    who = [authors[number % len(authors)] for number in numbers]
    posts = insert_many(
        session,
        Post,
        [
            {
                **base,
                "author_id": author,
                "kind": "initial",
                "number": number + 1,
                "submission_key": f"{number:032x}",
                "receipt": "",
                "published_at": at,
                "is_private": False,
                "content_note": "",
                "uses_alternative": False,
                "hidden_reason": "",
                "revision_number": 1,
            }
            for number, author, at in zip(numbers, who, times, strict=True)
        ],
        Post.id,
    )
    revisions = insert_many(
        session,
        Revision,
        [
            {
                "post_id": post_id,
                "number": 1,
                "saved_at": at,
                "parts": {"overview": text},
                "html": {},
                "words": {},
                "references": [],
                "listed": 0,
                "cited": 0,
                "unread": 0,
                "markup_version": 1,
            }
            for post_id, at, text in zip(posts, times, texts, strict=True)
        ],
        Revision.id,
    )
    if printed:
        rows = [
            {
                **base,
                "revision_id": revision_id,
                "post_id": post_id,
                "author_id": author,
                "lineage": prompt.lineage,
                "saved_at": at,
                "prints": read_text([text]).prints,
                "checked_at": NOW,
            }
            for revision_id, post_id, author, at, text in zip(
                revisions, posts, who, times, texts, strict=True
            )
        ]
        insert_many(session, Fingerprint, rows)
    return list(revisions)


_words: list[str] = []


def _text(dice: random.Random) -> str:
    """Words of the sample course as often as they come there, some with sentences of others'."""
    if not _words:
        _words.extend(some_text(20_000, random.Random(1)).split())
    own = " ".join(dice.choices(_words, k=WORDS))
    return f"{some_text(40, dice)} {own}" if dice.randrange(COPIES) == 0 else own


if __name__ == "__main__":
    sys.exit(main())
