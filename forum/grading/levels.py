"""The five levels of every criterion."""

from __future__ import annotations

#: By level, 0 to 4. Pages translate them.
LEVEL_NAMES = ("Not shown", "Beginning", "Developing", "Proficient", "Exemplary")
