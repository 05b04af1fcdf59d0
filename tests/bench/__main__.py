"""Builds, serves, measures, prints. Ends with 1 where something is past its bar."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import run


def main() -> int:
    """Measure on the databases asked for; the exit code says whether everything holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds: does it run at all?")
    parser.add_argument(
        "--on", choices=("sqlite", "postgresql"), action="append", help="only on this database"
    )
    asked = parser.parse_args()
    held = True
    with tempfile.TemporaryDirectory() as folder:
        for name in asked.on or ("sqlite", "postgresql"):
            held &= run.measure_on(name, Path(folder), rounds=1 if asked.quick else run.ROUNDS)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
