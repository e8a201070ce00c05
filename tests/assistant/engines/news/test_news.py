"""News: sentences from the dates of rows, from editions and from the texts' own dates; print apart from substance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.engines.news.all_news import news
from assistant.engines.news.model import NewsScope, is_below
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder
from tests.assistant.engines.lists.conftest import ALL, ENTITIES, add_part

TODAY = date(2026, 11, 28)
SEPTEMBER = (
    *((c, n, ALL, "Presumption of denial", "90 FR 44490, 9/16/25.") for c, n in (
        ("CHINA, PEOPLE'S REPUBLIC OF", "Vulcan One, 1 Road, Xian, China"), ("", "Vulcan Two, 2 Road, Xian, China"),
        ("TURKEY", "Zil A.S., Izmir, Turkey"))),
)  # fmt: skip


def add_law(catalogue: Catalogue, day: date, *articles: str) -> None:
    tree = TreeBuilder()
    for number, words in enumerate(articles, 1):
        tree.add(words, locator=f"Article {number}", role=Role.SECTION)
    source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
    catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    add_part(catalogue, date(2026, 1, 15), [(c, e.replace("Co., Ltd.", "Co.,Ltd."), *r) for c, e, *r in ENTITIES])
    add_part(catalogue, date(2026, 4, 15), (*ENTITIES, *SEPTEMBER))
    yield catalogue
    catalogue.close()


def test_a_day_of_a_list_is_a_sentence_with_countries_and_names(held: Catalogue) -> None:
    items = {i.headline: i for i in news(held, NewsScope(lists=("Entity List",)), until=TODAY)}
    told = "3 entries were added to the Entity List on 16 September 2025: 2 under China and 1 under Turkey."
    assert told in items
    groups = {g.name: [e.name for e in g.entries] for g in items[told].groups}
    assert groups["China (2)"] == ["Vulcan One", "Vulcan Two"]
    assert groups["Review policy"] == ["Presumption of denial (3)"]
    assert "1 entry under China was changed on the Entity List on 11 April 2024: Bolt Works Co." in " ".join(items)
    assert "1 entry under Turkey was added to the Entity List on 9 October 2025: Dynamo A.S." in items
    (with_address,) = (i for i in items.values() if i.day == date(2023, 10, 19))
    assert "Room 5, 3 Wan Road, Kowloon, Hong Kong" in with_address.headline
    first = items[told].groups[0].entries[0].span
    assert first
    assert "Vulcan One" in held.slice(first.version.number, first.start, first.end)
    assert [i.day for i in items.values()] == sorted((i.day for i in items.values()), reverse=True)


def test_who_was_removed_is_told_where_an_older_edition_is_held(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    add_part(catalogue, date(2026, 1, 15))
    add_part(catalogue, date(2026, 4, 15), ENTITIES[1:])
    (item,) = news(catalogue, NewsScope(lists=("Entity List",)), date(2026, 1, 1), TODAY)
    assert item.headline == (
        "1 entry under Freedonia is no longer on the Entity List in the edition of 15 April 2026: Acme Lamps."
    )
    (entry,) = item.groups[0].entries
    assert entry.span
    assert entry.span.version.valid_from == date(2026, 1, 15)
    catalogue.close()


def test_an_edition_tells_substance_apart_from_print(held: Catalogue) -> None:
    (item,) = (i for i in news(held, NewsScope(sources=("us-15-cfr-744",)), until=TODAY) if i.changes or i.folded)
    assert item.headline.startswith("In the edition of 15 April 2026 of “15 CFR Part 744”, ")
    assert item.headline.count(" is new") == 3
    assert "Vulcan One" in item.headline
    assert [c.change.kind.value for c in item.changes] == ["added"] * 3
    assert any("Bolt Works" in c.locator for c in item.folded)  # only its spacing differs
    assert item.has_substance


def test_an_edition_that_differs_in_print_alone_says_that_nothing_changed(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    add_law(catalogue, date(2024, 1, 1), "A lantern needs a licence, always.", "The minister decides.")
    add_law(catalogue, date(2025, 1, 1), "A lantern needs a licence — always.", "The minister decides.")
    add_law(catalogue, date(2026, 1, 1), "A lantern needs no licence.", "The minister decides.", "It ends.")
    of_print, of_words = sorted(news(catalogue, until=TODAY), key=lambda i: i.day)
    assert "changes nothing in substance: 1 differs in punctuation or spacing." in of_print.headline
    assert not of_print.has_substance
    assert of_words.headline == (
        "In the edition of 1 January 2026 of “Lantern Export Act”, Article 1 now says “lantern needs no licence” "
        "instead of “lantern needs a licence — always”; Article 3 is new: “It ends”."
    )
    assert not news(catalogue, NewsScope(provisions=(("jp-lantern-act", "Article 2"),)), until=TODAY)
    assert news(catalogue, NewsScope(provisions=(("jp-lantern-act", "Article 1"),)), until=TODAY) == (of_words,)
    with pytest.raises(BadRequest):
        news(catalogue, NewsScope(regimes=("us",)))
    catalogue.close()


@pytest.mark.parametrize(
    ("before", "after"),
    [("of 1.5 mm", "of 15 mm"), ("below -40 °C", "below 40 °C"), ("of ≥ 10", "of ≤ 10"), ("for $ 500", "for € 500"),
     ("of .5 mm", "of 5 mm"), ("is controlled", "is not controlled")],
)  # fmt: skip
def test_a_sign_or_a_decimal_point_is_substance(tmp_path: Path, before: str, after: str) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    add_law(catalogue, date(2024, 1, 1), f"A lantern {before} needs a licence.")
    add_law(catalogue, date(2025, 1, 1), f"A lantern {after} needs a licence.")
    (item,) = news(catalogue, until=TODAY)
    assert item.has_substance
    assert (len(item.changes), item.folded) == (1, ())
    assert f" {after} needs”" in item.headline
    assert f" {before} needs”" in item.headline
    catalogue.close()


def test_what_only_has_another_number_is_folded_with_both_numbers(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    lamps, oil = "Lamps that burn oil need a licence of the minister.", "Oil is free."
    add_law(catalogue, date(2024, 1, 1), lamps, oil)
    add_law(catalogue, date(2025, 1, 1), "Wicks are free.", lamps, oil)
    add_law(catalogue, date(2026, 1, 1), lamps, oil)
    removed, added = news(catalogue, until=TODAY)
    assert added.headline == (
        "In the edition of 1 January 2025 of “Lantern Export Act”, Article 1 is new: “Wicks are free”."
    )
    assert [(c.change.old, c.change.new) for c in added.renumbered] == [
        ("Article 1", "Article 2"), ("Article 2", "Article 3"),
    ]  # fmt: skip
    assert "Article 1 was removed: “Wicks are free”" in removed.headline
    assert not news(catalogue, NewsScope(provisions=(("jp-lantern-act", "Article 3"),)), until=TODAY)
    catalogue.close()


def test_an_edition_that_only_renumbers_says_so(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    for day, number in ((date(2024, 1, 1), 2), (date(2025, 1, 1), 3)):
        tree = TreeBuilder()
        tree.add("Lamps that burn oil need a licence.", locator=f"Article {number}", role=Role.SECTION)
        source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))
    (item,) = news(catalogue, until=TODAY)
    assert not item.has_substance
    assert item.headline == (
        "The edition of 1 January 2025 of “Lantern Export Act” changes nothing in substance: "
        "1 provision is renumbered (Article 2 is now Article 3)."
    )
    catalogue.close()


def test_rows_of_one_table_that_are_named_anew_are_told_by_their_names_alone(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    for day, name in ((date(2024, 1, 1), "Acme Co."), (date(2025, 1, 1), "Acme Co., Ltd.")):
        tree = TreeBuilder()
        tree.add(
            "Lamps of all kinds; presumption of denial.", locator=f"Supplement 4, Country: X, {name}", role=Role.ROW
        )
        source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))
    (item,) = news(catalogue, until=TODAY)
    assert item.headline.endswith(": 1 provision is renumbered (Acme Co. is now Acme Co., Ltd.).")
    catalogue.close()


def test_a_long_change_is_told_by_its_heading_and_the_rest_is_counted(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    for day, by in ((date(2024, 1, 1), "ship"), (date(2025, 1, 1), "rail")):
        tree = TreeBuilder()
        for number in range(1, 7):
            words = " ".join(f"By {by} number {n}{by[0]} it may leave port {by[::-1]}{n}." for n in range(9))
            tree.add(words, locator=f"Article {number}", role=Role.SECTION, heading="Transport" if number < 6 else "")
        tree.add(f"Wicks may leave by {by}.", locator="Article 7", role=Role.SECTION, heading="Wicks")
        source = Source(id="jp-lantern-act", title="Lantern Export Act", kind=Kind.LAW, jurisdiction="jp")
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=day), []))
    (item,) = news(catalogue, until=TODAY)
    assert item.headline == (
        "In the edition of 1 January 2025 of “Lantern Export Act”, Article 7 now says “leave by rail” instead of "
        "“leave by ship”; Article 1 (Transport) changed; Article 2 (Transport) changed; 4 more changed."
    )
    catalogue.close()


def test_what_a_text_says_of_its_own_days_is_told_once_they_have_come(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite")
    add_law(catalogue, date(2024, 1, 1), "It shall apply from 1 July 2024 to 30 June 2027.")
    (item,) = news(catalogue, until=TODAY)
    assert item.day == date(2024, 7, 1)
    assert item.headline == "By Article 1 of “Lantern Export Act”, rules began to apply on 1 July 2024."
    assert len(news(catalogue, until=date(2027, 7, 1))) == 2
    catalogue.close()


def test_an_address_has_what_stands_below_it_and_no_neighbour() -> None:
    assert is_below("15 CFR 744.11(a)(1)", "15 CFR 744.11")
    assert is_below("15 CFR 744.11", "15 CFR 744.11")
    assert not is_below("15 CFR 744.110", "15 CFR 744.11")
