"""A catalogue on a real server of PostgreSQL: the same as one in a file, and whole whatever happens to its writers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from corpus.catalogue import Catalogue, seals
from corpus.catalogue.database.sqlite_schema import columns
from corpus.enrichment import annotate
from corpus.errors import Busy, Problem, StoreUnavailable
from corpus.model import Reading, Role, Source
from corpus.parsers.dispatch import read
from corpus.passages import cut_passages
from corpus.structure import TreeBuilder

ROOT = Path(__file__).resolve().parents[2]
WHEN = datetime(2026, 3, 25, tzinfo=UTC)
# Texts with tables, cross-references, defined terms, other scripts and a file that is kept (PDF).
DOCUMENTS = (
    "us/2026-01-15_title-15_part-799.xml",
    "us/2026-01-15_title-15_part-774-supplement.xml",
    "us/country-groups.json",
    *sorted(
        str(file.relative_to(ROOT / "tests/data"))
        for folder in ("cn", "jp", "pdf", "eu")
        for file in (ROOT / "tests/data" / folder).iterdir()
        if file.suffix in (".md", ".pdf", ".xml", ".xhtml")
    ),
)


def note(text: str, source_id: str = "note", begins: date | None = None) -> Reading:
    tree = TreeBuilder()
    tree.add(text, locator="block 1", role=Role.TEXT)
    return tree.reading(Source(source_id, "A note"), valid_from=begins)


def hold(catalogue: Catalogue, reading: Reading, original: bytes | None = None) -> int:
    number = catalogue.stage(
        reading, cut_passages(reading), origin=f"/papers/{reading.source.id}", original=original, retrieved_at=WHEN
    )
    catalogue.publish(number, by="ada")
    for left in list(catalogue.unfinished()):
        catalogue.forget(left)
    return number


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """Connect as the server's administrator does."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        yield server


def end_sessions(url: str) -> None:
    """End every other session of a database, as a server that is stopped does."""
    with connected(url) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def in_one_line(problem: Problem, url: str = "") -> str:
    said = str(problem)
    assert "\n" not in said
    assert len(said) < 600
    assert problem.remedy
    if url:
        assert str(urlsplit(url).password) not in said
    return said


def test_the_tables_are_those_of_a_file(on_server: Catalogue) -> None:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
    for table, names in columns().items():
        assert tuple(name for (name,) in on_server._database.all(sql, (table,))) == names
    differing = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'text' "
    differing += "AND table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
    assert on_server._database.all(differing) == []


def test_the_same_documents_have_the_same_digests_and_are_read_alike(on_server: Catalogue, tmp_path: Path) -> None:
    """Every read that a question makes gives the same rows in the same order."""
    filed = Catalogue(tmp_path / "file" / "catalogue.sqlite")
    both = (filed, on_server)
    for name in DOCUMENTS:
        data = (ROOT / "tests/data" / name).read_bytes()
        for number, reading in enumerate(map(annotate, read(ROOT / "tests/data" / name))):
            labelled = reading.relabelled(id=f"{Path(name).stem}-{number}")
            numbers = [hold(c, labelled, data if name.endswith(".pdf") else None) for c in both]
            assert numbers[0] == numbers[1]
    editions = filed.editions()
    assert len(editions) > 8
    assert on_server.editions().keys() == editions.keys()
    for number in editions:
        digests = [[seals.digest_of(c._database, number, part) for part in seals.SealedPart] for c in both]
        assert digests[0] == digests[1]
        told = []
        for catalogue in both:
            reading = catalogue.reading(number)
            passages = catalogue.passages(number)
            told.append(
                (
                    reading,
                    passages,
                    catalogue.terms(number),
                    catalogue.original(number),
                    catalogue.standing([p.id for p in passages]),
                    [catalogue.find(p.locator) for p in reading.provisions[:12]],
                    [catalogue.alike(p.locator) for p in reading.provisions[:12]],
                    [catalogue.passage_at(held) for held in catalogue.outline(number)[:12]],
                    [catalogue.passage_with(held, held.provision.start) for held in catalogue.outline(number)[:12]],
                    [catalogue.with_references(r.locator, 50) for p in reading.provisions for r in p.references][:20],
                    [catalogue.defining(d.term) for p in reading.provisions for d in p.defines],
                    catalogue.memberships(reading.source.id),
                )
            )
        assert told[0] == told[1]
    assert filed.sizes() == on_server.sizes()
    assert filed.languages() == on_server.languages()
    assert [h.source.id for h in filed.holdings()] == [h.source.id for h in on_server.holdings()]
    assert filed.from_places("/papers/a") == on_server.from_places("/papers/a")
    assert on_server.audited() == {}
    filed.close()


def test_a_copy_is_a_file_and_comes_back(on_server: Catalogue, tmp_path: Path) -> None:
    first = hold(on_server, note("Lanterns are lit."), b"%PDF-\0\xff")
    hold(on_server, note("Lanterns are not lit."))
    on_server.copy_to(tmp_path / "copy.sqlite")
    copy = Catalogue(tmp_path / "copy.sqlite")
    assert copy.editions() == on_server.editions()
    assert [e.entry for e in copy.history()] == [2, 1]
    assert copy.kept(first).original == b"%PDF-\0\xff"
    assert (copy.audited(), copy.damage(), copy.generation) == ({}, [], on_server.generation)
    later = hold(copy, note("Lamps.", "lamps"))
    copy.close()
    on_server.take_over(tmp_path / "copy.sqlite")
    assert on_server.source("lamps").id == "lamps"
    assert hold(on_server, note("Candles.", "candles")) == later + 1
    assert on_server.audited() == {}


