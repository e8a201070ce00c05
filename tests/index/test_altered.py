"""Altered text in the catalogue is never found, shown or indexed, and bringing it again makes all well."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import AlteredText, NotHeld
from corpus.lookup import locate
from corpus.model import Reading
from index.collection import Collection
from index.hits import AlteredTextWarning
from index.retriever import Retriever

Law = Callable[..., Reading]
RULES = ["Records are kept for five years.", "Gallium needs a licence.", "Rockets need a licence."]
HARMED, OTHER = "us-part-9", "us-part-8"
_IT = f"(SELECT number FROM versions WHERE source_id = '{HARMED}')"
EDITS = {
    "text": f"UPDATE versions SET text = replace(text, 'five', 'nine') WHERE number = {_IT}",
    "no text": f"UPDATE versions SET text = CAST(x'ff' || text AS TEXT) WHERE number = {_IT}",
    "provision": f"UPDATE provisions SET text = replace(text, 'five', 'nine') WHERE version = {_IT}",
    "offset": f"UPDATE provisions SET end = end - 3 WHERE position = 1 AND version = {_IT}",
    "locator": f"UPDATE provisions SET locator = '15 CFR 9.1(z)' WHERE position = 1 AND version = {_IT}",
    "stay": f"""UPDATE provisions SET detail = '{{"stay": ["Off.", "", ""]}}' WHERE position = 1 AND version = {_IT}""",
    "paragraph gone": f"DELETE FROM provisions WHERE position = 2 AND version = {_IT}",
    "kind": f"""UPDATE versions SET source_json = replace(source_json, '"law"', '"user"') WHERE number = {_IT}""",
    "address": f"""UPDATE versions SET source_json = replace(source_json, '"url": ""', '"url": "https://x.example"')
                   WHERE number = {_IT}""",
    "no record": f"UPDATE versions SET source_json = '{{' WHERE number = {_IT}",
    "trust": f"UPDATE origins SET origin_class = 'publisher' WHERE version = {_IT}",
    "day": f"UPDATE versions SET valid_from = '2099-01-01' WHERE number = {_IT}",
    "name": f"UPDATE versions SET source_id = 'us-part-7' WHERE number = {_IT}",
    "seal gone": f"DELETE FROM seals WHERE version = {_IT}",
    "edition gone": f"DELETE FROM versions WHERE number = {_IT}",
    "place gone": f"DELETE FROM origins WHERE version = {_IT}",
}
CUT = {
    "passage": f"UPDATE passages SET text = replace(text, 'five', 'nine') WHERE version = {_IT}",
    "passage gone": f"DELETE FROM passages WHERE ordinal = 0 AND version = {_IT}",
    "context": f"UPDATE passages SET context = 'Repealed' WHERE version = {_IT}",
    "term": f"INSERT INTO terms SELECT 'gallium', number, 1 FROM versions WHERE number = {_IT}",
}


@pytest.fixture
def held(collection: Collection, law: Law) -> Collection:
    collection.add(law(HARMED, RULES), origin="/texts/nine.md")
    collection.add(law(OTHER, ["Gallium is a metal.", "Nobody keeps records."]), origin="/texts/eight.md")
    assert {h.source.id for h in collection.search("gallium records")} == {HARMED, OTHER}
    return collection


def alter(collection: Collection, sql: str) -> None:
    """Change the file behind the back of the program, which runs on."""
    with sqlite3.connect(collection.catalogue.path) as db:
        changed = db.execute(sql).rowcount
    db.close()
    assert changed


def whole(collection: Collection) -> bool:
    return collection.catalogue.audited() == {} and all(ok for _, ok, _, _ in collection.check())


def found(collection: Collection) -> set[str]:
    return {h.source.id for h in collection.search("gallium records kept years")}


def again(collection: Collection) -> Collection:
    return Collection(collection.home, Catalogue(collection.catalogue.path))


@pytest.mark.parametrize("edit", EDITS)
def test_altered_text_is_not_found_and_the_others_answer_on(held: Collection, law: Law, edit: str) -> None:
    alter(held, EDITS[edit])
    for collection in (held, again(held)) if edit not in ("edition gone", "name", "day") else (again(held),):
        assert found(collection) == {OTHER}
        with pytest.raises(AlteredText) as caught:
            locate(collection.catalogue, "15 CFR 9.1(a)")
        assert "altered" in caught.value.message
        assert "licet " in caught.value.remedy
        assert len(collection.catalogue.altered) == 1
        assert locate(collection.catalogue, "15 CFR 8.1(a)")[0].text == "(a) Gallium is a metal."
        assert "five" not in "".join(h.passage.text for h in collection.search("records kept"))
    later = again(held)
    assert [str(problem) for problem in later.rebuild()] == [str(p) for p in later.catalogue.audited().values()]
    assert later.repair_texts() == 0
    later.repair()
    assert not whole(later)  # nothing of that blesses the damage
    assert found(later) == {OTHER}
    later.add(law(HARMED, RULES), origin="/texts/nine.md")
    assert whole(later)
    assert found(later) == {HARMED, OTHER}
    assert locate(later.catalogue, "15 CFR 9.1(a)")[0].text == "(a) Records are kept for five years."
    assert later.catalogue.unfinished() == {}


def test_what_was_left_out_is_told_with_the_hits(held: Collection) -> None:
    hits = held.search("gallium records kept years")
    assert (len(hits) > 1, hits.left_out) == (True, ())
    alter(held, EDITS["text"])
    found = held.search("gallium records kept years")
    assert [problem.message.count("altered") for problem in found.left_out] == [1]
    with pytest.warns(AlteredTextWarning, match="licet "):
        documents = Retriever(collection=held, k=5).invoke("gallium records kept years")
    assert [document.metadata["left_out"] for document in documents] == [[str(found.left_out[0])]] * len(documents)


@pytest.mark.parametrize("edit", CUT)
def test_altered_passages_are_not_found_and_cut_anew(held: Collection, edit: str) -> None:
    alter(held, CUT[edit])
    for collection in (held, again(held)):
        assert found(collection) == {OTHER}
        assert locate(collection.catalogue, "15 CFR 9.1(a)")[0].text == "(a) Records are kept for five years."
    later = again(held)
    assert [p.remedy[:14] for p in later.catalogue.altered.values() or later.catalogue.audited().values()] == [
        "`licet doctor`"
    ]
    assert later.repair_texts() == 1
    later.repair()
    assert whole(later)
    assert found(later) == {HARMED, OTHER}


def test_an_earlier_edition_does_not_take_the_place_of_an_altered_one(held: Collection, law: Law) -> None:
    held.remove(HARMED)
    held.add(law(HARMED, ["Old records rule."], valid_from=date(2020, 1, 1)))
    held.add(law(HARMED, RULES, valid_from=date(2024, 1, 1)))
    newest = f"(SELECT max(number) FROM versions WHERE source_id = '{HARMED}')"
    alter(held, f"UPDATE versions SET text = replace(text, 'five', 'nine') WHERE number = {newest}")
    assert found(held) == {OTHER}
    alter(held, f"UPDATE versions SET valid_from = '2099-01-01' WHERE number = {newest}")
    assert found(again(held)) == {OTHER}


def test_an_altered_text_can_be_removed_and_is_not_brought_back(held: Collection) -> None:
    alter(held, EDITS["text"])
    held.remove(HARMED)
    assert whole(held)
    with pytest.raises(AlteredText):
        held.undo(held.catalogue.history()[0].entry)
    alter(held, EDITS["kind"].replace(HARMED, OTHER))
    later = again(held)
    later.remove(OTHER)
    assert whole(later)
    with pytest.raises(NotHeld):
        later.remove(OTHER)


def test_a_page_of_an_altered_file_is_not_shown(held: Collection, law: Law) -> None:
    held.add(law("us-part-6", RULES), original=b"%PDF-1.7 page")
    number = next(n for n, (s, _) in held.catalogue.editions().items() if s.id == "us-part-6")
    assert held.catalogue.original(number) == b"%PDF-1.7 page"
    alter(held, f"UPDATE versions SET original = x'25504446' WHERE number = {number}")
    with pytest.raises(AlteredText):
        held.catalogue.original(number)
    assert list(held.catalogue.audited()) == [number]


def test_a_text_that_is_let_go_meanwhile_is_not_called_altered(held: Collection) -> None:
    snapshot = held.snapshot()
    number = next(n for n, (s, _) in held.catalogue.editions().items() if s.id == HARMED)
    snapshot.catalogue._read.checked.found.clear()
    held.remove(HARMED)
    with pytest.raises(NotHeld):
        snapshot.catalogue.passages(number)


def test_a_catalogue_without_seals_is_asked_as_it_is_and_sealed_by_the_first_writer(held: Collection, law: Law) -> None:
    from corpus.catalogue import seals
    from corpus.catalogue.database.sqlite import SqliteSession

    with sqlite3.connect(held.catalogue.path) as db:  # as an earlier Licet wrote it
        for (number,) in db.execute("SELECT number FROM versions").fetchall():
            digest = seals.first_digest(SqliteSession(db), number)
            db.execute("UPDATE versions SET digest = ? WHERE number = ?", (digest, number))
        db.executescript("DROP TABLE seals; PRAGMA user_version=2")
    db.close()
    later = again(held)
    assert found(later) == {HARMED, OTHER}
    assert later.catalogue._database.all("PRAGMA user_version") == [(2,)]
    alter(later, EDITS["text"])
    assert found(again(held)) == {OTHER}
    later.add(law("us-part-5", RULES))
    assert later.catalogue._database.all("PRAGMA user_version") == [(3,)]
    assert found(later) == {OTHER, "us-part-5"}
    assert len(later.catalogue.audited()) == 1


def test_the_digest_is_that_of_the_text_as_it_is_saved(held: Collection, tmp_path: Path) -> None:
    import hashlib

    for number, (_, version) in held.catalogue.editions().items():
        assert hashlib.sha256(held.catalogue.text(number).encode()).hexdigest() == version.digest
