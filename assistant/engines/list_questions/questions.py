"""Questions about the content of lists of parties: what is counted or chosen, and from which rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.engines.lists.party_query import PartyQuery
from corpus.lexicon.party_lists import PartyList


class Wanted(StrEnum):
    """What a question wants of the rows."""

    COUNT = "count"
    ROWS = "rows"
    PER_COUNTRY = "per country"
    COUNTRIES = "countries"  # the headings of the list
    PER_PERIOD = "per month or year"
    PER_CELL = "per value of a cell"
    COUNT_COUNTRIES = "number of countries"
    HAS_COUNTRY = "has country"
    LATEST = "latest"
    EARLIEST = "earliest"
    STILL = "still listed"
    MEMBER = "member"  # whether somebody is among the rows
    DIFFERENCE = "difference"  # of two editions
    COUNT_EDITIONS = "number in each edition"


@dataclass(frozen=True, slots=True)
class PartyQuestion:
    """Question about rows of lists. `rest` are words that the grammar here does not know."""

    lists: tuple[PartyList, ...]
    wanted: Wanted
    query: PartyQuery
    over: int = 0  # "countries with more than 100": per country, those with so many at least
    under: int = 0  # … and so many at most
    first: int = 0  # "the top five countries"
    asks_if_any: bool = False  # "any Norwegians on it?"
    asks_where: bool = False  # "… and in which country?"
    of_one_rule: str = ""  # "largest" or "smallest": of the rules of a day, the one with most or fewest rows
    rest: tuple[str, ...] = ()
    leans: bool = False  # "how many of those …"
    in_all: bool = False  # "… in total, older ones included"
    all_under: str = ""  # "… and are all of them Chinese?"
    all_of: PartyQuery | None = None  # "… and do they all carry footnote 3?"
    compared: bool = False  # "which list has more?": which of several lists has the most rows
    share: bool = False  # "… and what share of the list is that?"
    and_in_all: bool = False  # "how many, and how many added on a day?", "… and is any not denied?": all are told too
    period: str = ""  # "month" or "year": the rows are counted by that of their listing
    cell: str = ""  # "requirement", "policy", "footnote" or "notice": the rows are counted by what they say there
    names: bool = False  # "how many, names please"
    elsewhere: bool = False  # "how many in China, how many elsewhere": the rest is told too
    each: tuple[
        tuple[str, str], ...
    ] = ()  # "how many with footnote 3 and how many with 4": (field, value), each counted
    mentions: bool = False  # "how many mention Lemuria": the words that are left stand in a row's name or address
    there: bool = False  # "how many are in Lemuria": the words that are left are a place that no table of places has
    member: str = ""  # "… and is Acme one?": the name that is looked for among the rows
    cited: tuple[date | None, date | None] = (None, None)  # "… after the May correction": days of a later notice
    by_added: bool = False  # "who was added last": by the day of the first notice, not of any
    of_extreme: Wanted | None = None  # the rows of the last or the first day, of which something else is asked
    of_which: tuple[str, ...] = ()  # "how many entries, and how many for China?": countries that are told beside
