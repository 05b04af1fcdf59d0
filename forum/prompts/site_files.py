"""The sites of a course as rows of a file: written, read, and compared with what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from forum.prompts.files import FileProblem, FileRefused
from forum.prompts.models import Site
from forum.prompts.sites import KnownSites
from forum.rules.sites import identity

#: The columns; the file may have them in any order, and others beside them.
COLUMNS = ("name", "address", "aliases")
#: What stands between two aliases in one cell.
BETWEEN = ";"
LONGEST_NAME, LONGEST_ALIAS = 200, 300


@dataclass(frozen=True)
class SiteRow:
    """What one line says: a name, an address as it was typed, other names."""

    line: int
    name: str
    address: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class SiteChange:
    """What a line would do: add a site (``site`` is None), or further names of a known one."""

    line: int
    name: str
    address: str
    identity: str
    site: Site | None
    aliases: tuple[str, ...]


def site_rows(known: KnownSites) -> Iterator[list[str]]:
    """The rows of the file as it is written."""
    for site in known.sites:
        aliases = f"{BETWEEN} ".join(known.further.get(site.id, ()))
        yield [site.name, site.address, aliases]


def read_site_rows(lines: Iterable[tuple[int, Sequence[str]]]) -> list[SiteRow]:
    """Read lines (number, cells), the first of which names the columns. Raises FileRefused."""
    problems: list[FileProblem] = []
    numbered = iter(lines)
    line, headings = next(numbered, (1, ()))
    places = _places(line, headings)
    rows = []
    for line, cells in numbered:
        said = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        if any(said.values()):
            rows.append(_read_row(line, said, problems))
    if problems:
        raise FileRefused(problems)
    if not rows:
        raise FileRefused([FileProblem(0, "nothing")])
    return rows


def plan_sites(known: KnownSites, rows: Iterable[SiteRow]) -> list[SiteChange]:
    """What the rows would add; empty where the course knows everything already.

    A known site keeps its name: another one in the file becomes a further name. Raises FileRefused
    for addresses that cannot be read, sites that stand there twice, and names of another site.
    """
    plan = _Plan(known)
    for row in rows:
        plan.take(row)
    if plan.problems:
        raise FileRefused(plan.problems)
    return plan.changes


def sites_fingerprint(changes: Sequence[SiteChange]) -> str:
    """Says whether a page still shows what would happen."""
    said = [(one.name, one.identity, one.site and one.site.id, one.aliases) for one in changes]
    return sha256(repr(said).encode()).hexdigest()


class _Plan:
    """What the lines taken so far would do, and what is wrong with them."""

    def __init__(self, known: KnownSites) -> None:
        self._known = known
        self._lines: dict[str, int] = {}
        self._owners: dict[str, tuple[str, str]] = {}
        self.changes: list[SiteChange] = []
        self.problems: list[FileProblem] = []

    def take(self, row: SiteRow) -> None:
        """Add what a line would do, or what is wrong with it."""
        found = identity(row.address, self._known.names)
        if not found.is_certain:
            self.problems.append(FileProblem(row.line, "address", found.reason))
            return
        site = self._known.of_key(found.key)
        key = site.identity if site else found.key
        first = self._lines.setdefault(key, row.line)
        if first != row.line:
            self.problems.append(FileProblem(row.line, "repeated", str(first)))
            return
        names = [name for name in (row.name, *row.aliases) if self._is_free(row, name, key, site)]
        further = self._further(row.name, site, names)
        if site is None or further:
            address = row.address
            self.changes.append(SiteChange(row.line, row.name, address, key, site, further))

    def _is_free(self, row: SiteRow, name: str, key: str, site: Site | None) -> bool:
        """Whether no other site has the name, neither here nor in the file."""
        owner = self._known.called(name)
        folded = identity(name, self._known.names).key or name.casefold()
        whose, called = self._owners.setdefault(folded, (key, row.name))
        if owner is not None and owner is not site:
            self.problems.append(FileProblem(row.line, "taken", f"{name}/{owner.name}"))
        elif whose != key:
            self.problems.append(FileProblem(row.line, "taken", f"{name}/{called}"))
        # Its own address is no further name of a site.
        return folded != key

    def _further(self, name: str, site: Site | None, names: Iterable[str]) -> tuple[str, ...]:
        """The names of a line that the site does not have yet, each once."""
        have = {name.casefold()} if site is None else {site.name.casefold()}
        have |= {one.casefold() for one in self._known.further.get(site.id, ())} if site else set()
        found = []
        for one in names:
            if one.casefold() not in have:
                have.add(one.casefold())
                found.append(one)
        return tuple(found)


def _places(line: int, headings: Sequence[str]) -> dict[str, int]:
    said = [" ".join(heading.split()).casefold() for heading in headings]
    problems = [FileProblem(line, "column_twice", name) for name in COLUMNS if said.count(name) > 1]
    problems += [
        FileProblem(line, "no_column", name) for name in ("name", "address") if name not in said
    ]
    if problems:
        raise FileRefused(problems)
    return {name: said.index(name) for name in COLUMNS if name in said}


def _read_row(line: int, said: Mapping[str, str], problems: list[FileProblem]) -> SiteRow:
    name = " ".join(said["name"].split())
    split = (" ".join(alias.split()) for alias in said.get("aliases", "").split(BETWEEN))
    aliases = tuple(alias for alias in split if alias)
    if not name:
        problems.append(FileProblem(line, "no_name"))
    if len(name) > LONGEST_NAME:
        problems.append(FileProblem(line, "name_long"))
    problems += [
        FileProblem(line, "alias_long", alias[:40])
        for alias in aliases
        if len(alias) > LONGEST_ALIAS
    ]
    return SiteRow(line, name, said["address"], aliases)
