"""The page "Read" in a real browser: where one lands, what stands beside a text, its addresses, where one goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from assistant.wiring import LIBRARY_META
from corpus.annotations.loader import Annotations
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.annotations.pins import digest
from corpus.catalogue import Catalogue
from corpus.model import Kind, Reference, Role, Source
from corpus.passages import cut_passages
from corpus.records.home import HomeRecords
from corpus.structure import TreeBuilder
from ui.components.page import held_texts
from ui.components.reading import margin
from ui.conversations import Conversations, PassingConversations
from ui.conversations.reading_position import keep_place, kept_place


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
    assert stayed.locator(".lc-stay").inner_text() == "stayed until 4 March 2027"
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
def test_on_a_phone_the_field_and_what_it_finds_stand_in_the_text(lamps: Any, browse: Any) -> None:
    tab = browse(lamps, 390).open("/read?source=us-15-cfr-799&locator=15+CFR+799.1")
    page = tab.page
    field = page.get_by_label("Search inside")
    expect(field).to_be_in_viewport()  # no menu is opened
    field.fill("lamp")
    field.press("Enter")
    expect(page.get_by_text("provisions hold that")).to_be_in_viewport()
    page.locator(".lc-group [data-goto]").first.click(trial=True)  # nothing lies over it
    assert (tab.settled().overflow(), tab.barriers()) == (0, [])
    tab.picture("read-found-390")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/read?source=nosuch", "The text that this link means is not held here."),
        ("/read?source=us-15-cfr-799&locator=15+CFR+799.99", "799.99"),
        ("/read?source=us-15-cfr-799&locator=%3Cb%3Enowhere", "nowhere"),
        ("/?locator=Article+99+of+nowhere", "nowhere"),
        ("/answer", "There is no shared answer at this link"),
        ("/?q=What+is+a+lamp%3F&jurisdictions=xx", "xx"),
        ("/nosuchpage", "There is no page “nosuchpage” here."),
        ("/read/nosuchpage?source=us-15-cfr-799", "There is no page “read/nosuchpage” here."),
    ],
)
def test_a_broken_link_is_one_clear_line(lamps: Any, browse: Any, path: str, line: str) -> None:
    tab = browse(lamps, 390).open(path)
    page = tab.page
    alert = page.get_by_test_id("stAlert")
    alert.first.wait_for()
    tab.settled()
    assert alert.count() == 1, alert.all_inner_texts()
    assert line in alert.inner_text()
    assert page.get_by_role("dialog").count() == 0
    assert (tab.overflow(), tab.barriers()) == (0, [])


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


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_text_says_what_it_refers_to(lamps: Any, browse: Any, width: int, scheme: str) -> None:
    tab = browse(lamps, width, scheme).open("/read")
    line_of(tab, "Memo on wicks").get_by_role("button").click()
    told = tab.page.locator(".lc-refers")
    expect(told).to_contain_text("Refers to 1 other place")
    told.scroll_into_view_if_needed()
    assert (tab.overflow(), tab.barriers()) == (0, [])
    tab.picture(f"read-refers-{width}-{scheme}")
    told.get_by_role("button", name="15 CFR 799.1(a)(2)").click()
    tab.page.locator(".lc-read", has_text="Lanterns are controlled").wait_for()
    tab.settled()
    assert "source=us-15-cfr-799" in tab.page.url
    expect(told).to_have_count(0)  # its only reference is to a paragraph of the same section


def test_a_part_refers_to_what_is_outside_of_it() -> None:
    text = "See 744.1(a), 744.11 and Article 5."

    def held(*references: Reference) -> Any:
        return SimpleNamespace(locator="15 CFR 744.1", provision=SimpleNamespace(references=references))

    inside = held(
        Reference(4, 12, "15 CFR 744.1(a)"),
        Reference(14, 20, "15 CFR 744.11"),
        Reference(14, 20, "15 CFR 744.11"),
        Reference(25, len(text), "Article 5", "Regulation <b>"),
    )
    html = margin.refers_to_html([inside], inside)
    assert "Refers to 2 other places" in html
    assert html.count("<li>") == 2
    assert 'data-goto="ref:15 CFR 744.11"' in html
    assert "Regulation &lt;b&gt; Article 5" in html
    assert margin.refers_to_html([held()], held()) == ""
    many = held(*(Reference(0, 1, f"15 CFR {n}.1") for n in range(745, 795)))
    assert "and 10 more" in margin.refers_to_html([many], many)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_address_names_an_older_edition_and_each_paragraph_copies_its_own(
    home_with: Callable[..., Path], data: Path, tmp_path: Path, serve: Any, browse: Any, width: int, scheme: str
) -> None:
    old = data / "us" / "2026-01-15_title-15_part-799.xml"
    new = tmp_path / "2026-06-01_title-15_part-799.xml"
    new.write_text(old.read_text("utf-8").replace("Hangs.", "Hangs or floats."), "utf-8")
    app = serve(home_with(old, new))
    app.wait()
    tab = browse(app, width, scheme).open("/read?source=us-15-cfr-799&locator=15+CFR+799.2")
    page = tab.page
    expect(page.locator(".lc-read")).to_contain_text("Hangs or floats.")
    assert "digest=" not in page.url  # the newest edition, whichever that will be
    page.get_by_role("radio", name="15 January 2026").click()
    expect(page.locator(".lc-read")).not_to_contain_text("floats")  # the same section in the older edition
    page.wait_for_url(re.compile(r"locator=15\+CFR\+799\.2&edition=2026-01-15&digest=[0-9a-f]{16}$"))
    assert (tab.settled().overflow(), tab.barriers()) == (0, [])
    tab.picture(f"read-edition-{width}-{scheme}")
    here = page.url
    page.locator(".lc-loc").get_by_role("button", name="Lantern(2)").click()
    expect(page.locator(".lc-loc").get_by_text("Copied")).to_be_visible()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    for address, words in ((here, "Hangs."), (link, "Hangs.")):
        other = browse(app)
        other.page.goto(address)
        expect(other.page.locator(".lc-read")).to_contain_text(words)
        expect(other.page.locator(".lc-read")).not_to_contain_text("floats")
        other.page.reload()
        expect(other.page.locator(".lc-read")).not_to_contain_text("floats")
        assert parse_qs(urlsplit(other.settled().page.url).query) == parse_qs(urlsplit(address).query)
    expect(other.page.locator(".lc-mark")).to_have_text("(2) Hangs.")


def test_texts_of_one_title_are_told_apart_by_date_and_id() -> None:
    def text(id: str, title: str, day: date | None) -> Any:
        source = Source(id, title, Kind.NEWS, published=day)
        return SimpleNamespace(source=source, latest=SimpleNamespace(valid_from=None))

    held = [
        text("n-1", "Notice", date(2026, 2, 3)),
        text("n-2", "Notice", None),
        text("n-3", "Notice", date(2026, 4, 5)),
        text("n-4", "Notice", date(2026, 4, 5)),
        text("act", "Act", date(2026, 1, 1)),
    ]
    apart = held_texts.told_apart(held)
    assert [apart[id] for id in ("n-1", "n-2", "act")] == ["3 February 2026 · n-1", "n-2", ""]
    assert list(held_texts.names(held).items()) == [
        ("act", "Act"),
        ("n-2", "n-2 · Notice"),
        ("n-1", "3 February 2026 · Notice · n-1"),
        ("n-3", "n-3 · Notice"),
        ("n-4", "n-4 · Notice"),
    ]


@pytest.mark.slow
@pytest.mark.browser
def test_notices_of_one_title_are_told_apart_wherever_they_are_chosen(
    home_with: Callable[..., Path], tmp_path: Path, serve: Any, browse: Any
) -> None:
    for number in (1, 2):
        (tmp_path / f"notice-{number}.md").write_text(f"# Notice on lamps\n\nLamps of kind {number}.\n", "utf-8")
    home = home_with(tmp_path / "notice-1.md", tmp_path / "notice-2.md")
    with closing(Catalogue(home / "catalogue.sqlite")) as catalogue:
        ids = sorted(h.source.id for h in catalogue.holdings() if h.source.title == "Notice on lamps")
    assert len(ids) == 2
    app = serve(home)
    app.wait()
    tab = browse(app).open("/read")
    page = tab.page
    lines = page.locator(".lc-texts li", has_text="Notice on lamps")
    assert [sum(id in told for id in ids) for told in lines.all_inner_texts()] == [1, 1]
    tab.picture("told-apart-landing")
    for path, name in (("/read", "Text"), ("/", "Source")):
        tab.open(path)
        page.get_by_role("combobox", name=name, exact=True).click()
        for id in ids:
            expect(page.get_by_role("option", name=re.compile(f"{id} · Notice on lamps"))).to_have_count(1)
        tab.picture(f"told-apart-{name}")
        page.keyboard.press("Escape")
    tab.open("/library")
    for id in ids:
        expect(page.locator(f"[data-held='{id}'] summary").first).to_contain_text(id)
    assert (tab.overflow(), tab.barriers()) == (0, [])


def test_where_one_left_off_is_kept_for_a_reader_who_has_a_folder(tmp_path: Path) -> None:
    store = Conversations(HomeRecords(tmp_path), "reader")
    assert kept_place(store) is None
    keep_place(store, "act", "Article 5")
    assert kept_place(store) == ("act", "Article 5")
    assert store.all() == []  # it is no conversation
    (tmp_path / store.folder / "reading.place").write_text('{"a": 1}')
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
    catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
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


def test_a_note_whose_pin_names_the_law_stands_at_its_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "第三条 出口管制工作应当坚持总体国家安全观。"
    with closing(Catalogue(tmp_path / "catalogue.sqlite")) as catalogue:
        tree = TreeBuilder()
        tree.add(text, locator="第三条", role=Role.SECTION)
        title = "中华人民共和国出口管制法 (Export Control Law of the People's Republic of China)"
        reading = tree.reading(Source("cn-export-control-law", title, Kind.LAW, "cn", language="zh"))
        catalogue.publish(catalogue.stage(reading, cut_passages(reading)))
        source = AnnotatedSource("cn-export-control-law", title, "cn")
        told = Annotation(source, "aim", ("What guides it?",), "Security.", (Pin("出口管制法第三条", digest(text)),))
        monkeypatch.setattr(margin, "load_kept", lambda home: Annotations((told,), ()))
        (held,) = catalogue.find("第三条")
        assert list(margin.notes(catalogue, tmp_path, [held])) == [held.position]
