"""A publisher on loopback, a home, and a collection that holds texts without a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from corpus.catalogue import Action, Catalogue
from corpus.catalogue.identity import settled_reading
from corpus.errors import FetchFailed
from corpus.model import Kind, Reading
from corpus.passages import cut_passages
from corpus.sources.entries import Entry, official_entries
from corpus.sources.http.client import Limits
from corpus.sources.sync import sync

# Patient with a busy machine: a test of a publisher that hangs says a shorter limit itself.
QUICK = Limits(connect=10, read=20, total=40, patience=20, pause=0, attempts=3, backoff=0.01, longest_wait=5)


def entry(number: str) -> Entry:
    """Return a catalogue entry for a part of 15 CFR."""
    return Entry(
        f"us-15-cfr-{number}",
        f"15 CFR Part {number} — A Part of the Tests",
        "us",
        Kind.LAW,
        "Nobody",
        "US public domain",
        f"https://www.ecfr.gov/current/title-15/part-{number}",
        "ecfr",
        7,
        ("us",),
        True,
        "en",
        {"title": "15", "part": number},
    )


@dataclass
class Holds:
    """A collection without a model: it writes all that the real one does except vectors, and remembers its input."""

    catalogue: Catalogue

    def __post_init__(self) -> None:
        self.added: list[Reading] = []

    def add(
        self,
        reading: Reading,
        *,
        origin: str = "",
        original: bytes | None = None,
        progress: object = None,
        by: str = "",
        action: Action | None = None,
    ) -> SimpleNamespace:
        reading = settled_reading(reading, origin, self.catalogue)
        if self.catalogue.unchanged(reading) is not None:
            return SimpleNamespace(status="unchanged", encoded=0)
        known = any(s.id == reading.source.id for s, _ in self.catalogue.editions().values())
        number = self.catalogue.stage(reading, cut_passages(reading), origin=origin, original=original)
        self.catalogue.publish(number, by=by, action=action)
        for left in list(self.catalogue.unfinished()):
            self.catalogue.forget(left)
        self.added.append(reading)
        return SimpleNamespace(status="updated" if known else "added", encoded=0)


class Outcomes(list):
    """The outcomes of a sync."""

    @property
    def statuses(self) -> dict[str, str]:
        """Return the statuses by source id."""
        return {o.source_id: o.status for o in self}

    def problem(self, kind: type = FetchFailed) -> str:
        """Return the message of the one source that failed, after checking that it has a remedy."""
        assert [o.status for o in self] == ["failed"]
        assert isinstance(self[0].problem, kind)
        assert self[0].problem.remedy
        return str(self[0].problem.message)


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
    """Return a publisher of title 15 with the parts 901 and 902, complete up to 2026-07-23."""
    state = server.Official(titles={15: "2026-07-23"})
    state.parts[15, "901"] = {
        "2026-03-25": server.part("901", "A licence is needed.", "Old words stand here.", "Nothing else.")
    }
    state.parts[15, "902"] = {"2026-01-10": server.part("902", "Records are kept for five years.")}
    with server.serving(state):
        yield state


@pytest.fixture
def kit(server: ModuleType) -> SimpleNamespace:
    """Return helpers: `part`, `entry`, `quick` limits, `listed(id)` from the real catalogue, `whole(catalogue)`.

    `whole` checks that nothing half-done is left.
    """

    def listed(source_id: str) -> Entry:
        return next(e for e in official_entries() if e.id == source_id)

    def whole(catalogue: Catalogue) -> None:
        assert catalogue.unfinished() == {}
        assert list(catalogue.path.parent.glob("fetched/*.part")) == []
        for source, version in catalogue.editions().values():
            reading = catalogue.reading(version.number)
            assert reading.digest == version.digest, source.id
            assert [p.text for p in catalogue.passages(version.number)]

    return SimpleNamespace(
        part=server.part,
        entry=entry,
        quick=QUICK,
        listed=listed,
        whole=whole,
        replace=replace,
        day=date.fromisoformat,
        Holds=Holds,
        Outcomes=Outcomes,
    )


@pytest.fixture
def run(holds, catalogue, official, kit):
    """Return `run(*part numbers or entries, **changes)`: a sync of those, checked to leave the collection whole."""

    def go(*wanted, limits=None, **more):
        listed = [kit.entry(w) if isinstance(w, str) else w for w in wanted]
        try:
            return Outcomes(sync(listed, holds, catalogue, base_url=official.url, limits=limits or kit.quick, **more))
        finally:
            kit.whole(catalogue)

    return go
