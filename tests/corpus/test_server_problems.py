"""Problems of a catalogue's server: each is one line with its remedy, and nothing held is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, Problem, StoreUnavailable, UnreadableDocument
from tests.corpus.test_catalogue_on_a_server import ROOT, connected, hold, in_one_line, note


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
        ("UPDATE alembic_version SET version_num = '0001'", "of a format (0001) that this Licet cannot bring"),
        ("UPDATE alembic_version SET version_num = 'ae1027a6acf'", "tables of another program"),
        ("DROP TABLE alembic_version", "of another program"),
    ],
)
def test_tables_of_another_format_are_left_alone(
    on_server: Catalogue, database_url: str, tmp_path: Path, statement: str, said: str
) -> None:
    hold(on_server, note("Lanterns are lit."))
    with connected(database_url) as server:
        server.execute(statement)
    for attempt in (
        lambda: Catalogue(tmp_path / "catalogue.sqlite", url=database_url),
        lambda: on_server.set_meta("colour", "red"),
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


def test_a_user_who_may_not_write_reads_and_is_told(on_server: Catalogue, database_url: str, tmp_path: Path) -> None:
    number = hold(on_server, note("Lanterns are lit."))
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


def test_a_character_that_the_server_cannot_keep_is_the_documents_fault(on_server: Catalogue) -> None:
    with pytest.raises(UnreadableDocument) as told:
        on_server.stage(note("Lanterns are lit."), [], origin="/papers/a\0b")
    in_one_line(told.value)
    assert on_server.unfinished() == {}


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
        with closing(Catalogue(tmp_path / "catalogue.sqlite", url=url)) as on_server:
            number = hold(on_server, note("Lanterns are lit."))
            with pytest.raises(StoreUnavailable) as told:
                hold(on_server, note("Lamps are lit.", "lamps"), os.urandom(60_000_000))
            assert "is full" in in_one_line(told.value, url)
            assert "Make space" in told.value.remedy
            assert on_server.text(number) == "Lanterns are lit."
            assert (on_server.unfinished(), on_server.audited()) == ({}, {})
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
