"""The kinds of notifications: for whom, how they reach people who chose nothing, how long they wait
for more of the kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

#: How mail of a kind reaches a person. The list in the product shows everything.
OFF, NOW, DIGEST = "off", "now", "digest"
MODES = (NOW, DIGEST, OFF)


@dataclass(frozen=True)
class Kind:
    """``gathers``: how long a mail waits for more of the same week, so that several become one.

    ``is_listed``: whether it stands in the list; a receipt does not, one knows what one did.
    """

    name: str
    for_staff: bool = False
    usual: str = NOW
    gathers: timedelta = timedelta(0)
    is_listed: bool = True


RESPONSE = Kind("response", gathers=timedelta(minutes=5))
ELIGIBLE = Kind("eligible")
DUE = Kind("due")
GRADE = Kind("grade")
ANSWER = Kind("answer")
HIDDEN = Kind("hidden")
EXTENSION = Kind("extension")
MOVED = Kind("moved", gathers=timedelta(minutes=5))
DECLINED = Kind("declined")
ENROLLED = Kind("enrolled")
RECEIPT = Kind("receipt", is_listed=False)
READY = Kind("ready", for_staff=True)
QUESTION = Kind("question", for_staff=True, gathers=timedelta(minutes=5))
ASKED = Kind("asked", for_staff=True, gathers=timedelta(minutes=5))
SCARCE = Kind("scarce", for_staff=True)
PLANNED = Kind("planned", for_staff=True)

#: All kinds in the order in which the page of preferences shows them.
KINDS = {
    kind.name: kind
    for kind in (
        RESPONSE,
        ELIGIBLE,
        DUE,
        GRADE,
        ANSWER,
        HIDDEN,
        EXTENSION,
        MOVED,
        DECLINED,
        ENROLLED,
        RECEIPT,
        READY,
        QUESTION,
        ASKED,
        SCARCE,
        PLANNED,
    )
}
