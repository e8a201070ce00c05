"""Undo and uploads that cross each other: one clear line each, and nothing that was held is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.catalogue import Action
from corpus.errors import BadRequest
from corpus.model import OriginClass
from corpus.parsers.file import File
from corpus.trust.origin import of_upload
from index.collection import Collection
from index.ingest.intake import Intake, take_in, take_in_file
from tests.specimens import zipped

MEMO = "# Memo\n\nA permit for blue lanterns is valid for {} years.\n"


def uploaded(collection: Collection, name: str, data: str | bytes, by: str = "") -> list[Intake]:
    body = data.encode() if isinstance(data, str) else data
    return take_in_file(collection, File(name, body), origin=of_upload(name, body, by))


def replaced(collection: Collection, memo: Path, *years: str) -> str:
    """Hold a file in so many versions, one after another; return its source's id."""
    for each in years:
        memo.write_text(MEMO.format(each), "utf-8")
        (done,) = take_in(collection, memo)
        assert done.problem is None
    return str(done.source_id)


def texts(collection: Collection) -> dict[str, list[str]]:
    """Return the years that each source that is held says, of all its editions."""
    out: dict[str, list[str]] = {}
    for source, version in collection.catalogue.editions().values():
        words = collection.catalogue.text(version.number).split("valid for ")[1]
        out.setdefault(source.id, []).append(words.split()[0])
    return out


def last(collection: Collection, action: Action) -> int:
    return next(c.entry for c in collection.catalogue.history() if c.action is action)


def test_an_upload_of_the_same_name_leaves_what_was_brought_back(collection: Collection, tmp_path: Path) -> None:
    held = replaced(collection, tmp_path / "memo.md", "four", "nine")
    entry = last(collection, Action.REPLACED)
    collection.undo(entry)
    (done,) = uploaded(collection, "memo.md", MEMO.format("six"))
    assert (done.status, done.source_id == held) == ("added", False)
    assert texts(collection) == {held: ["four"], done.source_id: ["six"]}
    with pytest.raises(BadRequest, match=f"Entry {entry} was undone by entry"):
        collection.undo(entry)
    assert texts(collection) == {held: ["four"], done.source_id: ["six"]}
    assert {c.source.origin_class for c in collection.catalogue.holdings()} == {
        OriginClass.HANDED_IN,
        OriginClass.UPLOAD,
    }


def test_an_undo_behind_a_later_replacement_loses_neither(collection: Collection, tmp_path: Path) -> None:
    held = replaced(collection, tmp_path / "memo.md", "four", "nine")
    first = last(collection, Action.REPLACED)
    replaced(collection, tmp_path / "memo.md", "eleven")
    collection.undo(first)  # what has come since gives way, and stands in the log
    assert texts(collection) == {held: ["four"]}
    collection.undo(last(collection, Action.RESTORED))
    assert texts(collection) == {held: ["eleven"]}
    assert collection.check()[1][1]


def test_a_removed_upload_that_was_uploaded_again_is_held_once(collection: Collection) -> None:
    (done,) = uploaded(collection, "memo.md", MEMO.format("four"))
    collection.remove(str(done.source_id))
    (again,) = uploaded(collection, "memo.md", MEMO.format("four"))
    assert (again.source_id, again.status) == (done.source_id, "added")
    collection.undo(last(collection, Action.REMOVED))
    assert texts(collection) == {done.source_id: ["four"]}
    assert collection.check()[1][1]
    assert len(collection.search("permit for blue lanterns", k=5)) == 1


def test_the_same_file_uploaded_by_two_at_once_is_one_source(collection: Collection) -> None:
    collection.warm()
    with ThreadPoolExecutor(4) as readers:
        given = [
            readers.submit(uploaded, collection, name, MEMO.format("four"), f"reader {n}")
            for n, name in enumerate(("memo.md", "memo.md", "copy.md", "memo.md"))
        ]
        done = [intake for each in given for intake in each.result(timeout=120)]
    assert sorted(d.status for d in done) == ["added", "unchanged", "unchanged", "unchanged"]
    assert len({d.source_id for d in done}) == 1
    assert [c.action for c in collection.catalogue.history()] == [Action.ADDED]
    assert len(collection.search("permit for blue lanterns", k=5)) == 1


def test_an_uploaded_archive_is_held_member_by_member_and_removed_so(collection: Collection) -> None:
    pack = zipped({"a.md": MEMO.format("four"), "b/a.md": MEMO.format("nine"), "bad.pdf": b"%PDF-broken"})
    done = uploaded(collection, "pack.zip", pack)
    assert [(d.status, d.problem) for d in done] == [("added", None)] * 2
    told = [warning for d in done for warning in d.warnings]
    assert any("bad.pdf in pack.zip was not read" in line for line in told)
    assert not any("\n" in line for line in told)
    assert sorted(years for held in texts(collection).values() for years in held) == ["four", "nine"]
    assert {c.source.origin_class for c in collection.catalogue.holdings()} == {OriginClass.UPLOAD}
    assert {d.status for d in uploaded(collection, "again.zip", pack)} == {"unchanged"}
    collection.remove(str(done[0].source_id))
    assert len(texts(collection)) == 1
    collection.undo(last(collection, Action.REMOVED))
    assert len(texts(collection)) == 2
