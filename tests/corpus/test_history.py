"""The log: every change with who made it, and what is kept so that a replacement or a removal can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Action, Catalogue, UndoLimits
from corpus.errors import BadRequest, NotHeld, StoreUnavailable
from corpus.model import Kind, OriginClass, Reading, Role, Source
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder


def memo(text: str, begins: date | None = None, origin_class: OriginClass = OriginClass.HANDED_IN) -> Reading:
    tree = TreeBuilder()
    tree.add(text, locator="block 1", role=Role.TEXT)
    source = Source("memo", "A memo", Kind.USER, origin_class=origin_class, claims=(("kind", "law"),))
    return tree.reading(source, valid_from=begins, warnings=("Page 2 is blank.",))


def hold(catalogue: Catalogue, reading: Reading, by: str = "ada", action: Action | None = None) -> int:
    number = catalogue.stage(
        reading, cut_passages(reading, limit=5), origin="/papers/memo.md", original=b"%PDF-" + b"x" * 50
    )
    catalogue.publish(number, by=by, action=action)
    settle(catalogue)
    return number


def settle(catalogue: Catalogue) -> None:
    for number in list(catalogue.unfinished()):
        catalogue.forget(number)


@pytest.fixture
def catalogue(tmp_path: Path, either_url: str) -> Iterator[Catalogue]:
    opened = Catalogue(tmp_path / "catalogue.sqlite", UndoLimits(changes=2, size=10_000), either_url)
    yield opened
    opened.close()


def test_every_change_is_in_the_log_newest_first(catalogue: Catalogue) -> None:
    first = hold(catalogue, memo("Old."))
    second = hold(catalogue, memo("New."), by="upload by Grace")
    hold(catalogue, memo("Dated.", date(2026, 7, 23)), by="sync", action=Action.SYNCED)
    catalogue.retire("memo", by="ada")
    log = catalogue.history()
    assert [(e.action.value, e.by, e.source_id, e.title, e.origin) for e in log] == [
        ("removed", "ada", "memo", "A memo", "/papers/memo.md"),
        ("synced", "sync", "memo", "A memo", "/papers/memo.md"),
        ("replaced", "upload by Grace", "memo", "A memo", "/papers/memo.md"),
        ("added", "ada", "memo", "A memo", "/papers/memo.md"),
    ]
    replaced = log[2]
    assert [(e.number, e.digest) for e in replaced.before] == [(first, memo("Old.").digest)]
    assert [(e.number, e.digest) for e in replaced.after] == [(second, memo("New.").digest)]
    assert [e.valid_from for e in log[0].before] == [None, date(2026, 7, 23)]
    assert all(e.at.tzinfo for e in log)
    assert [e.entry for e in catalogue.history("memo", limit=1)] == [log[0].entry]
    assert catalogue.history("another") == []
    assert catalogue.history(limit=10**30) == log


def test_without_a_name_the_account_is_named(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    hold(catalogue, memo("Text."), by="")
    assert catalogue.history()[0].by == "grace"


def test_what_was_replaced_is_kept_as_it_was(catalogue: Catalogue) -> None:
    first = hold(catalogue, memo("Old."))
    hold(catalogue, memo("New."))
    change = catalogue.undoable(catalogue.history()[0].entry)
    assert change.can_undo
    kept = catalogue.kept(change.before[0].number)
    assert (change.before[0].number, kept.reading) == (first, memo("Old."))
    assert (kept.origin, kept.original) == ("/papers/memo.md", b"%PDF-" + b"x" * 50)
    assert [p.text for p in catalogue.find("block 1")] == ["New."]  # it is kept, not held


def test_an_undo_is_an_entry_of_its_own_and_can_be_undone_too(catalogue: Catalogue) -> None:
    hold(catalogue, memo("Old."))
    hold(catalogue, memo("New."))
    entry = catalogue.history()[0].entry
    number = catalogue.stage(catalogue.kept(catalogue.history()[0].before[0].number).reading, [])
    catalogue.publish(number, action=Action.RESTORED, undoes=entry)
    settle(catalogue)
    assert [p.text for p in catalogue.find("block 1")] == ["Old."]
    restored, undone, _ = catalogue.history()
    assert (restored.action, restored.undoes, undone.undone) == (Action.RESTORED, entry, restored.entry)
    with pytest.raises(BadRequest, match=f"undone by entry {restored.entry}"):
        catalogue.undoable(entry)
    assert catalogue.undoable(restored.entry).before[0].digest == memo("New.").digest


def test_only_the_last_changes_can_be_undone(catalogue: Catalogue) -> None:
    for text in ("One.", "Two.", "Three.", "Four."):
        hold(catalogue, memo(text))
    assert [e.can_undo for e in catalogue.history()] == [True, True, False, False]
    with pytest.raises(BadRequest, match="only the last 2 replacements and removals") as caught:
        catalogue.undoable(catalogue.history()[2].entry)
    assert "LICET_UNDO_CHANGES" in caught.value.remedy
    rows = catalogue._database.all("SELECT count(DISTINCT version) FROM provisions")
    assert rows == [(3,)]  # two kept, one held


def test_no_more_than_so_many_bytes_are_kept(catalogue: Catalogue) -> None:
    hold(catalogue, memo("Long. " * 2000))
    hold(catalogue, memo("Short."))
    assert [e.can_undo for e in catalogue.history()] == [False, False]


def test_what_cannot_be_undone_says_why(catalogue: Catalogue) -> None:
    hold(catalogue, memo("Old."))
    with pytest.raises(NotHeld, match="no entry 99"):
        catalogue.undoable(99)
    with pytest.raises(BadRequest, match="replaced and removed nothing"):
        catalogue.undoable(catalogue.history()[0].entry)
    catalogue.retire("memo")
    settle(catalogue)
    removal = catalogue.history()[0].entry
    hold(catalogue, memo("Another text.", origin_class=OriginClass.PUBLISHER))
    with pytest.raises(BadRequest, match="held from another origin"):
        catalogue.undoable(removal)


def test_a_source_has_one_class_of_origin(catalogue: Catalogue) -> None:
    hold(catalogue, memo("Handed in.", date(2026, 1, 1)))
    hold(catalogue, memo("Published.", date(2026, 7, 23), OriginClass.PUBLISHER))
    assert [(s.origin_class, v.valid_from) for s, v, _ in catalogue.origins("memo")] == [
        (OriginClass.PUBLISHER, date(2026, 7, 23))
    ]
    assert catalogue.history()[0].before == ()


def test_claims_and_declarations_come_back_as_they_were_written(catalogue: Catalogue) -> None:
    reading = memo("Text.")
    told = replace(reading, source=replace(reading.source, declared=("kind",), kind=Kind.GUIDANCE))
    hold(catalogue, told)
    assert catalogue.source("memo") == told.source
    assert catalogue.unchanged(told) is not None


@pytest.mark.parametrize("before", ["[[1", "[[1]]", "5", "[[[1], 2, 3]]"])
def test_a_damaged_entry_lets_go_of_nothing_that_is_kept(catalogue: Catalogue, before: str) -> None:
    first = hold(catalogue, memo("Old."))
    hold(catalogue, memo("New."))
    with catalogue._transaction() as db:
        db.run("UPDATE history SET before = ? WHERE before <> '[]'", (before,))
    hold(catalogue, memo("Newer."))
    assert catalogue.kept(first).reading.text == memo("Old.").text
    with pytest.raises(StoreUnavailable, match="log is malformed"):
        catalogue.history()
