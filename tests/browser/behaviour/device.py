"""What a browser keeps of somebody's text on the device."""

from __future__ import annotations

from playwright.sync_api import Page

#: The texts kept in IndexedDB, as a list.
COPIES = """() => new Promise((done) => {
    indexedDB.open("colloquy").onsuccess = ({ target: { result } }) => {
      if (!result.objectStoreNames.length) return done([]);
      result.transaction("copies").objectStore("copies").getAll().onsuccess = (all) => {
        done(all.target.result.map((copy) => copy.text));
        result.close();
      };
    };
  })"""


def until_kept(page: Page, text: str) -> None:
    """Wait until the device holds this text; a busy machine may take longer than the 300 ms."""
    for _look in range(100):
        if text in page.evaluate(COPIES):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never kept on the device: {text}")
