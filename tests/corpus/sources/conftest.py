"""A publisher on loopback, a home, and a collection that holds without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from corpus.catalogue import Catalogue
from corpus.model import Kind, Reading
from corpus.passages import cut
from corpus.sources.client import Limits
from corpus.sources.entries import Entry, entries


def _module() -> ModuleType:
    import importlib.util
    import sys

    if "official_server" not in sys.modules:
        spec = importlib.util.spec_from_file_location("official_server", Path(__file__).with_name("official_server.py"))
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["official_server"] = module
        spec.loader.exec_module(module)
    return sys.modules["official_server"]


@pytest.fixture(scope="session")
def server() -> ModuleType:
    """The module `official_server`: what goes wrong, and `serving`."""
    return _module()


QUICK = Limits(connect=2, read=2, total=20, patience=10, pause=0, attempts=3, backoff=0.01, longest_wait=5)


def part(number: str, *paragraphs: str) -> bytes:
    """A part of 15 CFR with one section, in the eCFR's markup."""
    body = "".join(f"<P>({chr(97 + i)}) {text}</P>\n" for i, text in enumerate(paragraphs))
    return f"""<?xml version="1.0"?>
<DIV5 N="{number}" TYPE="PART" VOLUME="2" hierarchy_metadata="{{&amp;quot;path&amp;quot;:&amp;quot;/on/_SUBSTITUTE_DATE_/title-15/part-{number}&amp;quot;,&amp;quot;citation&amp;quot;:&amp;quot;15 CFR Part {number}&amp;quot;}}">
<HEAD>PART {number}&#x2014;A PART OF THE TESTS
</HEAD>
<DIV8 N="{number}.1" TYPE="SECTION">
<HEAD>&#xA7; {number}.1   Scope.
</HEAD>
{body}</DIV8>
</DIV5>
""".encode()


def entry(number: str) -> Entry:
    """A source of the catalogue's kind for a part of 15 CFR."""
    return Entry(
        f"us-15-cfr-{number}", f"15 CFR Part {number} — A Part of the Tests", "us", Kind.LAW, "Nobody", "US public domain",
        f"https://www.ecfr.gov/current/title-15/part-{number}", "ecfr", 7, ("us",), True, "en", {"title": "15", "part": number},
    )  # fmt: skip


@dataclass
class Holds:
    """A collection without a model: everything of the real one's writing but vectors. Remembers what it was given."""

    catalogue: Catalogue

    def __post_init__(self) -> None:
        self.added: list[Reading] = []

    def add(self, reading: Reading, *, origin: str = "", original: bytes | None = None) -> SimpleNamespace:
        if self.catalogue.unchanged(reading) is not None:
            return SimpleNamespace(status="unchanged", encoded=0)
        known = any(s.id == reading.source.id for s, _ in self.catalogue.editions().values())
        number = self.catalogue.stage(reading, cut(reading), origin=origin, original=original)
        self.catalogue.publish(number)
        for left in list(self.catalogue.unfinished()):
            self.catalogue.forget(left)
        self.added.append(reading)
        return SimpleNamespace(status="updated" if known else "added", encoded=0)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(tmp_path / "home" / "catalogue.sqlite")
    yield catalogue
    catalogue.close()


@pytest.fixture
def holds(catalogue: Catalogue) -> Holds:
    return Holds(catalogue)


@pytest.fixture
def official(server: ModuleType) -> Iterator[object]:
    """Title 15 with the parts 901 and 902, complete up to 2026-07-23."""
    state = server.Official(titles={15: "2026-07-23"})
    state.parts[15, "901"] = {"2026-03-25": part("901", "A licence is needed.", "Old words stand here.", "Nothing else.")}
    state.parts[15, "902"] = {"2026-01-10": part("902", "Records are kept for five years.")}
    with server.serving(state):
        yield state


@pytest.fixture
def kit() -> SimpleNamespace:
    """`part`, `entry`, `quick` limits, `listed(id)` from the real catalogue, `whole(catalogue)`: nothing half-done is left."""

    def listed(source_id: str) -> Entry:
        return next(e for e in entries() if e.id == source_id)

    def whole(catalogue: Catalogue) -> None:
        assert catalogue.unfinished() == {}
        assert list(catalogue.path.parent.glob("fetched/*.part")) == []
        for source, version in catalogue.editions().values():
            reading = catalogue.reading(version.number)
            assert reading.digest == version.digest, source.id
            assert [p.text for p in catalogue.passages(version.number)]

    return SimpleNamespace(
        part=part, entry=entry, quick=QUICK, listed=listed, whole=whole, replace=replace, day=date.fromisoformat, Holds=Holds
    )
