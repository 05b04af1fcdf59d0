"""What a prompt asks, with the history that lets the better of old and new count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.prompts.models import Prompt, TermsVersion
from forum.prompts.terms import data_from
from forum.rules.facts import Terms


def set_terms(
    session: Session, prompt: Prompt, terms: Terms, *, by: int | None, now: datetime
) -> TermsVersion:
    """Set what is asked from ``now`` on (``terms.valid_from`` is not used).

    Before the first publication the row is changed in place. After it a change starts another
    version, because whoever began under the old one may be judged by it (RULES.md, principle 4).
    """
    data = data_from(replace(terms, valid_from=now))
    current = session.scalars(
        select(TermsVersion)
        .where(TermsVersion.prompt_id == prompt.id)
        .order_by(TermsVersion.valid_from.desc(), TermsVersion.id.desc())
        .limit(1)
    ).first()
    if current is not None and current.data == data:
        return current
    before = dict(current.data) if current else {}
    if current is None or prompt.published_at is not None:
        current = TermsVersion(prompt_id=prompt.id, valid_from=now, set_by_id=by, data=data)
        session.add(current)
    else:
        current.data, current.set_by_id = data, by
    session.flush()
    changed = sorted(name for name in data if before.get(name) != data[name])
    record(
        session,
        "terms_set",
        now=now,
        actor_id=by,
        course_id=prompt.course_id,
        prompt_id=prompt.id,
        target=("terms", current.id),
        before={name: before[name] for name in changed if name in before},
        after={name: data[name] for name in changed},
    )
    return current
