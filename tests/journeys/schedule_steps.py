"""The steps that lead from the schedule to its states."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

FILE = (
    "week,title,opens,post due,responses due,closes\r\n8,What counts as a source,,,,\r\n{line}\r\n"
)


def _press(page: Page, words: str) -> None:
    with page.expect_event("domcontentloaded"):
        page.locator("main").get_by_role("button", name=words, exact=True).first.click()


def _save(page: Page, week: int) -> None:
    with page.expect_event("domcontentloaded"):
        page.locator(f"#row-{week} button").first.click()


def open_pattern(page: Page) -> None:
    """Open the form of the pattern."""
    page.locator("#change-pattern summary").click()


def refuse_pattern(page: Page) -> None:
    """Ask for responses before posts."""
    open_pattern(page)
    page.select_option("#T2_day", "2")
    _press(page, "Show what moves")


def overtake_pattern(page: Page) -> None:
    """Change the pattern as from a page that somebody else has overtaken."""
    open_pattern(page)
    field = page.locator("form[action$='/pattern'] [name=version]")
    field.evaluate("(field) => { field.value = 7; }")
    _press(page, "Show what moves")


def show_moves(page: Page) -> None:
    """A week without class and a holiday, and another hour."""
    open_pattern(page)
    page.fill("#T1_time", "20:00")
    page.locator("#breaks label").nth(7).click()
    page.fill("[name=holidays-0-on]", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.fill("[name=holidays-0-name]", "Founders' Day")
    _press(page, "Show what moves")


def refuse_moves(page: Page) -> None:
    """Responses of the week under way, due sooner than in a day."""
    open_pattern(page)
    page.select_option("#T2_day", "4")
    _press(page, "Show what moves")
    _press(page, "Apply")


def refuse_row(page: Page) -> None:
    """A draft without a title and with half a time."""
    page.fill("#w7-title", "")
    page.fill("#w7-T2_time", "20:00")
    _save(page, 7)


def overtake_row(page: Page) -> None:
    """Save a row as from a page that somebody else has overtaken."""
    field = page.locator("#row-8 [name=version]")
    field.evaluate("(field) => { field.value = 77; }")
    page.fill("#w8-title", "Mine")
    _save(page, 8)


def save_row(page: Page) -> None:
    """Save another time, which is marked and can be taken back."""
    page.fill("#w8-T1_time", "20:00")
    _save(page, 8)


def ask_about_row(page: Page) -> None:
    """Posts of the week under way, due a day later."""
    at = page.locator("#w6-T1_day option").evaluate_all(
        "(all) => all.findIndex((option) => option.selected)"
    )
    page.select_option("#w6-T1_day", index=at + 1)
    _save(page, 6)


def move_row(page: Page) -> None:
    """The week under way closes a day later, so that the class can be told."""
    at = page.locator("#w6-close_day option").evaluate_all(
        "(all) => all.findIndex((option) => option.selected)"
    )
    page.select_option("#w6-close_day", index=at + 1)
    _save(page, 6)
    if page.get_by_role("button", name="Apply", exact=True).count():
        _press(page, "Apply")


def tell_class(page: Page) -> None:
    """Tell the class of it."""
    with page.expect_event("domcontentloaded"):
        page.locator("#tell button").click()


def read_changes(page: Page) -> None:
    """Open what has changed in the week."""
    page.locator("#changes summary").click()


def bring_file(line: str) -> Callable[[Page], None]:
    """Bring a file with one line more."""

    def then(page: Page) -> None:
        text = FILE.format(line=line)
        file = {"name": "schedule.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.set_input_files("#file", files=[file])
        _press(page, "Show what changes")

    return then


State = tuple[str, Callable[[Page], None], int]
#: Name of the state, what leads there, and the status of the answer: of what all weeks follow.
PATTERN: tuple[State, ...] = (
    ("pattern", open_pattern, 200),
    ("pattern, refused", refuse_pattern, 422),
    ("pattern, overtaken", overtake_pattern, 409),
    ("what moves", show_moves, 200),
    ("what moves, refused", refuse_moves, 422),
)
#: The same of single weeks, and of the file of all.
ROWS: tuple[State, ...] = (
    ("row, refused", refuse_row, 422),
    ("row, overtaken", overtake_row, 409),
    ("row, who changes", ask_about_row, 200),
    ("row, saved", save_row, 200),
    ("row, moved", move_row, 200),
    ("class told", tell_class, 200),
    ("file, refused", bring_file("0,x,soon,,,"), 422),
    ("file, what changes", bring_file("9,From case to cause and on,,,,"), 200),
)
