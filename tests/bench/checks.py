"""The checks of a text beside what each may take: python -m tests.bench.checks

The bars are those of the specification: 50 ms for the citations of a post of 6,000 characters, at
the 95th percentile, and 0.5 ms for a comparison of two sites. It is the CPU time of this process
that is held against them, because a clock on the wall tells what else the machine does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forum.rules.citations import ChosenSite, Reference, check_citations, parse_reference
from forum.rules.sites import compare
from forum.sample import files
from tests.cases.sites_table import NAMES, read_sites

CASES = Path(__file__).parents[1] / "cases"
CHARACTERS = 6_000
WEEKS = range(1, 7)
SITE = ChosenSite(("Polaris Project", "Polaris"), "https://polarisproject.org")


@dataclass(frozen=True)
class Bar:
    """What is measured, and the milliseconds it may take at the 95th percentile."""

    name: str
    milliseconds: float
    runs: Callable[[], Iterable[Callable[[], object]]]


def citations() -> Iterator[Callable[[], object]]:
    """Whole checks, each of another stretch of the sample's posts with their references."""
    posts = [
        files.text(week, "posts", name) for week in WEEKS for name in files.names(week, "posts")
    ]
    for start in range(len(posts)):
        turned = posts[start:] + posts[:start]
        text = "\n\n".join(part for post in turned for part in post.parts.values())
        entries = [parse_reference(line) for post in turned for line in post.references][:20]
        rows = [entry for entry in entries if isinstance(entry, Reference)]
        yield lambda text=text[:CHARACTERS], rows=rows: check_citations(text, rows, rows[:10], SITE)


def sites() -> Iterator[Callable[[], object]]:
    """Comparisons of the pairs of the table."""
    for first, second, _, _ in read_sites(CASES / "sites.tsv"):
        yield lambda first=first, second=second: compare(first, second, NAMES)


BARS = (
    Bar("citations of a 6 kB post", 50.0, citations),
    Bar("a comparison of two sites", 0.5, sites),
)


def main() -> int:
    """Print a line for each bar; the exit code says whether all hold."""
    held = [measure(bar) for bar in BARS]
    return 0 if all(held) else 1


def measure(bar: Bar) -> bool:
    """Print what a check takes, at the 95th percentile of all runs; whether that is within."""
    runs = list(bar.runs())
    runs[0]()  # compiles what any process has compiled by then
    times = sorted(_milliseconds(run) for run in runs)
    found = times[int(len(times) * 0.95)]
    print(
        f"{bar.name}, p95 of {len(times)}: {found:.2f} ms of {bar.milliseconds:g}"
        f"{'' if found <= bar.milliseconds else '  TOO LONG'}",
        flush=True,
    )
    return found <= bar.milliseconds


def _milliseconds(run: Callable[[], object]) -> float:
    """The CPU time of one run."""
    started = time.process_time_ns()
    run()
    return (time.process_time_ns() - started) / 1e6


if __name__ == "__main__":
    sys.exit(main())
