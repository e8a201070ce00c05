"""What the catalogue gives back: things with their place in the collection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.model import Passage, Provision, Source, Version


@dataclass(frozen=True, slots=True)
class Holding:
    """One source with its editions, newest first, and the counts of the newest."""

    source: Source
    versions: tuple[Version, ...]
    origin: str
    provisions: int
    passages: int
    warnings: tuple[str, ...] = ()

    @property
    def latest(self) -> Version:
        """The newest edition."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class HeldProvision:
    """A provision in the edition in which it was found; `after` is the position after its last descendant."""

    source: Source
    version: Version
    position: int
    after: int
    provision: Provision
    text: str  # own text

    @property
    def locator(self) -> str:
        """Its address within the source."""
        return self.provision.locator


@dataclass(frozen=True, slots=True)
class HeldPassage:
    """A passage in the edition in force on the asked day."""

    source: Source
    version: Version
    passage: Passage


@dataclass(frozen=True, slots=True)
class Membership:
    """When a passage stands: in its source from `valid_from` until before `valid_to` (None: open)."""

    passage: Passage
    source: Source
    valid_from: date | None
    valid_to: date | None
