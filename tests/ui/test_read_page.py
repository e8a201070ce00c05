"""The page "Read" in a real browser: where one lands, what stands beside a text, its addresses, where one goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.wiring import LIBRARY_META
from corpus.annotations.loader import Annotations
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.annotations.pins import digest
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.passages import cut
from corpus.structure import TreeBuilder
from ui.components.reading import margin
from ui.conversations import Conversations, PassingConversations
from ui.conversations.reading import keep_place, kept_place


@pytest.fixture(scope="module")
def lamps(
    home_with: Callable[..., Path], data: Path, tmp_path_factory: pytest.TempPathFactory, module_serve: Any
) -> Any:
    """Serve an app that also holds a part with a stayed paragraph, a memo that cites it, and the explainers."""
    memo = tmp_path_factory.mktemp("memo") / "memo.md"
    memo.write_text("# Memo on wicks\n\nUnder 15 CFR 799.1(a)(2) wicks are controlled.\n", "utf-8")
    home = home_with(data / "us" / "2026-01-15_title-15_part-799.xml", memo)
    with closing(Catalogue(home / "catalogue.sqlite")) as catalogue:
        catalogue.set_meta(LIBRARY_META, "")  # so that the explainers are added
    app = module_serve(home)
    app.wait()
    return app


def line_of(tab: Any, title: str) -> Any:
    return tab.page.locator(".lc-texts li", has_text=title)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_texts_are_listed_by_regime_and_one_goes_on_where_one_left(
    lamps: Any, browse: Any, width: int, scheme: str
) -> None:
    tab = browse(lamps, width, scheme).open("/read")
    page = tab.page
    expect(page.locator(".lc-regime").first).to_be_visible()
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"read-landing-{width}-{scheme}")
    line_of(tab, "Part 799").get_by_role("button").first.click()
    page.locator(".lc-read").wait_for()
    tab.settled()
    assert "source=us-15-cfr-799" in page.url
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"read-text-{width}-{scheme}")
    first = page.url
    page.locator(".lc-prov", has_text="Wicks are controlled").locator(".lc-ref", has_text="paragraph (h)").click()
    page.wait_for_url(lambda url: url != first)
    tab.settled()
    second = page.url
    shown = page.locator(".lc-read").inner_text()
    page.go_back()
    page.wait_for_url(first)
    tab.settled()
    expect(page.locator(".lc-read")).not_to_have_text(shown, use_inner_text=True)
    tab.open(second.removeprefix(lamps.base))  # the address brings the same
    assert page.locator(".lc-read").inner_text() == shown
    tab.open("/read")  # and so does the page itself
    expect(page.locator(".lc-read")).to_have_text(shown, use_inner_text=True)


@pytest.mark.browser
def test_a_stayed_paragraph_is_struck_through_and_says_until_when(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/read?source=us-15-cfr-799&locator=15+CFR+799.1")
    stayed = tab.page.locator(".lc-prov", has_text="Wicks are controlled")
    assert stayed.locator(".lc-stay").inner_text() == "stayed until 2027-03-04"
    assert "line-through" in stayed.locator(".lc-body").evaluate("e => getComputedStyle(e).textDecorationLine")
    free = tab.page.locator(".lc-prov", has_text="Lanterns are controlled")
    assert "line-through" not in free.locator(".lc-body").evaluate("e => getComputedStyle(e).textDecorationLine")
    tab.picture("read-stayed")


@pytest.mark.browser
def test_an_explainer_is_an_article_at_one_scroll(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/read")
    line_of(tab, "ECCN").get_by_role("button").first.click()
    tab.page.locator(".lc-article").wait_for()
    tab.settled()
    assert tab.page.get_by_role("navigation", name="Onward").count() == 0
    assert tab.page.locator(".lc-article h2").count() > 2
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture("read-article")


@pytest.mark.browser
def test_what_is_not_found_inside_is_searched_everywhere(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/read?source=us-15-cfr-799&locator=15+CFR+799.1")
    page = tab.page
    page.get_by_label("Search inside").fill("colder than the room")
    page.get_by_label("Search inside").press("Enter")
    page.get_by_text("0 provisions hold that").wait_for()
    tab.button("Search everywhere").click()
    page.get_by_text("passages of other texts").wait_for()
    found = page.locator(".lc-group", has_text="colder than the room").first
    found.locator("[data-goto]").click()
    page.locator(".lc-read", has_text="colder than the room").wait_for()
    assert "us-15-cfr-799" not in page.url


@pytest.mark.browser
def test_a_text_says_who_cites_it(lamps: Any, browse: Any) -> None:
    tab = browse(lamps).open("/read?source=us-15-cfr-799&locator=15+CFR+799.1")
    tab.button("Who cites this").click()
    cited = tab.page.locator(".lc-citing")
    expect(cited.locator("li")).to_have_count(1)
    assert "wicks are controlled" in cited.inner_text()
    tab.picture("read-cited")
    cited.get_by_role("button").click()
    tab.page.locator("h1", has_text="Memo on wicks").wait_for()


def test_where_one_left_off_is_kept_for_a_reader_who_has_a_folder(tmp_path: Path) -> None:
    store = Conversations(tmp_path, "reader")
    assert kept_place(store) is None
    keep_place(store, "act", "Article 5")
    assert kept_place(store) == ("act", "Article 5")
    assert store.all() == []  # it is no conversation
    (store.folder / "reading.place").write_text('{"a": 1}')
    assert kept_place(store) is None
    passing = PassingConversations()
    keep_place(passing, "act", "Article 5")
    assert kept_place(passing) is None


def test_notes_stand_at_the_provision_that_they_are_pinned_to_unless_its_text_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    tree = TreeBuilder()
    section = tree.add("§ 799.1 Lanterns <b>.", locator="15 CFR 799.1", role=Role.SECTION)
    tree.add("(a) Wicks.", locator="15 CFR 799.1(a)", role=Role.PARAGRAPH, parent=section)
    reading = tree.reading(Source("us-15-cfr-799", "15 CFR Part 799", Kind.LAW, "us"))
    catalogue.publish(catalogue.stage(reading, cut(reading)))
    source = AnnotatedSource("us-15-cfr-799", "15 CFR Part 799", "us")
    told = [
        Annotation(source, "wicks", ("Are <i>wicks</i> in?",), "Yes.", (Pin("15 CFR 799.1(a)", digest("(a) Wicks.")),)),
        Annotation(source, "old", ("Is glass covered?",), "Yes.", (Pin("15 CFR 799.1(a)", digest("(a) Glass.")),)),
        Annotation(source, "gone", ("And twine?",), "Yes.", (Pin("15 CFR 799.9"),)),
    ]  # fmt: skip
    monkeypatch.setattr(margin, "load_kept", lambda home: Annotations(tuple(told), ()))
    shown = margin.notes(catalogue, tmp_path, catalogue.outline(catalogue.find("15 CFR 799.1")[0].version.number))
    assert list(shown) == [1]
    assert "Are &lt;i&gt;wicks&lt;/i&gt; in?" in shown[1]
    assert "glass" not in shown[1]
    catalogue.close()
