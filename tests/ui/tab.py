"""A reader's actions in a browser tab."""

from __future__ import annotations

import os
from typing import Any

PICTURES = os.environ.get("PICTURES_OF_PAGES", "")  # a folder for the screenshots, when someone wants to look


class Tab:
    """A browser tab at the app, with a reader's actions."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base

    def open(self, path: str = "") -> Tab:
        """Go to an address of the app and wait until the page is drawn."""
        self.page.goto(self.base + path)
        self.page.locator("[data-testid$=Logo]").first.wait_for(state="attached")
        return self.settled()

    def settled(self) -> Tab:
        """Wait until the page's script has run and its elements are drawn."""
        self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        self.page.wait_for_timeout(150)
        return self

    def ask(self, question: str) -> Any:
        """Ask a question and wait for the finished answer; return its outcome line."""
        before = self.page.locator(".lc-outcome").count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        self.page.locator(".lc-outcome").nth(before).wait_for(timeout=90_000)
        self.settled()
        return self.page.locator(".lc-outcome").nth(before)

    @property
    def text(self) -> str:
        """Return the text in the middle of the page."""
        return str(self.page.locator("[data-testid=stMain]").inner_text())

    def button(self, name: str, **how: Any) -> Any:
        """Return the last button with this name on the page."""
        return self.page.get_by_role("button", name=name, **how).last

    def picture(self, name: str) -> None:
        """Keep a screenshot, where a folder for them is set."""
        if PICTURES:
            self.page.wait_for_timeout(500)
            self.page.screenshot(path=f"{PICTURES}/{name}.png")

    def barriers(self) -> list[str]:
        """Return the serious and critical accessibility violations that axe-core finds."""
        from axe_playwright_python.sync_playwright import Axe

        return [
            f"{found['impact']} {found['id']}: {found['nodes'][0]['html'][:200]}"
            for found in Axe().run(self.page).response["violations"]
            if found["impact"] in ("serious", "critical")
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
