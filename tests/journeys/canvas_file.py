"""Canvas' gradebook export of the sample class, and the steps in which it is filled."""

from __future__ import annotations

from playwright.sync_api import Page

EXPORT = (
    "Student,ID,SIS Login ID,Section,Discussion of a website fourth week (8114),Final Score\r\n"
    "    Points Possible,,,,20,(read only)\r\n"
    '"Moreau, Elise",1,elise@sample.colloquy.example,Day,12,\r\n'
    '"Haddad, Amina",2,AMINA,Day,,\r\n'
    '"Rojas, Ximena",3,ximena,Day,,\r\n'
    '"Somebody, Else",4,somebody-with-a-rather-long-login-name@elsewhere.example,Day,,\r\n'
    '"Student, Test",5,4f0c,Day,,\r\n'
)


def bring(page: Page, text: str = EXPORT) -> None:
    """Choose a file and let it be looked at."""
    file = {"name": "grades.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("#file", files=[file])
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Look at the file").click()


def bring_broken(page: Page) -> None:
    """A file with a row too short and one with a quotation mark too many."""
    bring(page, EXPORT + "Too,few\r\n")


def preview(page: Page) -> None:
    """Choose week and column, and see what would be written."""
    bring(page)
    page.select_option("#week", "4")
    with page.expect_event("domcontentloaded"):
        page.get_by_role("button", name="Show what would be written").click()
