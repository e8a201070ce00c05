"""Editions are staged, published and retired; nobody ever sees half of one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, seals
from corpus.catalogue.database.sqlite import SqliteSession
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder


def law(text: str, begins: date | None = None) -> Reading:
    tree = TreeBuilder()
    section = tree.add("§ 1.1 Scope.", locator="1 CFR 1.1", role=Role.SECTION, heading="Scope.")
    tree.add("(a) A licence is needed.", locator="1 CFR 1.1(a)", role=Role.PARAGRAPH, parent=section)
    tree.add(text, locator="1 CFR 1.1(b)", role=Role.PARAGRAPH, parent=section)
    return tree.reading(Source("us-1-cfr-1", "1 CFR Part 1", Kind.LAW, "us"), valid_from=begins)


@pytest.fixture
def catalogue(tmp_path: Path, either_url: str) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite", url=either_url)
    yield opened
    opened.close()


def hold(catalogue: Catalogue, reading: Reading) -> int:
    number = catalogue.stage(reading, cut_passages(reading, limit=5))
    catalogue.publish(number)
    return number


def as_before_seals(path: Path, script: str = "PRAGMA user_version=2") -> None:
    """Make of a catalogue what an earlier Licet would have written."""
    with sqlite3.connect(path) as db:
        for (number,) in db.execute("SELECT number FROM versions").fetchall():
            digest = seals.first_digest(SqliteSession(db), number)
            db.execute("UPDATE versions SET digest = ? WHERE number = ?", (digest, number))
        db.executescript(f"DROP TABLE seals; {script}")
    db.close()


def test_a_staged_edition_is_not_visible(catalogue: Catalogue) -> None:
    number = catalogue.stage(law("(b) None."), [])
    assert catalogue.holdings() == []
    assert catalogue.find("1 CFR 1.1(b)") == []
    assert catalogue.unfinished() == {number: ("us-1-cfr-1", "staged")}


def test_a_provision_is_found_with_its_ancestors_and_its_text(catalogue: Catalogue) -> None:
    hold(catalogue, law("(b) An exception exists."))
    found = catalogue.find("1 cfr 1.1 (b)")[0]
    assert (found.locator, found.text) == ("1 CFR 1.1(b)", "(b) An exception exists.")
    above = catalogue.ancestors(found)
    assert [a.locator for a in above] == ["1 CFR 1.1"]
    assert catalogue.full_text(above[0]) == catalogue.text(found.version.number)
    assert [c.locator for c in catalogue.children(above[0])] == ["1 CFR 1.1(a)", "1 CFR 1.1(b)"]


def test_a_place_in_the_text_has_the_address_of_its_innermost_provision(catalogue: Catalogue) -> None:
    number = hold(catalogue, law("(b) An exception exists."))
    at = catalogue.text(number).index("exception")
    assert catalogue.at(number, at).locator == "1 CFR 1.1(b)"
    assert catalogue.at(number, 0).locator == "1 CFR 1.1"
    with pytest.raises(NotHeld):
        catalogue.at(number, 10_000)


def test_two_dated_editions_answer_for_their_own_days(catalogue: Catalogue) -> None:
    hold(catalogue, law("(b) Old.", date(2026, 3, 25)))
    hold(catalogue, law("(b) New.", date(2026, 7, 23)))
    texts = {
        d: [p.text for p in catalogue.find("1 CFR 1.1(b)", Filters(as_of=d))]
        for d in (date(2026, 3, 1), date(2026, 4, 1), date(2026, 8, 1))
    }
    assert texts == {date(2026, 3, 1): [], date(2026, 4, 1): ["(b) Old."], date(2026, 8, 1): ["(b) New."]}
    assert [v.valid_to for v in catalogue.holdings()[0].versions] == [None, date(2026, 7, 23)]


def test_memberships_join_what_did_not_change(catalogue: Catalogue) -> None:
    hold(catalogue, law("(b) Old.", date(2026, 3, 25)))
    hold(catalogue, law("(b) New.", date(2026, 7, 23)))
    spans = {m.passage.text: (m.valid_from, m.valid_to) for m in catalogue.memberships("us-1-cfr-1").values()}
    assert spans["(b) Old."] == (date(2026, 3, 25), date(2026, 7, 23))
    assert spans["(b) New."] == (date(2026, 7, 23), None)
    assert any(span == (date(2026, 3, 25), None) for text, span in spans.items() if "licence" in text)


def test_an_undated_edition_replaces_the_one_before(catalogue: Catalogue) -> None:
    first = hold(catalogue, law("(b) Old."))
    hold(catalogue, law("(b) New."))
    assert [p.text for p in catalogue.find("1 CFR 1.1(b)")] == ["(b) New."]
    assert catalogue.unfinished() == {first: ("us-1-cfr-1", "retired")}
    catalogue.forget(first)
    assert catalogue.unfinished() == {}


def test_the_same_reading_is_recognised(catalogue: Catalogue) -> None:
    hold(catalogue, law("(b) Same."))
    assert catalogue.unchanged(law("(b) Same.")) is not None
    assert catalogue.unchanged(law("(b) Other.")) is None


def test_an_unknown_filter_value_names_the_known_ones(catalogue: Catalogue) -> None:
    hold(catalogue, law("(b) Text."))
    with pytest.raises(BadRequest, match="us"):
        catalogue.check(Filters(jurisdictions=("mars",)))
    catalogue.check(Filters(jurisdictions=("us",)))


def test_removing_leaves_nothing(catalogue: Catalogue) -> None:
    number = hold(catalogue, law("(b) Text."))
    catalogue.retire("us-1-cfr-1")
    catalogue.forget(number)
    assert (catalogue.holdings(), catalogue.find("1 CFR 1.1"), catalogue.unfinished()) == ([], [], {})
    with pytest.raises(NotHeld):
        catalogue.retire("us-1-cfr-1")


def test_passages_hold_every_character_once() -> None:
    reading = law("(b) First sentence. Second sentence. " + "Third. " * 200)
    passages = cut_passages(reading, limit=40)
    assert sorted((p.start, p.end) for p in passages) == [(p.start, p.end) for p in passages]
    assert all(reading.text[p.start : p.end] == p.text for p in passages)
    assert "".join("".join(p.text.split()) for p in passages) == "".join(reading.text.split())
    assert len({p.id for p in passages}) == len(passages)
    assert replace(reading).digest == reading.digest


def test_a_file_says_its_format_and_one_from_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    first = Catalogue(path)
    origins = {
        "us-1-cfr-1": "https://www.ecfr.gov/current",
        "eccn": "library://eccn.md",
        "memo-0f1e2d": "https://example.org/memo",
        "draft-0f1e2d": "upload://draft.pdf",
        "rules-0f1e2d": "/home/someone/rules.pdf",
    }
    for id, origin in origins.items():
        reading = law("(b) An exception exists.").relabelled(id=id)
        first.publish(first.stage(reading, cut_passages(reading, limit=5), origin=origin))
    first.close()
    as_before_seals(path, "DROP TABLE origins; DROP TABLE history; PRAGMA user_version=0")  # format 1 had no number
    again = Catalogue(path)
    assert again._database.all("PRAGMA user_version") == [(3,)]
    assert all(again.is_whole(number) for number in again.editions())
    assert {h.source.id: (h.source.origin_class.value, h.origin) for h in again.holdings()} == {
        "us-1-cfr-1": ("publisher", origins["us-1-cfr-1"]),
        "eccn": ("packaged", origins["eccn"]),
        "memo-0f1e2d": ("handed_in", origins["memo-0f1e2d"]),
        "draft-0f1e2d": ("upload", origins["draft-0f1e2d"]),
        "rules-0f1e2d": ("handed_in", origins["rules-0f1e2d"]),
    }
    assert again.find("1 CFR 1.1", Filters(sources=("eccn",)))[0].text == "§ 1.1 Scope."
    again.close()


@pytest.mark.parametrize(
    "script, said",
    [("PRAGMA user_version=7", "newer Licet"), ("CREATE TABLE recipes (name TEXT)", "another program")],
)
def test_another_programs_file_is_left_alone(tmp_path: Path, script: str, said: str) -> None:
    path = tmp_path / "catalogue.sqlite"
    with sqlite3.connect(path) as db:
        db.execute(script)
    db.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=said) as caught:
        Catalogue(path)
    assert caught.value.remedy
    assert path.read_bytes() == before


def test_a_damaged_file_says_so_and_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"This is no database at all. " * 50)
    with pytest.raises(StoreUnavailable, match="is damaged"):
        Catalogue(path)
    assert path.read_bytes() == b"This is no database at all. " * 50


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        Catalogue(tmp_path / "file" / "catalogue.sqlite")


def test_threads_that_read_at_once_are_given_every_row(catalogue: Catalogue) -> None:
    """One connection for all of them lost rows with Python 3.13: see corpus/catalogue/database/sqlite_reads.py."""
    hold(catalogue, law("(b) A reading."))
    catalogue.set_meta("encoder", "one")

    def read(_: int) -> set[object]:
        return {(catalogue.generation, catalogue.meta("encoder"), catalogue.meta("absent")) for _ in range(500)}

    with ThreadPoolExecutor(12) as threads:
        found = set().union(*threads.map(read, range(12)))
    assert found == {(catalogue.generation, "one", "")}
