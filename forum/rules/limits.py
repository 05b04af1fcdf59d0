"""How long short texts may be, wherever they are written."""

from __future__ import annotations

#: Characters of a reason, the one line why; the columns that keep one hold no more.
LONGEST_REASON = 500
#: Characters of a comment on one criterion, and of a comment kept for use again.
LONGEST_CRITERION_COMMENT = 4_000
