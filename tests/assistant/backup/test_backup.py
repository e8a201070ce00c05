"""A home goes into one file and comes back; a hostile or damaged file changes nothing, and neither does a full disk."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.backup import archive, restoring
from assistant.doctor import examine
from assistant.settings import Settings
from assistant.wiring import Application
from corpus.catalogue import seals
from corpus.catalogue.database.sqlite import SqliteSession
from corpus.catalogue.database.sqlite_schema import schema_statements
from corpus.errors import BadRequest, Problem, StoreUnavailable, TooLarge, UnreadableDocument
from corpus.library import explainers
from corpus.records.names import WATCHED
from index.ingest.intake import Labels

RULE = "# Widget rule\n\nAn exporter of widgets must keep the sales records for seven years.\n"


@pytest.fixture(scope="module")
def saved(library_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a home with a text, a conversation and a watch list, and a backup of it."""
    folder = tmp_path_factory.mktemp("saved")
    home = Path(shutil.copytree(library_home, folder / "home", symlinks=True))
    (folder / "widgets.md").write_text(RULE, "utf-8")
    (home / "conversations" / "local").mkdir(parents=True)
    (home / "conversations" / "local" / "0123456789abcdef.json").write_text('{"id": "0123456789abcdef"}')
    (home / "answers").mkdir()
    (home / "answers" / "0123456789abcdef01234567.json").write_text('{"id": "0123456789abcdef01234567"}')
    (home / "research").mkdir()
    (home / "research" / "0123456789abcdef.json").write_text('{"id": "0123456789abcdef"}')
    (home / "watch.json").write_text("[]")
    licet = Application(Settings.load(home=home))
    assert [d.status for d in licet.add([folder / "widgets.md"], Labels())] == ["added"]
    made = licet.back_up(folder / "home.backup")
    licet.close()
    assert (made.sources, made.conversations, made.with_index, made.altered) == (len(explainers()) + 1, 1, False, ())
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    return home, made.file


@pytest.fixture
def other(library_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_home, tmp_path / "other", symlinks=True))


@pytest.fixture
def licet(other: Path) -> Iterator[Application]:
    application = Application(Settings.load(home=other))
    yield application
    application.close()


def held(licet: Application) -> set[str]:
    return {h.source.id for h in licet.catalogue.holdings()}


def finds(licet: Application, words: str) -> bool:
    return any("sales records for seven years" in h.passage.text for h in licet.collection.search(words))


def test_it_comes_back_and_the_process_that_runs_sees_it(saved: tuple[Path, Path], licet: Application) -> None:
    home = licet.settings.home
    (home / "conversations" / "local").mkdir(parents=True)
    (home / "conversations" / "local" / "fedcba9876543210.json").write_text("{}")
    assert not finds(licet, "widget sales records")
    done = licet.restore(saved[1])
    assert (done.sources, done.before) == (len(explainers()) + 1, len(explainers()))
    assert (done.conversations, done.altered) == (1, ())
    assert len(held(licet)) == len(explainers()) + 1
    assert finds(licet, "widget sales records")
    assert sorted(p.name[:4] for p in (home / "conversations" / "local").iterdir()) == ["0123", "fedc"]
    assert (home / "watch.json").read_text("utf-8") == "[]"
    assert [p.name for p in (home / "research").iterdir()] == ["0123456789abcdef.json"]
    assert [p.name for p in (home / "answers").iterdir()] == ["0123456789abcdef01234567.json"]
    assert not (home / "restoring").exists()
    assert all(c.ok for c in examine(licet))
    assert [e.action.value for e in licet.catalogue.history(limit=1)] == ["added"]


