"""A catalogue on a real server of PostgreSQL: the same as one in a file, and whole whatever happens to its writers."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from corpus.catalogue import Catalogue, seals
from corpus.catalogue.database.sqlite_schema import columns
from corpus.enrichment import annotate
from corpus.errors import BadRequest, Busy, Problem, StoreUnavailable, UnreadableDocument
from corpus.model import Reading, Role, Source
from corpus.parsers.dispatch import read
from corpus.passages import cut
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
        reading, cut(reading), origin=f"/papers/{reading.source.id}", original=original, retrieved_at=WHEN
    )
    catalogue.publish(number, by="ada")
    for left in list(catalogue.unfinished()):
        catalogue.forget(left)
    return number


@pytest.fixture
def served(tmp_path: Path, database_url: str) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path / "catalogue.sqlite", url=database_url)) as catalogue:
        yield catalogue


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


def test_the_tables_are_those_of_a_file(served: Catalogue) -> None:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
    for table, names in columns().items():
        assert tuple(name for (name,) in served._database.all(sql, (table,))) == names
    differing = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'text' "
    differing += "AND table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
    assert served._database.all(differing) == []


def test_the_same_documents_have_the_same_digests_and_are_read_alike(served: Catalogue, tmp_path: Path) -> None:
    """Every read that a question makes gives the same rows in the same order."""
    filed = Catalogue(tmp_path / "file" / "catalogue.sqlite")
    both = (filed, served)
    for name in DOCUMENTS:
        data = (ROOT / "tests/data" / name).read_bytes()
        for number, reading in enumerate(map(annotate, read(ROOT / "tests/data" / name))):
            labelled = reading.relabelled(id=f"{Path(name).stem}-{number}")
            numbers = [hold(c, labelled, data if name.endswith(".pdf") else None) for c in both]
            assert numbers[0] == numbers[1]
    editions = filed.editions()
    assert len(editions) > 8
    assert served.editions().keys() == editions.keys()
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
    assert filed.sizes() == served.sizes()
    assert filed.languages() == served.languages()
    assert [h.source.id for h in filed.holdings()] == [h.source.id for h in served.holdings()]
    assert filed.from_places("/papers/a") == served.from_places("/papers/a")
    assert served.audited() == {}
    filed.close()


def test_a_copy_is_a_file_and_comes_back(served: Catalogue, tmp_path: Path) -> None:
    first = hold(served, note("Lanterns are lit."), b"%PDF-\0\xff")
    hold(served, note("Lanterns are not lit."))
    served.copy_to(tmp_path / "copy.sqlite")
    copy = Catalogue(tmp_path / "copy.sqlite")
    assert copy.editions() == served.editions()
    assert [e.entry for e in copy.history()] == [2, 1]
    assert copy.kept(first).original == b"%PDF-\0\xff"
    assert (copy.audited(), copy.damage(), copy.generation) == ({}, [], served.generation)
    later = hold(copy, note("Lamps.", "lamps"))
    copy.close()
    served.take_over(tmp_path / "copy.sqlite")
    assert served.source("lamps").id == "lamps"
    assert hold(served, note("Candles.", "candles")) == later + 1
    assert served.audited() == {}


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
    served: Catalogue, database_url: str, tmp_path: Path, then: str, left: list[str]
) -> None:
    number = hold(served, note("Lanterns are lit."))
    before = served.generation
    with writer(tmp_path / "other", database_url, then) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        with served.alone("writer", 10):  # the server notices at once
            assert [state for _, state in served.unfinished().values()] == left
            assert (served.generation, served.text(number)) == (before, "Lanterns are lit.")
            for unfinished in served.unfinished():
                served.forget(unfinished)
    assert served.audited() == {}
    assert hold(served, note("Lanterns are out.")) > number


def test_a_second_writer_is_told_who_writes_or_waits(served: Catalogue, database_url: str, tmp_path: Path) -> None:
    with writer(tmp_path / "other", database_url, "pass") as other:
        with pytest.raises(Busy) as told, served.alone("writer", 0.3):
            pass
        assert f"Process {other.pid} on " in in_one_line(told.value, database_url)
        served.set_meta("read and written", "meanwhile")
        threading.Timer(0.5, other.kill).start()
        with served.alone("writer", 20):
            assert other.poll() is not None


def test_transactions_of_two_take_turns(served: Catalogue, database_url: str, tmp_path: Path) -> None:
    with closing(Catalogue(tmp_path / "other" / "catalogue.sqlite", url=database_url)) as other:
        seen: list[str] = []
        with served._transaction() as db:
            served._set(db, {"colour": "red"})

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


def test_a_connection_that_is_lost_in_a_write_leaves_nothing_of_it(served: Catalogue, database_url: str) -> None:
    number = hold(served, note("Lanterns are lit."))
    before = served.generation

    def half_of_a_write() -> None:
        with served._transaction() as db:
            db.run("UPDATE versions SET text = 'half'")
            end_sessions(database_url)
            db.insert("terms", [("lantern", number, 0)])

    with pytest.raises(StoreUnavailable) as told:
        half_of_a_write()
    assert "was lost" in in_one_line(told.value, database_url)
    assert "nothing of this write was kept" in told.value.remedy
    assert (served.generation, served.text(number)) == (before, "Lanterns are lit.")
    assert served.audited() == {}
    hold(served, note("Lanterns are out."))


def test_a_commit_that_nobody_heard_of_is_not_called_lost(served: Catalogue, database_url: str) -> None:
    def write_and_hear_nothing() -> None:
        with served._transaction() as db:
            served._set(db, {"colour": "red"})
            end_sessions(database_url)

    with pytest.raises(StoreUnavailable) as told:
        write_and_hear_nothing()
    assert "`licet history` says so" in in_one_line(told.value, database_url)
    assert served.meta("colour") == ""


def test_a_read_that_loses_its_connection_is_asked_again(served: Catalogue, database_url: str) -> None:
    number = hold(served, note("Lanterns are lit."))
    for _ in range(3):
        end_sessions(database_url)
        assert served._database.all("SELECT text FROM versions WHERE number = ?", (number,)) == [("Lanterns are lit.",)]


def test_a_writer_that_has_lost_its_lock_writes_no_more(served: Catalogue, database_url: str) -> None:
    with served.alone("writer", 5):
        end_sessions(database_url)
        for _ in range(2):
            with pytest.raises(StoreUnavailable) as told:
                served.set_meta("colour", "red")
            assert "was lost" in in_one_line(told.value, database_url)
    assert served.meta("colour") == ""
    with served.alone("writer", 5):
        served.set_meta("colour", "red")


@pytest.mark.parametrize(
    ("changed", "kind", "said"),
    [
        (("postgresql://", "mysql://"), BadRequest, "is not an address of PostgreSQL"),
        (("postgresql://", ""), BadRequest, "is not an address of PostgreSQL"),
        ((":a-secret@", ":another@"), StoreUnavailable, "password"),
        (("licet:", "nobody:"), StoreUnavailable, "password"),
        (("/t", "/no_such_t"), StoreUnavailable, "does not exist"),
        (("127.0.0.1:", "127.0.0.1:1"), StoreUnavailable, "cannot be reached"),
        (("127.0.0.1", "no-such-host.invalid"), StoreUnavailable, "cannot be reached"),
    ],
)
def test_a_wrong_address_is_one_line_without_its_password(
    database_url: str, tmp_path: Path, changed: tuple[str, str], kind: type[Problem], said: str
) -> None:
    before, after = changed
    wrong = after.join(database_url.rsplit(before, 1))
    if "127.0.0.1:1" in wrong:
        wrong = f"{database_url.partition('127.0.0.1:')[0]}127.0.0.1:1/licet"
    with pytest.raises(kind) as told:
        Catalogue(tmp_path / "catalogue.sqlite", url=wrong)
    line = in_one_line(told.value)
    assert said in line
    assert "a-secret" not in line
    assert "another" not in line
    assert not (tmp_path / "catalogue.sqlite").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0009'", "was written by a newer Licet (format 9"),
        ("UPDATE alembic_version SET version_num = '0001'", "cannot bring up to date"),
        ("UPDATE alembic_version SET version_num = 'ae1027a6acf'", "tables of another program"),
        ("DROP TABLE alembic_version", "of another program"),
    ],
)
def test_tables_of_another_format_are_left_alone(
    served: Catalogue, database_url: str, tmp_path: Path, statement: str, said: str
) -> None:
    hold(served, note("Lanterns are lit."))
    with connected(database_url) as server:
        server.execute(statement)
    for attempt in (
        lambda: Catalogue(tmp_path / "catalogue.sqlite", url=database_url),
        lambda: served.set_meta("colour", "red"),
    ):
        with pytest.raises(StoreUnavailable) as told:
            attempt()
        assert said in in_one_line(told.value, database_url)
    with connected(database_url) as server:
        assert server.execute("SELECT text FROM versions").fetchall() == [("Lanterns are lit.",)]
        assert server.execute("SELECT count(*) FROM meta WHERE name = 'colour'").fetchone() == (0,)


def test_a_database_that_lacks_characters_is_refused(postgres: str, tmp_path: Path) -> None:
    with connected(postgres) as server:
        server.execute("CREATE DATABASE of_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreUnavailable, match="LATIN1"):
            Catalogue(tmp_path / "catalogue.sqlite", url=f"{postgres.rpartition('/')[0]}/of_latin")
    finally:
        with connected(postgres) as server:
            server.execute("DROP DATABASE of_latin WITH (FORCE)")


def test_a_user_who_may_not_write_reads_and_is_told(served: Catalogue, database_url: str, tmp_path: Path) -> None:
    number = hold(served, note("Lanterns are lit."))
    with connected(database_url) as server:
        server.execute("CREATE ROLE reader LOGIN PASSWORD 'a-secret'")
        server.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    try:
        url = database_url.replace("licet:", "reader:")
        with closing(Catalogue(tmp_path / "other" / "catalogue.sqlite", url=url)) as reader:
            assert reader.text(number) == "Lanterns are lit."
            with pytest.raises(StoreUnavailable, match="does not let this user"):
                reader.set_meta("colour", "red")
    finally:
        with connected(database_url) as server:
            server.execute("DROP OWNED BY reader; DROP ROLE reader")


def test_a_character_that_the_server_cannot_keep_is_the_documents_fault(served: Catalogue) -> None:
    with pytest.raises(UnreadableDocument) as told:
        served.stage(note("Lanterns are lit."), [], origin="/papers/a\0b")
    in_one_line(told.value)
    assert served.unfinished() == {}


@pytest.fixture
def small_disk(postgres_server: ModuleType) -> Iterator[Path]:
    """Mount a file system of 60 MB that belongs to the server's account; skip the test where none may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="licet-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no file system may be mounted here, so no disk can be filled")
    try:
        shutil.chown(folder, postgres_server.account())
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def test_a_full_disk_is_one_line_and_what_was_held_is_held(postgres: str, small_disk: Path, tmp_path: Path) -> None:
    with connected(postgres) as server:
        server.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        server.execute("CREATE DATABASE on_small_disk TABLESPACE small")
    try:
        url = f"{postgres.rpartition('/')[0]}/on_small_disk"
        with closing(Catalogue(tmp_path / "catalogue.sqlite", url=url)) as served:
            number = hold(served, note("Lanterns are lit."))
            with pytest.raises(StoreUnavailable) as told:
                hold(served, note("Lamps are lit.", "lamps"), os.urandom(60_000_000))
            assert "is full" in in_one_line(told.value, url)
            assert "Make space" in told.value.remedy
            assert served.text(number) == "Lanterns are lit."
            assert (served.unfinished(), served.audited()) == ({}, {})
    finally:
        with connected(postgres) as server:
            server.execute("DROP DATABASE on_small_disk WITH (FORCE)")
            server.execute("DROP TABLESPACE small")


def test_a_file_needs_no_package_of_the_server(tmp_path: Path) -> None:
    script = "import sys\nfrom pathlib import Path\nfrom corpus.catalogue import Catalogue\n"
    script += f"Catalogue(Path({str(tmp_path)!r}) / 'catalogue.sqlite').close()\n"
    script += "print(*{'sqlalchemy', 'alembic', 'psycopg'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [m for m in sys.modules if m.startswith("corpus.catalogue.database.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(BadRequest, match=r"pip install 'licet\[postgres\]'"):
        Catalogue(tmp_path / "catalogue.sqlite", url="postgresql://127.0.0.1/licet")
