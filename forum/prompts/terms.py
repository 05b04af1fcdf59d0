"""The stored form of what a prompt asks, to and from ``rules.facts.Terms``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from forum.prompts.models import TermsVersion
from forum.rules.facts import PartRule, Terms

#: The parameters that are stored by name; parts are stored as lists of key, name and minimum.
PLAIN = (
    "initial_post",
    "choice",
    "references",
    "cited",
    "responses",
    "different_site",
    "response_to",
    "fallback",
    "pool_lead_hours",
    "days",
    "day_words",
    "answer_back",
)


#: Marks a version that holds for those too who began under an earlier one.
FOR_EVERYONE = "for_everyone"
#: Says in the log that those who had done all that was asked keep what was found of them.
SPARES_DONE = "spares_done"


def terms_history(rows: Sequence[TermsVersion]) -> tuple[Terms, ...]:
    """What was asked and since when, of the versions in their order.

    A version for everybody holds from the beginning, and what was asked before it counts no more;
    its row and the log keep when it was set.
    """
    first = max((at for at, row in enumerate(rows) if row.data.get(FOR_EVERYONE)), default=0)
    return tuple(
        terms_from(row.data, rows[0].valid_from if at == 0 else row.valid_from)
        for at, row in enumerate(rows[first:])
    )


def terms_from(data: Mapping[str, Any], valid_from: datetime) -> Terms:
    """Read the stored form; a parameter missing in an old row has its default."""
    given = {name: data[name] for name in PLAIN if name in data}
    return Terms(
        valid_from=valid_from,
        parts=_parts(data.get("parts", ())),
        response_parts=_parts(data.get("response_parts", ())),
        **given,
    )


def data_from(terms: Terms) -> dict[str, Any]:
    """The form stored in ``TermsVersion.data``."""
    data: dict[str, Any] = {name: getattr(terms, name) for name in PLAIN}
    for name in ("parts", "response_parts"):
        data[name] = [
            {"key": part.key, "name": part.name, "minimum": part.minimum}
            for part in getattr(terms, name)
        ]
    return data


def _parts(rows: Any) -> tuple[PartRule, ...]:
    return tuple(PartRule(row["key"], row["name"], row["minimum"]) for row in rows)
