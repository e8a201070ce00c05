"""Addresses that lead to nothing: each page says so in a line and stands, on a phone and in the dark too."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser
# An address, and words of the line that tells what is wrong with it.
BROKEN = {
    "/read?source=nosuch": "The text that this link means is not held here.",
    "/read?locator=nowhere": "nowhere",
    "/?q=What+is+a+quantum+lantern%3F&jurisdictions=xx": "xx",
    "/answer": "There is no shared answer at this link",
    "/answer?id=nosuch": "There is no shared answer at this link",
    "/changes?item=nosuch": "is no longer told",
    "/lists?list=nosuch": "No list of parties is held",
    "/?as_of=yesterday&q=What+is+a+quantum+lantern%3F": "“yesterday”, which is no date",
    "/nosuchpage": "nosuchpage",
}


def test_a_link_that_leads_to_nothing_is_told_in_a_line(served: Any, browse: Any) -> None:
    tab = browse(served, 390, "dark")
    main = tab.page.get_by_test_id("stMain")
    for number, (path, words) in enumerate(BROKEN.items()):
        tab.open(path)
        main.get_by_text(words).first.wait_for()
        tab.settled().picture(f"broken-{number}")
        assert tab.page.get_by_test_id("stException").count() == 0, path
        assert tab.page.get_by_test_id("stAlert").count() <= 1, path
        assert "Traceback" not in tab.text, path
        assert (tab.overflow(), tab.barriers()) == (0, []), path
