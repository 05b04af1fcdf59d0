"""Where an exception came from, for logs: its places, never its text, which may quote somebody."""

from __future__ import annotations

import traceback


def frames(error: BaseException) -> list[str]:
    """Return where an exception was raised, as "file:line function", without its text: the last
    places of our own, which a library's would crowd out, and where it came from at last.
    """
    places = traceback.extract_tb(error.__traceback__)
    ours = [index for index, place in enumerate(places) if "site-packages" not in place.filename]
    last = range(max(0, len(places) - 4), len(places))
    kept = [places[index] for index in sorted({*ours[-8:], *last})]
    return [f"{place.filename}:{place.lineno} {place.name}" for place in kept]
