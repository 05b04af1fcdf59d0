"""Opens files with LibreOffice, as an instructor would, and gives back the cells it shows.

`python -m tests.support.office` prints where the program is, or exits with 1.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
# The tokens of LibreOffice's CSV filter: separator, quotation mark, UTF-8, from the first line;
# when it writes, each cell as it is kept and not as it looks.
_READ_CSV = "--infilter=Text - txt - csv (StarCalc):44,34,76,1"
_WRITE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"


def find_office() -> Path | None:
    """Return the program: `SOFFICE_PATH`, else one on PATH.

    A `SOFFICE_PATH` that names no file raises `FileNotFoundError`, so that a slip is not read as
    "no LibreOffice".
    """
    if named := os.environ.get("SOFFICE_PATH"):
        if not Path(named).is_file():
            raise FileNotFoundError(f"SOFFICE_PATH names no file: {named}")
        return Path(named)
    return next((Path(found) for name in _NAMES if (found := shutil.which(name))), None)


def open_with_office(files: Sequence[Path], folder: Path) -> dict[str, list[list[str]]]:
    """The cells that it shows of each file's first sheet, by the file's name.

    It starts slowly, so once for all CSV files and once for all others; ``folder`` takes its
    profile. Raises `LookupError` where the program is not installed.
    """
    office = find_office()
    if office is None:
        raise LookupError("No LibreOffice was found: install one, or name it in SOFFICE_PATH.")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    start = [str(office), profile, "--headless", "--norestore"]
    found = {}
    for more, chosen in (
        ([_READ_CSV], [file for file in files if file.suffix == ".csv"]),
        ([], [file for file in files if file.suffix != ".csv"]),
    ):
        for file, shown in _convert([*start, *more], chosen, folder / f"shown-{len(more)}"):
            with shown.open(encoding="utf-8-sig", newline="") as lines:
                found[file.name] = list(csv.reader(lines))
    return found


def _convert(start: list[str], files: Sequence[Path], into: Path) -> Iterator[tuple[Path, Path]]:
    if not files:
        return
    done = subprocess.run(
        [*start, "--convert-to", _WRITE_CSV, "--outdir", str(into), *map(str, files)],
        capture_output=True,
        check=False,
        timeout=100,
    )
    for file in files:
        shown = into / f"{file.stem}.csv"
        assert shown.exists(), done.stderr.decode()
        yield file, shown


if __name__ == "__main__":
    path = find_office()
    print(path or "No LibreOffice was found.")
    sys.exit(path is None)
