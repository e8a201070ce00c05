"""Servers of PostgreSQL and Chroma that a benchmark starts, with what they take of memory and disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests import chroma_server, postgres_server

_MEMORY = "-c shared_buffers=256MB"  # a test's server has 32 MB


@dataclass(frozen=True, slots=True)
class Servers:
    """Addresses of the two servers, and where they and their data are."""

    database: str
    chroma: str
    chroma_process: int
    chroma_folder: Path

    @classmethod
    @contextmanager
    def started(cls, place: Path) -> Iterator[Servers]:
        """Start both with their data below a folder, which others can enter; end them afterwards."""
        with ExitStack() as stack:
            database = stack.enter_context(postgres_server.serving(place, _MEMORY))
            folder = Path(tempfile.mkdtemp(prefix="chroma-", dir=place))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            chroma, process = stack.enter_context(chroma_server.serving(folder))
            yield cls(database, chroma, process.pid, folder)

    def figures(self) -> dict[str, int]:
        """Return the megabytes that each takes of memory at most, and of disk."""
        import psycopg

        with psycopg.connect(self.database) as session:
            row = session.execute("SELECT pg_database_size(current_database())").fetchone()
        assert row is not None
        files = (f for f in self.chroma_folder.rglob("*") if f.is_file())
        return {
            "chroma_memory_mb": _peak_memory(self.chroma_process),
            "chroma_disk_mb": sum(f.stat().st_size for f in files) // 2**20,
            "postgres_memory_mb": self._postgres_memory(),
            "postgres_disk_mb": row[0] // 2**20,
        }

    def _postgres_memory(self) -> int:
        """Return what the server's processes have for themselves, with the memory that they share once."""
        port = str(urlsplit(self.database).port)
        main = next(process for process, words in _commands() if words[0].endswith("/postgres") and port in words)
        family = [main, *map(int, Path(f"/proc/{main}/task/{main}/children").read_text().split())]
        own = sum(_status(process, "RssAnon") for process in family)
        return own + max(_status(process, "RssShmem") for process in family)


def _commands() -> Iterator[tuple[int, list[str]]]:
    """Yield each process with the words of its command; one that ends meanwhile is passed over."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield int(file.parent.name), file.read_text(errors="replace").split("\0")


def _peak_memory(process: int) -> int:
    return _status(process, "VmHWM")


def _status(process: int, name: str) -> int:
    """Return megabytes of a process's memory, 0 where it has ended: a database's helpers come and go."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines())
    except FileNotFoundError:
        return 0
    return int(lines[name].split()[0]) // 1024 if name in lines else 0
