"""Whom a file is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the course; ``section`` is "" where the course has none."""

    id: int
    name: str
    email: str
    section: str = ""