def test_two_that_begin_at_once_make_the_tables_once(database_url: str, tmp_path: Path) -> None:
    problems: list[Exception] = []

    def open_one(n: int) -> None:
        try:
            with closing(Catalogue(tmp_path / str(n) / "catalogue.sqlite", url=database_url)) as catalogue:
                catalogue.set_meta(f"name {n}", "value")
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=open_one, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with closing(Catalogue(tmp_path / "catalogue.sqlite", url=database_url)) as catalogue:
        assert [catalogue.meta(f"name {n}") for n in range(4)] == ["value"] * 4


_WRITES = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from corpus.catalogue import Catalogue
from corpus.model import Role, Source
from corpus.structure import TreeBuilder
tree = TreeBuilder()
tree.add("Lanterns are not lit.", locator="block 1", role=Role.TEXT)
note = tree.reading(Source("note", "A note"))
catalogue = Catalogue(Path({home!r}) / "catalogue.sqlite", url={url!r})
with catalogue.alone("writer", 5):
    {then}
    print("ready", flush=True)
    time.sleep(60)
"""
_STAGES = "catalogue.stage(note, [])"
_HALF = "transaction = catalogue._transaction(); db = transaction.__enter__()\n    db.run('DELETE FROM versions')"


@contextmanager
def writer(home: Path, url: str, then: str) -> Iterator[subprocess.Popen[str]]:
    """Run a writer in a process of its own up to where it waits to be killed."""
    home.mkdir()
    script = _WRITES.format(root=str(ROOT), home=str(home), url=url, then=then)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize(("then", "left"), [(_STAGES, ["staged"]), (_HALF, [])])
def test_a_writer_that_is_killed_leaves_the_old_state(
    on_server: Catalogue, database_url: str, tmp_path: Path, then: str, left: list[str]
) -> None:
    number = hold(on_server, note("Lanterns are lit."))
    before = on_server.generation
    with writer(tmp_path / "other", database_url, then) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with on_server.alone("writer", 10):  # the server notices at once
            assert [state for _, state in on_server.unfinished().values()] == left
            assert (on_server.generation, on_server.text(number)) == (before, "Lanterns are lit.")
            for unfinished in on_server.unfinished():
                on_server.forget(unfinished)
    assert on_server.audited() == {}
    assert hold(on_server, note("Lanterns are out.")) > number


def test_a_second_writer_is_told_who_writes_or_waits(on_server: Catalogue, database_url: str, tmp_path: Path) -> None:
    with writer(tmp_path / "other", database_url, "pass") as other:
        with pytest.raises(Busy) as told, on_server.alone("writer", 0.3):
            pass
        assert f"Process {other.pid} on " in in_one_line(told.value, database_url)
        on_server.set_meta("read and written", "meanwhile")
        threading.Timer(0.5, other.kill).start()
        with on_server.alone("writer", 20):
            assert other.poll() is not None


def test_transactions_of_two_take_turns(on_server: Catalogue, database_url: str, tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "other" / "catalogue.sqlite", url=database_url)) as other:
        seen: list[str] = []
        with on_server._transaction() as db:
            on_server._set(db, {"colour": "red"})

            def write_and_read() -> None:
                other.set_meta("shade", "dark")
                seen.append(other.meta("colour"))

            waiting = threading.Thread(target=write_and_read)
            waiting.start()
            waiting.join(0.5)
            assert waiting.is_alive()
            assert other.meta("colour") == ""
        waiting.join(10)
        assert seen == ["red"]


def test_a_connection_that_is_lost_in_a_write_leaves_nothing_of_it(on_server: Catalogue, database_url: str) -> None:
    number = hold(on_server, note("Lanterns are lit."))
    before = on_server.generation

    def half_of_a_write() -> None:
        with on_server._transaction() as db:
            db.run("UPDATE versions SET text = 'half'")
            end_sessions(database_url)
            db.insert("terms", [("lantern", number, 0)])

    with pytest.raises(StoreUnavailable) as told:
        half_of_a_write()
    assert "was lost" in in_one_line(told.value, database_url)
    assert "nothing of this write was kept" in told.value.remedy
    assert (on_server.generation, on_server.text(number)) == (before, "Lanterns are lit.")
    assert on_server.audited() == {}
    hold(on_server, note("Lanterns are out."))


def test_a_commit_that_nobody_heard_of_is_not_called_lost(on_server: Catalogue, database_url: str) -> None:
    def write_and_hear_nothing() -> None:
        with on_server._transaction() as db:
            on_server._set(db, {"colour": "red"})
            end_sessions(database_url)

    with pytest.raises(StoreUnavailable) as told:
        write_and_hear_nothing()
    assert "`licet history` says so" in in_one_line(told.value, database_url)
    assert on_server.meta("colour") == ""


def test_a_read_that_loses_its_connection_is_asked_again(on_server: Catalogue, database_url: str) -> None:
    number = hold(on_server, note("Lanterns are lit."))
    for _ in range(3):
        end_sessions(database_url)
        assert on_server._database.all("SELECT text FROM versions WHERE number = ?", (number,)) == [
            ("Lanterns are lit.",)
        ]


def test_a_writer_that_has_lost_its_lock_writes_no_more(on_server: Catalogue, database_url: str) -> None:
    with on_server.alone("writer", 5):
        end_sessions(database_url)
        for _ in range(2):
            with pytest.raises(StoreUnavailable) as told:
                on_server.set_meta("colour", "red")
            assert "was lost" in in_one_line(told.value, database_url)
    assert on_server.meta("colour") == ""
    with on_server.alone("writer", 5):
        on_server.set_meta("colour", "red")
