"""Opens files with LibreOffice, as an instructor would, and gives back the cells it shows.

`python -m tests.support.office` prints where the program is, or exits with 1.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
#: Separator, quotation mark, UTF-8, from the first line, every column as it comes, numbers as they
#: are and not as they look: the tokens of LibreOffice's CSV filter.
_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"


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
    """The cells of the first sheet of each file, by the file's name; one start for all of them.

    Raises `LookupError` where the program is not installed.
    """
    office = find_office()
    if office is None:
        raise LookupError("No LibreOffice was found: install one, or name it in SOFFICE_PATH.")
    profile = (folder / "profile").as_uri()
    made = folder / "converted"
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    command += ["--infilter=Text - txt - csv (StarCalc):44,34,76,1"]
    found = {}
    for ending, more in ((".csv", command[4:]), (".xlsx", [])):
        chosen = [str(file) for file in files if file.suffix == ending]
        if not chosen:
            continue
        done = subprocess.run(
            [*command[:4], *more, "--convert-to", _FILTER, "--outdir", made / ending[1:], *chosen],
            capture_output=True,
            check=False,
            timeout=100,
        )
        for file in chosen:
            shown = made / ending[1:] / f"{Path(file).stem}.csv"
            assert shown.exists(), done.stderr.decode()
            with shown.open(encoding="utf-8-sig", newline="") as lines:
                found[Path(file).name] = list(csv.reader(lines))
    return found


if __name__ == "__main__":
    path = find_office()
    print(path or "No LibreOffice was found.")
    sys.exit(path is None)
