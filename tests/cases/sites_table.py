"""Runs sites.tsv: two addresses, the verdict, why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from forum.rules.sites import compare, course_names

# The table is about a course that knows these sites under these names.
NAMES = course_names(
    {
        "https://polarisproject.org": ("Polaris Project", "Polaris"),
        "https://www.ijm.org": ("International Justice Mission", "IJM"),
        "https://humantraffickinghotline.org": (
            "National Human Trafficking Hotline",
            "https://traffickingresourcecenter.org",
        ),
    }
)


def read_sites(path: Path) -> list[tuple[str, str, str, str]]:
    """The rows of the table: first address, second address, verdict, why."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, second, verdict, why = [*line.split("\t"), ""][:4]
            rows.append((first, second, verdict, why))
    return rows


def sites(path: Path) -> Iterator[tuple[str, object, object]]:
    """Each pair with the verdict expected and the verdict given, both ways round."""
    for first, second, expected, why in read_sites(path):
        verdicts = {compare(a, b, NAMES).verdict for a, b in ((first, second), (second, first))}
        yield f"{first} | {second} ({why})", expected, "/".join(sorted(verdicts))
