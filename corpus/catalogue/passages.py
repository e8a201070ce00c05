"""Reads the passages of editions: what is indexed, searched and cited."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from corpus.catalogue import rows
from corpus.catalogue.database.dialect import NO_LIMIT, numbers_in
from corpus.catalogue.provisions import Provisions
from corpus.catalogue_results import HeldPassage, HeldProvision, Membership
from corpus.filters import Filters
from corpus.model import Passage

_PASSAGES_KEPT = 4096  # passages that stay in memory once read: about 2 KB each


class CatalogueReader(Provisions):
    """All that is read of a catalogue: editions, provisions, and the passages that stand in them."""

    def passages(self, version: int) -> list[Passage]:
        """Return the passages of an edition, visible or not, in document order."""
        if version in self.editions():
            self.check_whole(version, passages=True)
        source_id = self.editions()[version][0].id if version in self.editions() else self._source_of(version)
        return [
            rows.passage(row, source_id)
            for row in self._all(
                f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p WHERE p.version = ? ORDER BY p.ordinal", (version,)
            )
        ]

    def sizes(self) -> dict[int, int]:
        """Return the number of passages of each visible edition."""
        read = self._now()
        if read.sizes is None:
            counted = self._all("SELECT version, count(*) FROM passages GROUP BY version")
            read.sizes = {v: n for v, n in counted if v in read.editions}
        return read.sizes

    def languages(self) -> dict[int, frozenset[str]]:
        """Return the languages of the passages of each visible edition."""
        read = self._now()
        if read.languages is None:
            out: dict[int, set[str]] = {v: set() for v in read.editions}
            for version, language in self._all("SELECT DISTINCT version, language FROM passages"):
                if version in out:
                    out[version].add(language)
            read.languages = {v: frozenset(found) for v, found in out.items()}
        return read.languages

    def standing(self, ids: Sequence[str], filters: Filters = Filters()) -> dict[str, int]:
        """Return those of the passages `ids` that stand in an edition in force, each with the number of that edition.

        This is the exact filter behind every search.
        """
        editions = self.in_force(filters)
        out: dict[str, int] = {}
        for chunk in _chunks(ids, 500):
            sql = f"SELECT id, version FROM passages WHERE id IN ({','.join('?' * len(chunk))})"
            out.update((i, version) for i, version in self._all(sql, tuple(chunk)) if version in editions)
        return out

    def standing_passages(self, ids: Sequence[str], filters: Filters = Filters()) -> dict[str, HeldPassage]:
        """Return the passages that `standing` finds, by id."""
        return self.held(self.standing(ids, filters))

    def held(self, standing: Mapping[str, int]) -> dict[str, HeldPassage]:
        """Return passages by their id and edition (see `standing`), in the same order, without those no longer held."""
        now = self._now()
        editions, kept = now.editions, now.passages
        self.check_whole(*(version for version in set(standing.values()) if version in editions), passages=True)
        unread = [i for i, version in standing.items() if (version, i) not in kept]
        read: dict[tuple[int, str], Passage] = {}
        for chunk in _chunks(unread, 500):
            sql = f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p WHERE p.id IN ({','.join('?' * len(chunk))})"
            for row in self._all(sql, tuple(chunk)):
                if standing.get(row[2]) == row[0] and row[0] in editions:
                    read[row[0], row[2]] = rows.passage(row, editions[row[0]][0].id)
        found = [(version, i) for i, version in standing.items() if version in editions]
        out = {k[1]: HeldPassage(*editions[k[0]], p) for k in found if (p := read.get(k) or kept.get(k)) is not None}
        if len(kept) + len(read) > _PASSAGES_KEPT:
            now.passages = read
        else:
            kept.update(read)
        return out

    def passage_at(self, held: HeldProvision, most: int = NO_LIMIT) -> list[HeldPassage]:
        """Return the passages that hold a provision's own text and what is below it, in document order.

        `most` is how many at most.
        """
        return self._at(held, "p.ordinal", most)

    def passage_with(self, held: HeldProvision, offset: int) -> HeldPassage | None:
        """Return the passage of a provision that holds an offset of the edition's text, else its first one."""
        return next(iter(self._at(held, '(p.start <= ? AND ? < p."end") DESC, p.ordinal', 1, (offset, offset))), None)

    def _at(self, held: HeldProvision, order: str, most: int, ordered_by: tuple[int, ...] = ()) -> list[HeldPassage]:
        self.check_whole(held.version.number, passages=True)
        # Each passage holds the provision at which the one before it ends, or later ones.
        ordinals, first, last = self._places("passages", held.version.number, "ordinal", "first", "last")
        begin, end = bisect_left(last, held.position), bisect_left(first, held.after)
        if begin >= end:
            return []
        sql = (
            f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p WHERE p.version = ? AND p.ordinal BETWEEN ? AND ? "
            f"ORDER BY {order} LIMIT ?"
        )
        found = self._all(sql, (held.version.number, ordinals[begin], ordinals[end - 1], *ordered_by, most))
        return [HeldPassage(held.source, held.version, rows.passage(row, held.source.id)) for row in found]

    def neighbours(self, held: HeldPassage, reach: int = 1) -> list[HeldPassage]:
        """Return the passages around one, up to `reach` before and after it, itself included, in document order."""
        number = held.version.number
        self.check_whole(number, passages=True)
        ordinal = self._one(
            "SELECT ordinal FROM passages WHERE version = ? AND id = ?", (number, held.passage.id), default=(0,)
        )[0]
        sql = (
            f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p WHERE p.version = ? AND p.ordinal BETWEEN ? AND ? "
            "ORDER BY p.ordinal"
        )
        found = self._all(sql, (number, ordinal - reach, ordinal + reach))
        return [HeldPassage(held.source, held.version, rows.passage(row, held.source.id)) for row in found]

    def memberships(self, source_id: str, *, also: Sequence[int] = (), beside: bool = False) -> dict[str, Membership]:
        """Return every passage that a source's editions hold, with the days on which it stands.

        That is what the index must hold. `also` counts staged editions as if they were published already, and the
        editions that they replace as gone. With `beside`, passages that were cut anew beside those of an edition count
        in their place. Altered editions have no passages that could be indexed.
        """
        chosen = f"state = 'held' OR number IN {numbers_in(also)}"
        sql = f"SELECT {rows.EDITION} FROM {rows.EDITIONS} WHERE source_id = ? AND ({chosen})"
        found = self._all(sql, (source_id,))
        replaced = {row[3] for row in found if row[0] in also}
        found = [row for row in found if row[0] in also or row[3] not in replaced]
        out: dict[str, Membership] = {}
        visible = self.editions()
        for number, (source, version) in rows.editions(found).items():
            held = f"SELECT {rows.PASSAGE_COLUMNS} FROM passages p WHERE p.version = ?"
            anew = self._all(held, (-number,)) if beside else []
            if number not in also and not anew and not (number in visible and self.is_whole(number)):
                continue
            for row in anew or self._all(held, (number,)):
                passage = rows.passage(row, source_id)
                other = out.get(passage.id)
                out[passage.id] = rows.joined_membership(other, passage, source, version)
        return out

    def _source_of(self, version: int) -> str:
        """Return the source id of an edition, visible or not."""
        return str(self._one("SELECT source_id FROM versions WHERE number = ?", (version,))[0])


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Yield the items in slices of at most `size`, to stay below the limit on parameters."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]
