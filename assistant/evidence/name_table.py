"""Names in the rows of tables and lists, indexed by their words."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.evidence.row_name_likeness import folded_name
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries
from corpus.lexicon.regions import is_region
from corpus.model import Role

_NAME_COLUMN = lazy_regex(
    r"^(?!.*\b(?:goods?|products?|items?|commodit\w+|substances?|chemicals?)\b)"
    r".*(?:entity|name|listed person|party|alias|company|organi[sz]ation|实体|名称)",
    re.I,
)
_NAME_LETTERS = 160  # of a cell in which its name stands
_ACRONYM_BEHIND = lazy_regex(r"\s{0,3}\(([A-Z][A-Z&-]{1,11})\)")
_SHORT_NAME = lazy_regex(r"\(([A-Z][\w&-]{2,30})\)")
_ROWS_OF_TOWN = 3  # rows whose addresses have a word as a town before it counts as one
# What many bodies are called, wherever they are: none tells one name from another.
_ANYONES = frozenset([
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "international",
    "national", "federal", "state", "general",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameTable:
    """Names of every table row that one generation of a catalogue holds, indexed by their words."""

    generation: int
    names: tuple[tuple[str, str, int, int], ...]  # plain, as written, version, position
    words: Mapping[str, Sequence[int]]  # places in `names`
    places: frozenset[str]  # towns and countries: a name that says no more than one is nobody's
    left_out: frozenset[int]  # editions that were altered, of which no row is here

    @classmethod
    def of(cls, catalogue: CatalogueReader) -> NameTable:
        """Return the names of what a catalogue holds now."""
        generation = catalogue.generation
        names: list[tuple[str, str, int, int]] = []
        words: dict[str, list[int]] = defaultdict(list)
        towns: Counter[str] = Counter()
        left_out = {number for number in catalogue.editions() if not catalogue.is_whole(number)}
        for number in catalogue.editions():
            for held in catalogue.with_role(number, Role.ROW) if number not in left_out else ():
                towns.update(_towns(held))
                for written in names_of(held):
                    flat = folded_name(written)
                    if flat:
                        for word in set(flat.split()):
                            words[word].append(len(names))
                        names.append((flat, written, number, held.position))
        known = countries.table()
        named = {w for name in known.names.values() for w in folded_name(name).split()}
        places = frozenset(named | {w for w, n in towns.items() if n >= _ROWS_OF_TOWN} | known.common | _ANYONES)
        return cls(generation, tuple(names), dict(words), places, frozenset(left_out))


class NameTables:
    """Keeper of the name table. It is made on first use, and made again when the collection changes."""

    def __init__(self, catalogue: CatalogueReader) -> None:
        self.catalogue = catalogue
        self._kept: NameTable | None = None
        self._lock = threading.Lock()

    def at(self, generation: int) -> NameTable:
        """Return the name table of this generation of the catalogue, or of a later one if there is one."""
        kept = self._kept
        if kept is not None and kept.generation == generation:
            return kept
        with self._lock:  # two questions at once make one table
            if self._kept is None or self._kept.generation < generation:
                self._kept = NameTable.of(self.catalogue)
            return self._kept


def names_of(held: HeldProvision) -> list[str]:
    """Return the names in a row: that of its entity, without the address, and its aliases."""
    out: list[str] = []
    for column, value in held.provision.cells:
        if not value or not _is_name_column(column):
            continue
        if column == "Alias":
            out.append(value)
            continue
        # The row's address ends in its country, whose own name may have a comma, and the name.
        country = next((v for c, v in held.provision.cells if c == "Country"), "")
        _, addressed, name = held.locator.partition(f", Country: {country}, ")
        out.append(name if addressed and name else re.split(r", a\.k\.a|;|\n", value)[0][:120])
        out.extend(bracketed_names(value))
    return out


@lru_cache(maxsize=512)
def _is_name_column(column: str) -> bool:
    return _NAME_COLUMN.search(column) is not None


def bracketed_names(cell: str) -> list[str]:
    """Return the short names in brackets behind a name: "… Corporation of China (AVIC)", "Acme Works Ltd. (Acme)"."""
    if "(" not in cell[:_NAME_LETTERS]:
        return []
    before = _before_aliases(cell)
    # An acronym stands behind the name, before the address; "… (Beijing)" is none.
    acronyms = _ACRONYM_BEHIND.findall(before.split(",")[0])
    acronyms = [a for a in acronyms if not is_region(a)]  # "Acme Biotech (ASIA) Limited" is nobody called "Asia"
    return [*acronyms, *(s for s in _SHORT_NAME.findall(before) if before.startswith(f"{s} "))]


def without_acronym(cell: str) -> str:
    """Return the name of a cell without the acronym in brackets behind it; "" where there is none."""
    if "(" not in cell[:_NAME_LETTERS]:
        return ""
    name = _before_aliases(cell).split(",")[0]
    return _ACRONYM_BEHIND.sub("", name).strip() if _ACRONYM_BEHIND.search(name) else ""


def _before_aliases(cell: str) -> str:
    return re.split(r"[:;\n]|, a\.k\.a", cell[:_NAME_LETTERS])[0]


def _towns(held: HeldProvision) -> set[str]:
    """Return the towns in a row's address: words that stand alone between commas ("…, Akesu, China")."""
    country = next((v for c, v in held.provision.cells if c == "Country"), "")
    if not country:
        return set()
    parts = (re.sub(r"[\d-]+", " ", part).split() for part in re.split(r"[,;]", held.text)[1:])
    return {folded_name(part[0]) for part in parts if len(part) == 1 and part[0][0].isupper() and len(part[0]) > 3}
