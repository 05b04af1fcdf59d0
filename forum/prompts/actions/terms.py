"""What a prompt asks, with the history that lets the better of old and new count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.activity.actions import record
from forum.prompts.models import Prompt, TermsVersion
from forum.prompts.terms import FOR_EVERYONE, SPARES_DONE, data_from
from forum.rules.facts import Terms


def set_terms(
    session: Session,
    prompt: Prompt,
    terms: Terms,
    *,
    by: int | None,
    now: datetime,
    for_everyone: bool = False,
    spares_done: bool = False,
) -> TermsVersion:
    """Set what is asked from ``now`` on (``terms.valid_from`` is not used).

    Before the first publication the row is changed in place. After it a change starts another
    version, because whoever began under the old one may be judged by it (RULES.md, principle 4);
    ``for_everyone`` is the instructor's word that it may not (SCREENS.md, "Changing a running
    prompt"). ``spares_done`` is for the log alone: that those who had done all are excused.
    """
    data = data_from(replace(terms, valid_from=now))
    current = session.scalars(
        select(TermsVersion)
        .where(TermsVersion.prompt_id == prompt.id)
        .order_by(TermsVersion.valid_from.desc(), TermsVersion.id.desc())
        .limit(1)
    ).first()
    before = dict(current.data) if current else {}
    before.pop(FOR_EVERYONE, None)
    if current is not None and before == data:
        return current
    changed = sorted(name for name in data if before.get(name) != data[name])
    mark = {FOR_EVERYONE: True} if for_everyone else {}
    if current is None or prompt.published_at is not None:
        current = TermsVersion(prompt_id=prompt.id, valid_from=now, set_by_id=by, data=data | mark)
        session.add(current)
    else:
        current.data, current.set_by_id = data, by
    session.flush()
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
        **mark,
        **({SPARES_DONE: True} if spares_done else {}),
    )
    return current
