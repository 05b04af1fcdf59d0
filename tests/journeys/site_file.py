"""A list of sites brought as a file."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

BAD = "name,address\nA site,nowhere\n"
SOME = "name,address,aliases\nSafe Harbour,safeharbour.example.org,Harbour; The Harbour\n"


def bringing(text: str) -> Callable[[Page], object]:
    """Choose the file on the page of the sites and ask what it adds."""

    def bring(page: Page) -> object:
        chosen = {"name": "sites.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.get_by_label("File of the sites").set_input_files(chosen)
        with page.expect_navigation():
            page.get_by_role("button", name="Show what is added").click()
        return page

    return bring
