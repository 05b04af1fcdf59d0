"""The plan of the house as tests: what only one room may do, and what no page may do."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from forum.extensions import db
from tests.support.classroom import TUESDAY, Classroom
from tests.support.factories import make_user, sign_in
from tests.support.twins import addresses

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "forum").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

#: Rows of what people wrote; whoever reads them goes through ``discussion.policy``.
WRITTEN = {"Post", "Revision", "Draft", "DraftSnapshot"}
#: Who may write statements about them, with the reason.
MAY_READ_WRITTEN = {
    "forum/discussion/": "the feature itself; what readers see goes through its policy",
    "forum/participation/evidence_rows.py": "takes times, counts and ids for the rules, never text",
}
#: What the rules may import besides themselves and the standard library, and where.
RULES_MAY_IMPORT = {"publicsuffixlist": "forum/rules/sites/", "idna": "forum/rules/sites/"}
CLEANERS = {"bleach", "markdown_it"}
#: Lines that a file and a function may have: what is longer holds more than one thing.
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(?:INSERT|UPDATE|DELETE)\b)")


def name_of(path: Path) -> str:
    """A file as the tests speak of it."""
    return path.relative_to(ROOT).as_posix()


def imports_of(tree: ast.AST) -> Iterator[str]:
    """The modules a file imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def uses_of(tree: ast.AST, names: set[str]) -> list[int]:
    """The lines in which one of these classes is used for more than an annotation."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        for field in ("annotation", "returns"):
            noted = getattr(node, field, None)
            if noted is not None:
                skipped |= {id(part) for part in ast.walk(noted)}
    lines = []
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        is_name = isinstance(node, ast.Name) and node.id in names
        if is_name or (isinstance(node, ast.Attribute) and node.attr in names):
            lines.append(node.lineno)
    return sorted(lines)


def renames_of(tree: ast.AST, names: set[str]) -> list[int]:
    """The lines in which one of these classes is imported under another name."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name in names and name.asname
    ]


def is_listed(path: Path, listed: dict[str, str]) -> bool:
    return any(name_of(path).startswith(place) for place in listed)


def test_statements_about_what_people_wrote_stand_in_the_discussion_alone():
    found = {}
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = [] if is_listed(path, MAY_READ_WRITTEN) else uses_of(tree, WRITTEN)
        lines += renames_of(tree, WRITTEN)
        if lines:
            found[name_of(path)] = lines
    assert found == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("select(Post)", [1]),
        ("session.get(models.Post, 1)", [1]),
        ("x = 1\nselect(func.count(Post.id))", [2]),
        ("def f(post: Post) -> list[Post]: ...", []),
        ("rows: dict[int, Post] = {}", []),
        ("PostView(1)", []),
    ],
)
def test_the_lint_sees_a_statement_and_passes_an_annotation(source, lines):
    assert uses_of(ast.parse(source), WRITTEN) == lines


def test_every_place_that_is_let_through_still_exists():
    for place in [*MAY_READ_WRITTEN, *RULES_MAY_IMPORT.values()]:
        assert (ROOT / place).exists(), place


def test_the_rules_import_the_standard_library_and_themselves():
    foreign = {}
    for path in (ROOT / "forum" / "rules").rglob("*.py"):
        for module in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
            top = module.partition(".")[0]
            is_own = module == "forum.rules" or module.startswith("forum.rules.")
            is_let = name_of(path).startswith(RULES_MAY_IMPORT.get(top, "nowhere"))
            if not (is_own or is_let or top in sys.stdlib_module_names):
                foreign.setdefault(name_of(path), []).append(module)
    assert foreign == {}


def test_the_rules_never_ask_what_time_it_is():
    asked = re.compile(r"\b(?:now\(\)|utcnow\(|today\(\)|time\.time\(|random\.)")
    found = [
        name_of(path)
        for path in (ROOT / "forum" / "rules").rglob("*.py")
        if asked.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_only_markup_cleans_html():
    found = [
        name_of(path)
        for path in MODULES
        for module in imports_of(ast.parse(path.read_text(encoding="utf-8")))
        if module.partition(".")[0] in CLEANERS and not is_listed(path, {"forum/markup/": ""})
    ]
    assert found == []


def test_no_template_passes_text_on_unescaped_or_carries_script_or_style():
    unwanted = re.compile(
        r"""\|\s*safe\b|\bMarkup\(|autoescape\s+false|<script(?![^>]*\bsrc=)|<style\b"""
        r"""|\sstyle=|\son[a-z]+=|javascript:""",
        re.IGNORECASE,
    )
    found = {
        name_of(path): unwanted.findall(path.read_text(encoding="utf-8")) for path in TEMPLATES
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_file_is_so_long_that_it_holds_more_than_one_thing():
    files = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: number for name, number in lines.items() if number > LONGEST_FILE} == {}


def test_no_function_is_so_long_that_it_does_more_than_one_thing():
    functions = {
        f"{name_of(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in functions.items() if lines > LONGEST_FUNCTION} == {}


def test_no_page_writes_by_being_opened(app, session, clock):
    clock(TUESDAY)
    room = Classroom(app, session)
    own = room.post(room.ana)
    theirs = room.post(room.bea, "Love146")
    room.known = [own, theirs, room.respond(room.ana, theirs)]
    people = [room.ana, room.teacher, room.person("Tea Assist", "assistant")]
    people += [room.person("Dan Ruiz"), make_user(session, "Ada Admin", is_admin=True)]
    written: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        if re.match(
            r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(?:INSERT|UPDATE|DELETE))", statement
        ):
            written.append(f"{path}: {statement[:80]}")

    paths = addresses(room)
    for person in people:
        browser = app.test_client()
        sign_in(browser, session, person)
        session.rollback()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            for path in paths:
                assert browser.get(path).status_code < 500, path
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert written == []
    assert len(paths) > 40
