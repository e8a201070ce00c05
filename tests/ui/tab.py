"""A reader's actions in a browser tab."""

from __future__ import annotations

import os
import re
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
        """Wait until the page's script has run and its elements are drawn: nothing of an earlier run is left."""
        ran = self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
        ran.wait_for()
        self.page.wait_for_timeout(150)
        self.page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")
        ran.wait_for()  # a run may have begun meanwhile
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

    def choose(self, label: str, text: str) -> None:
        """Choose the option that `text` leads to in a list of several choices, as a person does, and close the list.

        A click while the list is still being narrowed lands on what has moved away, so every option shown must have the
        text first. A choice that leaves no tag is made again, twice at most.
        """
        from playwright.sync_api import TimeoutError as Late
        from playwright.sync_api import expect

        box = self.page.get_by_role("combobox", name=label)
        options = self.page.get_by_role("option")
        others = options.filter(has_not_text=re.compile(re.escape(text), re.IGNORECASE))
        tag = self.page.get_by_test_id("stMultiSelect").filter(has=box).get_by_test_id("stMultiSelectTagsContainer")
        for last in (False, False, True):
            self.settled()
            box.click()
            box.fill("")
            box.press_sequentially(text)
            try:
                expect(others.filter(has_not_text=re.compile(r"^Select \d+ match"))).to_have_count(0)
                options.filter(has_text=text).first.click()
                tag.get_by_text(text).wait_for(timeout=10_000)
                break
            except (Late, AssertionError):
                if last:
                    raise
        self.page.keyboard.press("Tab")  # closes the list; Escape may take the choice back
        self.page.get_by_test_id("stMultiSelectDropdown").wait_for(state="detached")

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
