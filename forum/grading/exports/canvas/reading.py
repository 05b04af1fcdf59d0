"""How much of an export of Canvas is read."""

from __future__ import annotations

from forum.uploads.separated import Limits

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 1_000
MOST_CELLS = 250_000
LONGEST_CELL = 10_000

LIMITS = Limits(LARGEST_FILE, MOST_ROWS, MOST_COLUMNS, MOST_CELLS, LONGEST_CELL)
