"""Results of the catalogue: sources, provisions and passages together with the edition that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.model import Passage, Provision, Source, Version


@dataclass(frozen=True, slots=True)
class Holding:
    """A source with its editions, newest first, and the counts of the newest edition."""

    source: Source
    versions: tuple[Version, ...]
    origin: str
    provisions: int
    passages: int
    warnings: tuple[str, ...] = ()

    @property
    def latest(self) -> Version:
        """Return the newest edition."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class HeldProvision:
    """A provision in the edition in which it was found.

    `position` is its index in the edition; `after` is the position after its last descendant.

    >>> [(p.locator, p.version.valid_from, p.text) for p in desk.show("744.21(f)")]  # doctest: +SKIP
    """

    source: Source
    version: Version
    position: int
    after: int
    provision: Provision
    text: str  # own text

    @property
    def locator(self) -> str:
        """Return the provision's address within its source."""
        return self.provision.locator


@dataclass(frozen=True, slots=True)
class HeldPassage:
    """A passage in the edition in force on the day asked for."""

    source: Source
    version: Version
    passage: Passage


@dataclass(frozen=True, slots=True)
class Membership:
    """The days on which a passage is part of its source: from `valid_from` until before `valid_to` (None: open)."""

    passage: Passage
    source: Source
    valid_from: date | None
    valid_to: date | None
