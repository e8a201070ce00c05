"""A link to an answer whose real texts changed or went since: two editions of a real list, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from corpus.model import Kind
from tests.ui.tab import Tab
from tests.ui.test_shared_answer import shared_link

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = [(1440, "light", "en"), (390, "dark", "en"), (390, "dark", "de"), (1440, "light", "zh")]
QUESTION = "Is NEL Electronics on the Entity List?"  # the row of which the two editions print otherwise
# The first edition prints the row so, the second with ". " between the two: only an answer of the first has it.
AS_PRINTED_THEN = "534411(See alternate addresses"
KEPT_SECTIONS = ("744.11", "Supplement No. 4 to Part 744")
KEPT_COUNTRIES = ("PAKISTAN", "SINGAPORE")


def excerpt(edition: Path, folder: Path) -> Path:
    """Write the section on the Entity List and its rows of two countries, each as printed, as a file of its own.

    The whole list takes minutes to be indexed.
    """
    tree = etree.parse(str(edition))
    for part in tree.getroot().findall("*[@N]"):
        if part.get("N") not in KEPT_SECTIONS:
            part.getparent().remove(part)
    country = "Country"
    for row in list(tree.iter("TR")):
        cells = row.findall("TD")
        country = "".join(cells[0].itertext()).strip() or country if cells else country
        if cells and not country.startswith(KEPT_COUNTRIES):
            row.getparent().remove(row)
    file = folder / edition.name
    tree.write(str(file), encoding="utf-8")
    return file


@contextmanager
def changing(home: Path) -> Iterator[Any]:
    """Open a home beside the desk that serves it, as a command does."""
    from assistant.settings import Settings
    from assistant.wiring import open_application

    licet = open_application(Settings(home=home))
    yield licet
    licet.close()


def add(home: Path, file: Path) -> None:
    """Take a text of American law in."""
    from index.ingest.intake import Labels, take_in

    with changing(home) as licet:
        labels = Labels(jurisdiction="us", kind=Kind.LAW)
        assert [done.problem for done in take_in(licet.collection, file, labels)] == [None]


def seen(browse: Any, app: Any, link: str, name: str, wanted: str) -> list[Tab]:
    """Open a link in each look; check that the answer stands as it was given and that the page is whole."""
    tabs = []
    for width, scheme, code in LOOKS:
        tab = browse(app, width, scheme)
        tab.page.goto(f"{link}&lang={code}")
        tab.page.locator(wanted).first.wait_for()
        tab.settled()
        assert AS_PRINTED_THEN in entry_of(tab)
        assert tab.page.get_by_test_id("stException").count() == 0
        assert (tab.barriers(), tab.overflow()) == ([], 0), (name, width, code)
        if tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") > 1000:
            tab.picture(f"frozen-{name}-{width}-{code}")
        tab.page.locator(wanted).first.scroll_into_view_if_needed()
        tab.picture(f"frozen-{name}-{width}-{code}-since")
        tabs.append(tab)
    return tabs


def entry_of(tab: Tab) -> str:
    """Return all words of the entry of an answer, those that are folded among them: its row as printed is."""
    return tab.page.locator(".lc-entry").text_content() or ""


def test_a_link_to_a_real_entry_tells_what_changed_and_what_went(
    empty_home: Callable[[Path], Path], tmp_path: Path, shared: Path, serve: Any, browse: Any
) -> None:
    home, folder = empty_home(tmp_path / "home"), shared / "data" / "us" / "ecfr"
    first, second = (excerpt(folder / f"{day}_title-15_part-744.xml", tmp_path) for day in ("2026-03-25", "2026-07-23"))
    add(home, first)
    app = serve(home)
    app.wait()
    tab = browse(app).open()
    tab.ask(QUESTION)
    assert AS_PRINTED_THEN in entry_of(tab)
    link = shared_link(tab)

    add(home, second)
    wide, *others = seen(browse, app, link, "changed", "tr[data-since=changed]")
    redline = wide.page.locator(".lc-change")
    assert redline.locator("ins, del").count() >= 1
    print(redline.all_inner_texts())
    for other in others:
        assert other.page.locator(".lc-change").locator("ins, del").count() >= 1
    wide.page.locator(".lc-cite").first.click()  # the edition quoted is held: the quote stands in its place
    wide.page.get_by_role("dialog").locator(".lc-mark").first.wait_for()
    wide.picture("frozen-changed-dialog")

    with changing(home) as desk:
        desk.collection.remove("us-15-cfr-744")
    for gone in seen(browse, app, link, "removed", "tr[data-since=removed]"):
        assert gone.page.locator(".lc-change").count() == 0
        gone.page.locator(".lc-cite").first.click()
        dialog = gone.page.get_by_role("dialog")
        dialog.locator(".lc-mark").first.wait_for()  # the quote as it was given
        gone.settled()
        assert AS_PRINTED_THEN in dialog.locator(".lc-mark").first.inner_text()
        assert (gone.barriers(), gone.overflow()) == ([], 0)
        gone.picture(f"frozen-removed-dialog-{gone.page.viewport_size['width']}-{gone.page.url[-2:]}")
        gone.page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
    gone = browse(app)
    gone.page.goto(link)
    gone.button("Answer it from today's texts").click()  # nothing is held any more
    gone.page.get_by_text("The answer of today has other words.").wait_for(timeout=90_000)
    gone.settled()
    assert AS_PRINTED_THEN in entry_of(gone)  # today's answer, beside it, has no entry
    assert (gone.barriers(), gone.overflow()) == ([], 0)
    gone.picture("frozen-empty-today")
