"""Plans a sync before it begins, without any request to a publisher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from corpus.catalogue import Catalogue, CatalogueReader
from corpus.model import OriginClass
from corpus.sources.entries import Entry, official_entries
from corpus.sources.fetched_files import FetchedFiles


@dataclass(frozen=True, slots=True)
class PlannedSync:
    """One source of a plan. `why` is new, edition (of a day that is not held), due (over its rhythm) or check."""

    entry: Entry
    why: str
    edition: date | None  # first day of the newest edition held
    looked_at: datetime | None  # when the publisher was last asked
    size: int  # bytes at the last download; 0 if there was none
    about: int = 0  # estimated bytes: the last download's, the catalogue's, else those of similar texts; 0 if unknown
    guessed: bool = False  # whether `about` comes from similar texts only


_WHY = {"new": "new", "edition": "in another edition", "due": "due", "check": "to look at"}
_ALIKE = (
    "cellar",
    "ecfr",
    "egov_japan",
    "legislation_uk",
)  # sizes of pages and of streams of documents say nothing about one another
_LIKE = 3  # known sizes of one publisher's texts that are needed to estimate another


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a sync, in the order of the official catalogue."""

    steps: tuple[PlannedSync, ...]
    as_of: date | None = None

    @property
    def new(self) -> int:
        """Return the number of sources that are not held yet."""
        return sum(step.why == "new" for step in self.steps)

    @property
    def size(self) -> int:
        """Return the bytes to download if every text has changed, as an estimate."""
        return sum(step.about for step in self.steps)

    @property
    def guessed(self) -> int:
        """Return the number of sources whose size is only estimated from similar ones."""
        return sum(step.guessed for step in self.steps)

    @property
    def unmeasured(self) -> int:
        """Return the number of sources whose size is unknown."""
        return sum(not step.about for step in self.steps)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the publishers that will be asked."""
        return tuple(dict.fromkeys(step.entry.issuer for step in self.steps))

    @property
    def summary(self) -> str:
        """Return the plan in one line.

        Example: `9 sources: 8 new, 1 due · about 2.1 MB (5 by the size of others), 1 of unknown size · from 2
        publishers`.
        """
        counts = Counter(step.why for step in self.steps)
        what = ", ".join(f"{counts[why]} {name}" for why, name in _WHY.items() if counts[why])
        by_others = f" ({self.guessed} by the size of others)" if self.guessed else ""
        size = f"about {size_in_words(self.size)}{by_others}" if self.size else ""
        unknown = f"{self.unmeasured} of unknown size" if self.unmeasured else ""
        much = ", ".join(part for part in (size, unknown) if part)
        hosts = f"from {len(self.hosts)} publisher{'s' if len(self.hosts) != 1 else ''}" if self.hosts else ""
        many = f"{len(self.steps)} source{'s' if len(self.steps) != 1 else ''}"
        return " · ".join(part for part in (f"{many}: {what}", much, hosts) if part)


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it: `4.1 MB`, `12 kB`."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 2**10))} kB"


def plan(
    entries: Sequence[Entry], catalogue: Catalogue, as_of: date | None = None, fetched: FetchedFiles | None = None
) -> Plan:
    """Return the plan for these sources.

    Every publisher will be asked; a text that was downloaded before is downloaded again only if it has changed.
    `fetched` is where downloads are kept, the home's own folder without it.
    """
    fetched = fetched or own_folder(catalogue)
    held: dict[str, list[date | None]] = {}
    watched = {entry.id for entry in entries if "watch" in entry.sets}
    for source, version in catalogue.editions().values():
        if source.origin_class is not OriginClass.PUBLISHER and source.id not in watched:
            continue  # handed in: the publisher's own text is not held
        held.setdefault(source.id, []).append(version.valid_from)
    seen = last_checks(catalogue)
    steps = []
    for entry in entries:
        editions = held.get(entry.id, [])
        newest = max((d for d in editions if d), default=None)
        last = seen.get(entry.id)
        # An edition that never changes is recorded under its first day.
        mark = fetched.mark(key_of(entry.id, as_of)) or fetched.mark(key_of(entry.id, newest))
        if not editions and not (last and entry.how == "federal_register"):
            why = "new"
        elif as_of is not None:
            why = "edition"
        else:
            why = "due" if last is None or datetime.now(UTC) - last > timedelta(days=entry.rhythm) else "check"
        size = mark.size if mark else 0
        steps.append(PlannedSync(entry, why, newest, last, size, size or entry.size))
    like = _sizes([*official_entries(), *entries], fetched)
    return Plan(tuple(_guessed(step, like) for step in steps), as_of)


def _sizes(listed: Sequence[Entry], fetched: FetchedFiles) -> dict[str, list[int]]:
    """Return the known sizes of texts by publisher, for publishers whose texts are alike.

    A size is known from an earlier sync, else from the official catalogue.
    """
    out: dict[str, list[int]] = {}
    for entry in {e.id: e for e in listed if e.how in _ALIKE}.values():
        mark = fetched.mark(entry.id)
        if size := mark.size if mark else entry.size:
            out.setdefault(entry.how, []).append(size)
    return out


def _guessed(step: PlannedSync, like: dict[str, list[int]]) -> PlannedSync:
    """Return the step with the median size of similar texts, if nothing else is known."""
    sizes = like.get(step.entry.how, [])
    if step.about or len(sizes) < _LIKE:
        return step
    return replace(step, about=round(median(sizes)), guessed=True)


def home(catalogue: Catalogue) -> Path:
    """Return the folder in which a catalogue is kept."""
    return catalogue.path.parent


def own_folder(catalogue: Catalogue) -> FetchedFiles:
    """Return the downloads of a home that shares them with nobody."""
    return FetchedFiles(home(catalogue) / "fetched")


def key_of(source_id: str, as_of: date | None) -> str:
    """Return the key under which a fetch is recorded; the newest edition and that of a day have different keys."""
    return f"{source_id}@{as_of}" if as_of else source_id


def last_checks(catalogue: CatalogueReader) -> dict[str, datetime]:
    """Return when each source's publisher was last asked, by source id."""
    out = {}
    for line in catalogue.meta("looked_at").splitlines():
        source_id, _, when = line.partition("\t")
        try:
            out[source_id] = datetime.fromisoformat(when)
        except ValueError:
            continue
    return out


def record_checks(catalogue: Catalogue, ids: Sequence[str], when: datetime) -> None:
    """Record that the publishers of these sources were asked."""
    seen = {**last_checks(catalogue), **dict.fromkeys(ids, when)}
    catalogue.set_meta(
        "looked_at", "\n".join(f"{i}\t{w.isoformat(timespec='seconds')}" for i, w in sorted(seen.items()))
    )
