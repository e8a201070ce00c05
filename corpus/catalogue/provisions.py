"""Reads the provisions of editions: by address, by position, with those above and below them."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Sequence

from corpus.catalogue import rows
from corpus.catalogue.database.dialect import numbers_in
from corpus.catalogue.editions import Editions
from corpus.catalogue.seals import SealedPart
from corpus.catalogue_results import HeldProvision
from corpus.errors import NotHeld
from corpus.filters import Filters
from corpus.locators import key, parse
from corpus.model import Reading, Role

_TEXTS_KEPT = 16  # editions whose whole text stays in memory; the longest so far has 2 MB


class Provisions(Editions):
    """The texts of editions and their trees of provisions."""

    def text(self, version: int) -> str:
        """Return the whole text of an edition."""
        kept = self._now().texts
        text = kept.get(version)
        if text is None:
            self.check_whole(version)
            text = str(self._one("SELECT text FROM versions WHERE number = ?", (version,))[0])
            if len(kept) >= _TEXTS_KEPT:
                kept.pop(next(iter(kept)), None)
            kept[version] = text
        return text

    def slice(self, version: int, start: int, end: int) -> str:
        """Return characters `start:end` of an edition's text."""
        return self.text(version)[start:end]

    def original(self, version: int) -> bytes | None:
        """Return the file that an edition was read from, if it was kept (PDF); else None."""
        found = self._one("SELECT original FROM versions WHERE number = ?", (version,))[0]
        if problem := self._compared(version, (SealedPart.RECORD, SealedPart.ORIGINAL)):
            raise problem
        return bytes(found) if found is not None else None

    def find(self, locator: str, filters: Filters = Filters()) -> list[HeldProvision]:
        """Return the provisions at an address, in any common spelling, in the editions in force.

        Those of the highest authority come first, and of those what was fetched from its publisher.
        """
        parsed = parse(locator)
        keys = {key(locator)} | ({key(parsed.text)} if parsed else set())
        editions = self.in_force(filters)
        found = []
        for wanted in sorted(keys):
            for row in self._all(f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE key = ?", (wanted,)):
                if row[0] in editions:
                    self.check_whole(row[0])
                    found.append(rows.held_provision(row, editions[row[0]]))
        return sorted(found, key=lambda p: (p.source.rank, p.source.id, p.position))

    def alike(self, locator: str, filters: Filters = Filters(), limit: int = 200) -> list[HeldProvision]:
        """Return provisions whose address begins with these words, else those whose address ends with them."""
        editions, wanted = self.in_force(filters), key(locator)
        if len(wanted) < 4:
            return []
        for condition, values in (
            ("key > ? AND key < ?", (f"{wanted}.", f"{wanted}.\U0010ffff")),
            ("substr(key, length(key) - length(?) + 1) = ?", (f".{wanted}", f".{wanted}")),
        ):
            sql = (
                f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version IN {numbers_in([*editions])} "
                f"AND {condition} ORDER BY version, position LIMIT ?"
            )
            if found := self._all(sql, (*values, limit)):
                self.check_whole(*{row[0] for row in found})
                return [rows.held_provision(row, editions[row[0]]) for row in found]
        return []

    def in_edition(self, version: int, locator: str) -> list[HeldProvision]:
        """Return the provisions of one edition, in force or not, at an address as that edition writes it."""
        edition = self.editions()[version]
        self.check_whole(version)
        sql = f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version = ? AND key = ? ORDER BY position"
        return [rows.held_provision(row, edition) for row in self._all(sql, (version, key(locator)))]

    def provision(self, version: int, position: int) -> HeldProvision:
        """Return one provision by its position in an edition. Raises NotHeld."""
        found = self.provisions_between(version, position, position + 1)
        if not found:
            raise NotHeld("That provision is no longer held.", "Ask again: the collection has changed since.")
        return found[0]

    def at(self, version: int, start: int) -> HeldProvision:
        """Return the innermost provision whose own text holds the character at `start`: the address of a quote.

        Raises NotHeld.
        """
        positions, starts, ends = self._places("provisions", version, "position", "start", '"end"')
        n = bisect_right(starts, start) - 1  # a provision begins where the one before it does, or later
        while n >= 0 and ends[n] <= start:
            n -= 1
        return self.provision(version, positions[n] if n >= 0 else -1)

    def _places(self, table: str, version: int, *columns: str) -> tuple[Sequence[int], ...]:
        """Return columns of an edition's rows in the order of the first: a place in them is found at once.

        SQL would read all rows of the edition each time.
        """

        def read() -> tuple[Sequence[int], ...]:
            found = self._fresh(f"SELECT {', '.join(columns)} FROM {table} WHERE version = ? ORDER BY 1", (version,))
            return tuple(array("q", (row[n] for row in found)) for n in range(len(columns)))

        return self.once(f"{', '.join(columns)} of {table} of {version}", read)

    def with_role(self, version: int, role: Role) -> list[HeldProvision]:
        """Return every provision of an edition that has a role (its table rows, its sections), in document order."""
        edition = self.editions()[version]
        self.check_whole(version)
        sql = f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version = ? AND role = ? ORDER BY position"
        return [rows.held_provision(row, edition) for row in self._all(sql, (version, role.value))]

    def subtree(self, held: HeldProvision) -> list[HeldProvision]:
        """Return a provision and everything below it, in document order."""
        return self.provisions_between(held.version.number, held.position, held.after)

    def outline(self, version: int) -> list[HeldProvision]:
        """Return every provision of an edition, in document order."""
        return self.provisions_between(version, 0, 2**31)

    def reading(self, version: int) -> Reading:
        """Return an edition as a reading, as its parser delivered it."""
        source, held = self.editions()[version]
        provisions = tuple(p.provision for p in self.outline(version))
        warnings = tuple(json.loads(self._one("SELECT warnings FROM versions WHERE number = ?", (version,))[0]))
        return Reading(source, self.text(version), provisions, held.valid_from, held.valid_to, warnings)

    def ancestors(self, held: HeldProvision) -> list[HeldProvision]:
        """Return the provisions above one, outermost first."""
        above: list[HeldProvision] = []
        parent = held.provision.parent
        while parent is not None:
            above.append(self.provision(held.version.number, parent))
            parent = above[-1].provision.parent
        return above[::-1]

    def children(self, held: HeldProvision) -> list[HeldProvision]:
        """Return the provisions directly below one."""
        return [p for p in self.subtree(held) if p.provision.parent == held.position]

    def full_text(self, held: HeldProvision) -> str:
        """Return the text of a provision including everything below it."""
        inside = self.subtree(held)
        return self.slice(held.version.number, held.provision.start, max(p.provision.end for p in inside))

    def defining(self, term: str, filters: Filters = Filters()) -> list[HeldProvision]:
        """Return the provisions that define a term (compared without case)."""
        editions = self.in_force(filters)
        out = []
        for version, position in self._all("SELECT version, position FROM terms WHERE term = ?", (term.casefold(),)):
            if version in editions:
                self.check_whole(version, passages=True)  # terms are made with the passages
                out.append(self.provision(version, position))
        return out

    def with_references(self, locator: str, limit: int) -> list[HeldProvision]:
        """Return provisions in force one of whose cross-references has a locator's words, by edition and position.

        Rows of tables are left out: each row of a list cites the same rule.
        """
        editions = self.in_force(Filters())
        has = self._database.dialect.contains("detail")
        sql = (
            f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version IN {numbers_in([*editions])} "
            f"AND {has} AND {has} AND NOT {has} ORDER BY version, position LIMIT ?"
        )
        found = self._all(sql, (locator, '"references"', '"cells"', limit))
        held = [rows.held_provision(row, editions[row[0]]) for row in found]
        self.check_whole(*{p.version.number for p in held})
        return [p for p in held if any(locator in r.locator for r in p.provision.references)]

    def terms(self, version: int) -> dict[str, int]:
        """Return every term that an edition defines, with the position of the provision that defines it."""
        self.check_whole(version, passages=True)
        return dict(self._all("SELECT term, position FROM terms WHERE version = ?", (version,)))

    def provisions_between(self, version: int, first: int, after: int) -> list[HeldProvision]:
        """Return the provisions of an edition from position `first` to before `after`. Raises NotHeld."""
        edition = self.editions().get(version)
        if edition is None:
            raise NotHeld("That edition is no longer held.", "Ask again: the collection has changed since.")
        self.check_whole(version)
        sql = (
            f"SELECT {rows.PROVISION_COLUMNS} FROM provisions WHERE version = ? AND position >= ? AND position < ? "
            "ORDER BY position"
        )
        return [rows.held_provision(row, edition) for row in self._all(sql, (version, first, after))]
