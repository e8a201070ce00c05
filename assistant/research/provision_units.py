"""Units of evidence: the whole provision that a passage stands in, with what must be known to understand it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.facts.stays import what_is_stayed
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.locators import parse
from corpus.model import Role, Source, Stay, Version

_GIVEN_WHOLE = 6000  # characters of a provision that is given as a whole
_LEAD_IN = 700  # characters of what stands above it
_ABOVE = 3  # provisions above it
_SHORTEST_PLACE = 3  # characters of an address that is looked for in other texts
_OPENING = 160  # … where it leads nothing in
_DIVISION_ROLES = frozenset((Role.TITLE, Role.PART, Role.ANNEX, Role.HEADING))
_UNIT_ROLES = frozenset((Role.SECTION, Role.ENTRY))


@dataclass(frozen=True, slots=True)
class ProvisionUnit:
    """Stretch of an edition that is read as a whole: `start` to `end`, the provision `held` and what is below it.

    `above` are the words over it, outermost first: captions, and the lead-ins that its sentences begin with. `stays`
    are the stays of it, of what it stands in and of what stands in it, each with its address.
    """

    held: HeldProvision
    start: int
    end: int
    above: tuple[str, ...] = ()
    stays: tuple[tuple[str, Stay], ...] = ()

    @property
    def source(self) -> Source:
        """Return the source that holds it."""
        return self.held.source

    @property
    def version(self) -> Version:
        """Return the edition that holds it."""
        return self.held.version

    def covers(self, version: int, start: int, end: int) -> bool:
        """Return whether a stretch of an edition stands in it."""
        return self.version.number == version and self.start <= start and end <= self.end

    @property
    def section(self) -> str:
        """Return the section, article or entry that it is, or stands in, as a text names it."""
        found = parse(self.held.locator)
        return found.path[0] if found else self.held.locator.split("(")[0].split(" > ")[0].strip()

    def is_named_in(self, words: str, source_id: str) -> bool:
        """Return whether words of a source name its section; "Article 9" in another text is another article."""
        place = self.section
        told_apart = any(c.isdigit() for c in place) and "." in place  # the number of a section names its text too
        if len(place) < _SHORTEST_PLACE or not (told_apart or source_id == self.source.id):
            return False
        return re.search(rf"(?<![\w.]){re.escape(place)}(?!\w)", words) is not None

    def stays_told(self, day: date) -> list[str]:
        """Return what a reader must know of its stays on a day."""
        return [_stayed(at, stay, day) for at, stay in self.stays if stay.since is None or stay.since <= day]

    def around(self, day: date) -> str:
        """Return what must be known of it besides its words: its stays on a day, then the words over it."""
        return "\n".join(filter(None, (*self.stays_told(day), " > ".join(self.above))))


def unit_at(catalogue: CatalogueReader, held: HeldProvision, end: int = 0) -> ProvisionUnit:
    """Return the largest provision around `held` that is no longer than a reader takes in at once.

    It goes up to the section or the control list entry. Where `held` itself is longer, its own text is the unit, to
    `end` if that is further. A row of a table stays a row, under the captions of its table.
    """
    ancestors = catalogue.ancestors(held)
    chosen, (first, last) = held, _extent(catalogue, held)
    for above in reversed(ancestors):
        if (
            held.provision.role is Role.ROW
            or chosen.provision.role in _UNIT_ROLES
            or above.provision.role in _DIVISION_ROLES
        ):
            break
        start, after = _extent(catalogue, above)
        if after - start > _GIVEN_WHOLE:
            break
        chosen, first, last = above, start, after
    if last - first > _GIVEN_WHOLE:
        last = min(max(held.provision.end, end, first + 1), first + _GIVEN_WHOLE)
    over = [a for a in ancestors if a.position < chosen.position][-_ABOVE:]
    inside = catalogue.subtree(chosen) if chosen is not held or last - first <= _GIVEN_WHOLE else [chosen]
    stays = [(p.locator, p.provision.stay) for p in (*over, *inside) if p.provision.stay is not None]
    return ProvisionUnit(chosen, first, last, tuple(_above(over)), tuple(dict.fromkeys(stays)))


def stretch_at(catalogue: CatalogueReader, version: int, start: int, end: int) -> ProvisionUnit:
    """Return a stretch of an edition's text as a unit of its own, with what stands over the provision it begins in."""
    held, last = catalogue.at(version, start), catalogue.at(version, max(start, end - 1))
    over = catalogue.ancestors(held)
    inside = catalogue.provisions_between(version, held.position, max(held.position, last.position) + 1)
    stays = [(p.locator, p.provision.stay) for p in (*over, *inside) if p.provision.stay is not None]
    return ProvisionUnit(held, start, end, tuple(_above(over[-_ABOVE:])), tuple(dict.fromkeys(stays)))


def whole_section(catalogue: CatalogueReader, held: HeldProvision) -> HeldProvision:
    """Return the section, article or entry around a provision, however long: what stands below the next division."""
    top = held
    for above in reversed(catalogue.ancestors(held)):
        if top.provision.role in _UNIT_ROLES or above.provision.role in _DIVISION_ROLES:
            break
        top = above
    return top


def _extent(catalogue: CatalogueReader, held: HeldProvision) -> tuple[int, int]:
    """Return where a provision begins, and where it ends without the history of its amendments behind it."""
    inside = catalogue.subtree(held)
    own = [p.provision.end for p in inside if p.provision.role is not Role.META or p is inside[0]]
    return held.provision.start, max(own)


def _above(over: list[HeldProvision]) -> Iterator[str]:
    """Yield the words over a provision, without those of the whole document."""
    for above in over:
        if above.provision.role is Role.TITLE:
            continue
        own = " ".join(above.text.split())
        leads = own.endswith((":", "—", "–", "："))
        words = own[: _LEAD_IN if leads or above.provision.role not in _DIVISION_ROLES else _OPENING]
        told = words if above.provision.heading in words else f"{above.provision.heading}. {words}".strip(" .")
        if told:
            yield told


def _stayed(locator: str, stay: Stay, day: date) -> str:
    """Return what a reader must know of a stay on a day."""
    locator = what_is_stayed(locator, stay)
    if stay.until is not None and stay.until < day:
        return f"{locator} was stayed until {stay.until.isoformat()} by its own note"
    since = f" since {stay.since.isoformat()}" if stay.since else ""
    until = f" until {stay.until.isoformat()}" if stay.until else ""
    return f"{locator} IS STAYED{since}{until}: it stands in the text and does not apply"
