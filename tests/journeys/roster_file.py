"""Rosters that come to the sample course as a file, and the steps in which they are carried out."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.support.oneroster import ANA, DAY, EVENING, PROF, WEI, place, school

HEAD = "email,first name,last name,role,section\n"
#: Somebody of the sample who moves, somebody with a long name who comes, a member of staff.
SOME = HEAD + (
    "elise@sample.colloquy.example,Elise,Moreau,student,Evening section\n"
    "somebody.with-a-rather-long-address@elsewhere.university.example.org,Maximiliane,"
    "Freifrau von und zu Hohenstaufen-Wittelsbach,student,Evening section\n"
    "tomas@sample.colloquy.example,Tomas,Reyes,student,\n"
)
#: What is refused, in several lines.
BAD = SOME + (
    "nobody,No,Body,student,\n"
    "=1+1@example.org,A,B,,\n"
    "ada@example.org,Ada,Admin,admin,\n"
    "elise@SAMPLE.colloquy.example,Elise,Again,,\n"
)


def many(number: int) -> str:
    """A roster of so many people who are new, in two sections."""
    rows = (
        f"student{n}@example.org,Given{n},Family{n},student,{('North', 'South')[n % 2]}\n"
        for n in range(number)
    )
    return HEAD + "".join(rows)


def two_classes() -> bytes:
    """A zip of OneRoster with two classes."""
    rows = [place(ANA), place(PROF, "teacher"), place(WEI, classSourcedId="c-evening")]
    return school(classes=[DAY, EVENING], enrollments=rows)


def bringing(data: str | bytes, name: str = "roster.csv") -> Callable[[Page], None]:
    """Choose this file and let it be looked at."""
    body = data.encode() if isinstance(data, str) else data

    def go(page: Page) -> None:
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": body}
        page.set_input_files("#file", files=[file])
        press(page, "See what would change")

    return go


def carrying_out(data: str) -> Callable[[Page], None]:
    """Bring a file and carry it out."""

    def go(page: Page) -> None:
        bringing(data)(page)
        press(page, "Carry it out")

    return go


def press(page: Page, words: str) -> None:
    """Press a button of the page's content and wait for the answer."""
    with page.expect_event("domcontentloaded"):
        page.locator(".page").get_by_role("button", name=words, exact=True).click()
