"""Shared by all tests: where the real documents are, and a home for everything that is written."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regen-golden",
        action="store_true",
        help="write the golden trees of tests/data anew, to be read before a commit",
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents and benchmarks (`LICET_SHARED`, default `../shared`), or skip the test."""
    folder = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the real documents are not here: set LICET_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of the project's own small files in real formats."""
    return DATA


@pytest.fixture(scope="session")
def server() -> ModuleType:
    """Return the module `official_server`: publishers on loopback, their faults, and `serving`."""
    spec = importlib.util.spec_from_file_location("official_server", Path(__file__).with_name("official_server.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["official_server"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def postgres(postgres_server: ModuleType) -> Iterator[str]:
    """Return the address of a real server of PostgreSQL, or skip the test where its programs are not at hand."""
    with postgres_server.serving() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_server() -> ModuleType:
    """Return the module `postgres_server`, or skip the test where no server can be run."""
    pytest.importorskip("psycopg", reason="the driver of PostgreSQL is not installed: pip install 'licet[postgres]'")
    spec = importlib.util.spec_from_file_location("postgres_server", Path(__file__).with_name("postgres_server.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if module.binaries() is None:
        pytest.skip("no server of PostgreSQL is installed: apt-get install postgresql")
    if module.account() is None:
        pytest.skip("PostgreSQL refuses to be run by root, and this machine has no other account for it")
    return module


@pytest.fixture
def database_url(postgres: str) -> Iterator[str]:
    """Return the address of a database on that server that holds nothing yet."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        yield postgres.rpartition("/")[0] + f"/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real Chroma server on loopback."""
    from tests.chroma_server import serving

    with serving(tmp_path_factory.mktemp("server")) as (url, _):
        yield url


@pytest.fixture
def mortal_chroma(tmp_path: Path) -> Callable[[], AbstractContextManager[tuple[str, subprocess.Popen[bytes]]]]:
    """Return what serves a Chroma server of this test's own, always over the same folder and at the same address."""
    from tests.chroma_server import free_port, serving

    port = free_port()
    return lambda: serving(tmp_path / "chroma-server", port)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest) -> str:
    """Return "" for a catalogue in a file, then the address of one on a server: the test is run with both."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("database_url"))


# What is compiled is kept also where Python is told not to: a run starts some hundred processes of the program.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

_PREPARES = """
import sys
from pathlib import Path
from assistant.settings import Settings
from assistant.wiring import open_application
from index.encoders.e5 import E5
from index.encoders.minilm import MiniLM
from index.encoders.question_encoder import QuestionNetwork
home = Path(sys.argv[1])
for network in (MiniLM, E5, QuestionNetwork):
    network(home).load()
licet = open_application(Settings(home=home))
licet.ensure_library()
licet.assistant.annotations.prepare(licet.catalogue)
licet.collection.search("deemed export")
licet.close()
"""


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that one process of a run makes and all of them use."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    made = folder.with_name(f"{name}.made")
    with FileLock(f"{folder}.lock"):
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def _run(*command: str, **variables: str) -> None:
    environment = {**os.environ, **variables}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600)


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of networks that all homes of a run link to.

    Converting them takes a minute and 180 MB of disk for each home, and leaves torch in the memory of its process.
    """
    return _made_once(tmp_path_factory, "networks", lambda home: _run("-c", _PREPARES, str(home))) / "encoder"


@pytest.fixture(scope="session")
def furnish(encoders: Path) -> Callable[[Path], Path]:
    """Return a function that links in a home what all homes of a run would make alike, and returns the home.

    Vectors of notes take a home that holds no law twenty seconds, and each law some more: whichever home makes them
    makes them for all.
    """

    def link(home: Path) -> Path:
        home.mkdir(parents=True, exist_ok=True)
        (home / "encoder").symlink_to(encoders)
        (home / "annotations").symlink_to(encoders.parent / "annotations")
        return home

    return link


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Path], Path]) -> Callable[[], Path]:
    """Return a function that makes an empty home; what is in it is links, also in a copy with `symlinks=True`."""

    def make() -> Path:
        return furnish(tmp_path_factory.mktemp("home"))

    return make


@pytest.fixture(scope="session")
def library_home(tmp_path_factory: pytest.TempPathFactory, encoders: Path, furnish: Callable[[Path], Path]) -> Path:
    """Return a home with the starter library, made once with the networks; copy it, never write to it."""

    def make(home: Path) -> None:
        shutil.copytree(
            encoders.parent, home, ignore=shutil.ignore_patterns("encoder", "annotations"), dirs_exist_ok=True
        )
        furnish(home)

    return _made_once(tmp_path_factory, "library-home", make)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, furnish: Callable[[Path], Path], shared: Path) -> Path:
    """Return a home of the starter library and the real documents, made once in a run; copy it to write to it."""
    from tests.real_home import make_real_home

    return _made_once(tmp_path_factory, "real-home", lambda home: make_real_home(furnish(home), shared))


@pytest.fixture
def home(library_home: Path, tmp_path: Path) -> Path:
    """Return a fresh home with the starter library."""
    return Path(shutil.copytree(library_home, tmp_path / "home", symlinks=True))


@pytest.fixture(scope="session")
def run_async() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Return a function that runs a coroutine to its end on a thread of its own.

    A browser test before it in the same process leaves an event loop running, in which `asyncio.run` refuses to begin.
    """

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, coroutine).result()

    return run
