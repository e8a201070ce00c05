"""Lists of parties (`party_lists.toml`): which of them a question names, and which of them a row is on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from corpus.lexicon import jurisdictions
from corpus.lexicon.tables import content, entry

TABLE = Path(__file__).with_name("party_lists.toml")


@dataclass(frozen=True, slots=True)
class PartyList:
    """List of parties in the table; the head of `party_lists.toml` says what each field does."""

    name: str
    named: re.Pattern[str]
    hints: tuple[str, ...]
    jurisdiction: str = ""
    alone: str = ""
    asked: re.Pattern[str] | None = None
    table: str = ""
    mark: str = ""
    rows: str = ""
    about: re.Pattern[str] | None = None
    title: re.Pattern[str] | None = None
    english: str = ""
    by_party: str = ""
    no_name: tuple[str, ...] = ()
    in_han: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    official: str = ""
    says: str = ""
    means: str = ""
    affiliates: str = ""
    unlisted: str = ""
    blocks: bool = False
    forbids: bool = False
    typed: bool = False
    elsewhere: bool = False
    in_english: str = ""

    @property
    def told(self) -> str:
        """Return its name with the English one beside it, where it has none in Latin letters."""
        return f"{self.in_english} ({self.name})" if self.in_english else self.name

    @property
    def slug(self) -> str:
        """Return its name as programs read it: "entity_list"."""
        return f"{self.short[0]}_list".replace("-", "_") if self.short else self.name


@dataclass(frozen=True, eq=False)
class PartyLists:
    """Table of lists of parties, with all that is derived from it once."""

    entries: tuple[PartyList, ...]
    compiled: str = ""
    compiled_official: str = ""

    @cached_property
    def looked_up(self) -> tuple[PartyList, ...]:
        """Return the lists whose rows are looked up."""
        return tuple(n for n in self.entries if n.asked and not n.elsewhere)

    @cached_property
    def countries(self) -> frozenset[str]:
        """Return the countries whose lists are looked up."""
        codes = {n.jurisdiction for n in self.looked_up if n.jurisdiction}
        return frozenset(map(jurisdictions.table().country_of, codes))

    @cached_property
    def no_name(self) -> frozenset[str]:
        """Return words that may begin with a capital in a question and name no company."""
        return frozenset(w for n in self.entries for w in n.no_name)

    def asked(self, text: str) -> tuple[PartyList, ...]:
        """Return the lists that a question names, in the order of the table; none for "a list" or "which list"."""
        return tuple(n for n in self.entries if n.asked and n.asked.search(text))

    def joined(self, field: str) -> str:
        """Return the patterns of a field (`rows`, `english`, `by_party` or `alone`) as alternatives of one pattern."""
        return "|".join(pattern for n in self.entries if (pattern := getattr(n, field)))

    def about(self, question: str, title: str) -> bool:
        """Return whether a question names a list that the text of this title holds."""
        return any(n.about and n.title and n.about.search(question) and n.title.search(title) for n in self.entries)


_COMPILED = {"named": re.NOFLAG, "asked": re.IGNORECASE, "about": re.IGNORECASE, "title": re.NOFLAG}


@cache
def load(path: Path) -> PartyLists:
    """Read a table of lists. Raises BadRequest for a mistake in it."""
    rows = content(path)
    lists = enumerate(rows["list"], 1)
    return PartyLists(
        tuple(_entry(row, f"{path.name}, list {row.get('name', n)}") for n, row in lists),
        rows["compiled"],
        rows["compiled_official"],
    )


def _entry(row: Mapping[str, Any], where: str) -> PartyList:
    """Return one list. One whose rows are looked up needs a mark: without it any row with " -" counts as listed."""
    made = entry(PartyList, row, where, convert=_value, patterns=("rows", "english", "by_party"))
    if made.asked and not made.mark:
        raise BadRequest(f"{where}: a list with the field asked needs the field mark.", "Add it, or leave asked out.")
    return made


def _value(field: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return re.compile(value, _COMPILED[field]) if field in _COMPILED else value


def table() -> PartyLists:
    """Return the table that comes with Licet."""
    return load(TABLE)


def lists_asked(text: str) -> tuple[PartyList, ...]:
    """Return the lists that a question names, in the order of the table; none for "a list" or "which list"."""
    return table().asked(text)