def test_it_comes_back_into_an_empty_home_with_its_index(saved: tuple[Path, Path], tmp_path: Path) -> None:
    first = Application(Settings.load(home=saved[0]))
    file = tmp_path / "with-index.backup"
    assert first.back_up(file, with_index=True).with_index
    first.close()
    assert file.stat().st_size > saved[1].stat().st_size
    empty = Application(Settings.load(home=tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "encoder").symlink_to(saved[0] / "encoder")
    done = empty.restore(file)
    assert (done.before, done.with_index) == (0, True)
    assert finds(empty, "widget sales records")
    assert all(c.ok for c in examine(empty))
    empty.close()


@pytest.mark.parametrize("damage", ["gone", "empty", "no database", "cut off"])
def test_it_is_the_remedy_of_a_lost_catalogue(saved: tuple[Path, Path], other: Path, damage: str) -> None:
    path = other / "catalogue.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = {"gone": b"", "empty": b"", "no database": b"nothing " * 999, "cut off": path.read_bytes()[:9000]}[damage]
    path.write_bytes(data)
    if damage == "gone":
        path.unlink()
    with pytest.raises(StoreUnavailable):
        Application(Settings.load(home=other)).catalogue.holdings()
    licet = Application(Settings.load(home=other))
    assert licet.restore(saved[1]).before is (0 if damage == "gone" else None)
    assert finds(licet, "widget sales records")
    assert all(c.ok for c in examine(licet))
    licet.close()


def test_one_that_is_ready_takes_its_place_at_the_next_start(
    saved: tuple[Path, Path], licet: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(home: Path, url: str) -> None:
        raise KeyboardInterrupt

    assert len(held(licet)) == len(explainers())
    with monkeypatch.context() as broken_off:
        broken_off.setattr(restoring, "_put_in_place", killed)
        with pytest.raises(KeyboardInterrupt):
            licet.restore(saved[1])
    assert len(held(licet)) == len(explainers())
    later = Application(Settings.load(home=licet.settings.home))
    assert len(held(later)) == len(explainers()) + 1
    assert finds(later, "widget sales records")
    later.close()


def rewritten(file: Path, folder: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a backup again with other content, its manifest told so where `change` leaves that to us."""
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    out = folder / "hostile.backup"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return out


def _adds(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        import hashlib

        members[name] = b"#!/bin/sh\n"
        manifest = json.loads(members[archive.MANIFEST])
        manifest["files"][name] = [len(members[name]), hashlib.sha256(members[name]).hexdigest()]
        members[archive.MANIFEST] = json.dumps(manifest).encode()

    return change


def _says(**told: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members[archive.MANIFEST] = json.dumps({**json.loads(members[archive.MANIFEST]), **told}).encode()

    return change


def _catalogue(sql: str) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        with sqlite3.connect(":memory:") as db:
            db.deserialize(members[archive.CATALOGUE])
            db.executescript(sql)
            data = db.serialize()
        _replaces(data)(members)

    return change


_FIRST = "(SELECT min(number) FROM versions)"


def _sealed(sql: str) -> Callable[[dict[str, bytes]], None]:
    """Change rows, and seal every edition as it is then: whoever can write a catalogue can do so."""

    def change(members: dict[str, bytes]) -> None:
        with sqlite3.connect(":memory:") as db:
            db.deserialize(members[archive.CATALOGUE])
            db.executescript(sql)
            for (number,) in db.execute("SELECT number FROM versions").fetchall():
                found = seals.digest_of(SqliteSession(db), number, seals.SealedPart.TEXT)
                db.execute("UPDATE versions SET digest = ? WHERE number = ?", (found, number))
                seals.seal(SqliteSession(db), number)
            db.commit()
            data = db.serialize()
        _replaces(data)(members)

    return change


def _told(name: str, value: str) -> Callable[[dict[str, bytes]], None]:
    """Change what an edition tells of its source."""
    return _sealed(
        f"UPDATE versions SET source_json = json_set(source_json, '$.{name}', {value}) WHERE number = {_FIRST}"
    )


def _row(table: str, change: str) -> Callable[[dict[str, bytes]], None]:
    return _sealed(f"UPDATE {table} SET {change} WHERE {'number' if table == 'versions' else 'version'} = {_FIRST}")


def _in_another_encoding(members: dict[str, bytes]) -> None:
    with sqlite3.connect(":memory:") as db, sqlite3.connect(":memory:") as new:
        db.deserialize(members[archive.CATALOGUE])
        new.executescript("PRAGMA encoding = 'UTF-16le'; PRAGMA user_version = 3; " + "; ".join(schema_statements()))
        for name in ("meta", "sources", "versions", "seals", "origins", "provisions", "terms", "passages", "history"):
            rows = db.execute(f"SELECT * FROM {name}").fetchall()
            new.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
        new.commit()
        data = new.serialize()
    _replaces(data)(members)


def _makes(table: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """Change the statement by which a table or an index was made, as SQLite keeps it; its rows stay as they are."""

    def change(members: dict[str, bytes]) -> None:
        with sqlite3.connect(":memory:") as db:
            db.deserialize(members[archive.CATALOGUE])
            db.execute("PRAGMA writable_schema=1")
            made = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ? AND instr(sql, ?)"
            assert db.execute(made, (old, new, table, old)).rowcount == 1
            db.commit()
            data = db.serialize()
        _replaces(data)(members)

    return change


def _replaces(data: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        import hashlib

        members[archive.CATALOGUE] = data
        manifest = json.loads(members[archive.MANIFEST])
        manifest["files"][archive.CATALOGUE] = [len(data), hashlib.sha256(data).hexdigest()]
        members[archive.MANIFEST] = json.dumps(manifest).encode()

    return change


HOSTILE = {
    "a path upwards": _adds("../../evil.sh"),
    "an absolute path": _adds("/tmp/evil.sh"),
    "a path upwards in the index": _adds("index/terms-2-01234567/../../evil.sh"),
    "a file of ours": _adds("encoder/model.bin"),
    "a program": _adds("conversations/local/x.sh"),
    "a newer format": _says(format=7),
    "no format": _says(format="x"),
    "a list for files": _says(files=[]),
    "a bomb by its manifest": _says(files={archive.CATALOGUE: [10**15, "0" * 64]}),
    "deep": lambda members: members.update({archive.MANIFEST: b"[" * 200_000}),
    "no manifest": lambda members: members.pop(archive.MANIFEST) and None,
    "no catalogue": lambda members: members.pop(archive.CATALOGUE) and None,
    "another text": lambda members: members.update({WATCHED: b"{}"}),
    "no database": _replaces(b"no database " * 500),
    "a trigger": _catalogue("CREATE TRIGGER evil AFTER INSERT ON meta BEGIN DELETE FROM versions; END"),
    "a trigger under a name of SQLite's own": _catalogue(
        "PRAGMA writable_schema=1; INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_evil', 'meta', 0, "
        "'CREATE TRIGGER sqlite_evil AFTER INSERT ON meta BEGIN DELETE FROM versions; END')"
    ),
    "a column that is computed": _catalogue("ALTER TABLE meta ADD COLUMN evil AS (hex(zeroblob(1000)))"),
    "a newer catalogue": _catalogue("PRAGMA user_version=99"),
    "a condition": _makes("meta", "value TEXT NOT NULL", "value TEXT NOT NULL CHECK (name <> 'generation')"),
    "a conflict that deletes": _makes(
        "seals", "version INTEGER PRIMARY KEY", "version INTEGER PRIMARY KEY ON CONFLICT IGNORE"
    ),
    "a foreign key": _makes(
        "origins", "PRIMARY KEY", "PRIMARY KEY REFERENCES versions (number) ON DELETE CASCADE ON UPDATE SET NULL"
    ),
    "a default": _makes("versions", "state TEXT NOT NULL", "state TEXT NOT NULL DEFAULT 'held'"),
    "an order of its own": _makes("terms", "term TEXT NOT NULL", "term TEXT COLLATE NOCASE NOT NULL"),
    "values that may be missing": _makes("passages", "context TEXT NOT NULL", "context TEXT"),
    "values of any type": _makes("history", ") STRICT", ")"),
    "an index of a part": _catalogue(
        "DROP INDEX terms_by_term; CREATE INDEX terms_by_term ON terms (term) WHERE version > 1"
    ),
    "an index that is unique": _catalogue(
        "DROP INDEX versions_by_source; CREATE UNIQUE INDEX versions_by_source ON versions (source_id, state, number)"
    ),
    "an index that is missing": _catalogue("DROP INDEX passages_by_id"),
    "a table that is missing": _catalogue("DROP TABLE history"),
    "a view in the place of a table": _catalogue("ALTER TABLE terms RENAME TO t; CREATE VIEW terms AS SELECT * FROM t"),
    "statistics of another form": _catalogue(
        "ANALYZE; PRAGMA writable_schema=1; UPDATE sqlite_master SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat "
        "CHECK (tbl))' WHERE name = 'sqlite_stat1'"
    ),
    "another encoding": _in_another_encoding,
    "a negative format": _catalogue("PRAGMA user_version=-1"),
    "a kind that is none": _told("kind", "'emperor'"),
    "a title that is a number": _told("title", "5"),
    "a field that is none": _told("evil", "'x'"),
    "claims that are none": _told("claims", "'abc'"),
    "a source that is a list": _row("versions", "source_json = '[]'"),
    "a day that is none": _row("versions", "valid_from = '2026-13-45'"),
    "a state that is none": _row("versions", "state = 'strange'"),
    "warnings that are none": _row("versions", "warnings = '[5]'"),
    "a text that is none": _row("versions", "text = CAST(x'ff00fe' AS TEXT)"),
    "a class of origin that is none": _row("origins", "origin_class = 'god'"),
    "the last number there is": _sealed("UPDATE sqlite_sequence SET seq = 9223372036854775807"),
    "a generation that is none": _sealed("UPDATE meta SET value = '9e99' WHERE name = 'generation'"),
    "a size that is none": _sealed("UPDATE history SET bytes = 9223372036854775807"),
    "a provision of no role": _row("provisions", "role = 'king'"),
    "a provision outside its text": _row("provisions", "start = 7, end = 99999999"),
    "a provision that is its own parent": _row("provisions", "parent = position"),
    "a provision that ends before itself": _row("provisions", "after = position"),
    "cells that are none": _row("provisions", "detail = '{\"cells\": [[1, 2]]}'"),
    "a passage outside its text": _row("passages", "start = -1"),
    "a passage of provisions that are not there": _row("passages", "last = 99999"),
    "addresses that are none": _row("passages", "locators = '[1]'"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_file_changes_nothing(saved: tuple[Path, Path], licet: Application, tmp_path: Path, how: str) -> None:
    before = held(licet)
    outside = sorted(p.name for p in tmp_path.iterdir())
    file = rewritten(saved[1], tmp_path, HOSTILE[how])
    with pytest.raises(Problem) as caught:
        licet.restore(file)
    assert caught.value.remedy
    assert isinstance(caught.value, UnreadableDocument | StoreUnavailable | TooLarge)
    assert held(licet) == before
    assert not (licet.settings.home / "restoring").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*outside, "hostile.backup"])


@pytest.mark.parametrize("size", [512, 65_536])
def test_pages_of_another_size_are_no_hindrance(
    saved: tuple[Path, Path], licet: Application, tmp_path: Path, size: int
) -> None:
    file = rewritten(saved[1], tmp_path, _catalogue(f"PRAGMA page_size={size}; VACUUM"))
    assert licet.restore(file).sources == len(explainers()) + 1
    assert finds(licet, "widget sales records")
    with sqlite3.connect(licet.settings.home / "catalogue.sqlite") as db:
        assert db.execute("PRAGMA page_size").fetchone() == (4096,)
    db.close()


def test_statistics_that_somebody_made_by_hand_are_left_out(
    saved: tuple[Path, Path], licet: Application, tmp_path: Path
) -> None:
    file = rewritten(saved[1], tmp_path, _catalogue("ANALYZE"))
    assert licet.restore(file).sources == len(explainers()) + 1
    with sqlite3.connect(licet.settings.home / "catalogue.sqlite") as db:
        assert not db.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'").fetchall()
    db.close()


def test_a_link_and_a_bomb_are_refused(saved: tuple[Path, Path], licet: Application, tmp_path: Path) -> None:
    link = tmp_path / "link.backup"
    shutil.copyfile(saved[1], link)
    with zipfile.ZipFile(link, "a") as file:
        entry = zipfile.ZipInfo("conversations/local/aa.json")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(entry, "/etc/passwd")
    with pytest.raises(UnreadableDocument, match="not a whole backup"):
        licet.restore(link)
    small = {archive.CATALOGUE: b"\0" * 2**28}  # 260 KB in the file
    bomb = rewritten(saved[1], tmp_path, lambda members: members.update(small))
    with pytest.raises(UnreadableDocument, match="does not belong"):
        licet.restore(bomb)
    for file_name, data in (("not.zip", b"PK\x03\x04 not a zip"), ("empty", b"")):
        (tmp_path / file_name).write_bytes(data)
        with pytest.raises(UnreadableDocument):
            licet.restore(tmp_path / file_name)
    with pytest.raises(UnreadableDocument, match="There is no file"):
        licet.restore(tmp_path / "absent")


def test_a_file_that_is_something_else_is_not_written_over(licet: Application, tmp_path: Path) -> None:
    memo = tmp_path / "memo.txt"
    memo.write_text("mine")
    with pytest.raises(BadRequest, match="no backup of Licet"):
        licet.back_up(memo)
    assert memo.read_text("utf-8") == "mine"
    both = [licet.back_up(tmp_path / "a.backup").sources for _ in range(2)]
    assert both == [len(explainers())] * 2
    assert sorted(p.name for p in tmp_path.iterdir() if "backup" in p.name) == ["a.backup"]


def test_a_disk_that_is_too_small_changes_nothing(
    saved: tuple[Path, Path], licet: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage("/"))(10, 9, 1)
    monkeypatch.setattr(archive.shutil, "disk_usage", lambda place: usage)
    with pytest.raises(TooLarge, match="free on the disk"):
        licet.restore(saved[1])
    assert len(held(licet)) == len(explainers())
