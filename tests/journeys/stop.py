"""A page as one person meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Stop:
    """A page as one person meets it; ``then`` leads from there to the state that is meant."""

    name: str
    who: str
    path: str
    then: Callable[[Page], object] | None = None
    status: int = 200
