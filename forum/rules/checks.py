"""The checks of what a student wrote that explain themselves row by row (EVIDENCE.md)."""

from __future__ import annotations

from typing import Literal, get_args

#: Whether two sites are one; citations against the list; passages that stand in other posts.
Check = Literal["sites", "citations", "overlap"]

CHECKS: tuple[Check, ...] = get_args(Check)
